"""Looks at a broker and a store before anything is started on them."""

from collections.abc import Callable
from typing import Any

import httpx

from shared.durability import version_accepted
from xuncha.addresses import Address, mongo_addresses, nats_addresses, shown
from xuncha.failures import RefusedError
from xuncha.probes import read_json
from xuncha.texts import say
from xuncha.wire import greet_broker, greet_store

_NATS_EXAMPLE = "nats://127.0.0.1:4222"
_MONGO_EXAMPLE = "mongodb://127.0.0.1:27017/?replicaSet=rs0"


def require_version(text: str, where: str) -> None:
    """Check the version of a nats-server.

    Raises:
        RefusedError: too old, or one of those with a known fault.
    """
    if not version_accepted(text):
        raise RefusedError(say("too_old", version=text or "?", where=where))


async def check_broker(url: str, monitor_url: str, warn: Callable[[str], None]) -> None:
    """Check that a server of NATS_URL answers, and its version, JetStream and write-through.

    Args:
        url: the address, as in NATS_URL.
        monitor_url: its HTTP monitor, empty when unknown.
        warn: hears what could not be checked.

    Raises:
        RefusedError: the operator must mend something.
    """
    info, where = await _greeting(url)
    require_version(str(info.get("version", "")), where)
    if not info.get("jetstream"):
        raise RefusedError(say("no_jetstream", where=where))
    facts = await _monitored(monitor_url)
    safe = written_through(facts)
    if safe is None:
        warn(say("monitor_unread", where=shown(monitor_url) or "?"))
    elif not safe:
        raise RefusedError(say("sync_not_always", where=where))


async def check_store(url: str, warn: Callable[[str], None]) -> None:
    """Check that a server of MONGO_URL answers.

    Raises:
        RefusedError: none does, or the address is malformed.
    """
    try:
        addresses = mongo_addresses(url)
    except ValueError as error:
        raise _unreadable("MONGO_URL", error, _MONGO_EXAMPLE) from error
    why: object = say("bad_answer")
    for address in addresses:
        try:
            if await greet_store(address):
                return
        except OSError as error:
            why = _reason(error)
    if addresses:
        raise RefusedError(say("unreachable", where=shown(url), variable="MONGO_URL", why=why))
    warn(say("not_checked", variable="MONGO_URL", scheme="mongodb+srv://"))


def written_through(facts: dict[str, Any]) -> bool | None:
    """Read from a monitor's `/varz` whether an acknowledged message survives the loss of power.

    Returns:
        True for a cluster, which keeps copies, and for `sync_interval: always`; None when the
        monitor does not say.
    """
    if facts.get("cluster"):
        return True
    jetstream = facts.get("jetstream")
    config = jetstream.get("config") if isinstance(jetstream, dict) else None
    return config.get("sync_always") is True if isinstance(config, dict) else None


async def _greeting(url: str) -> tuple[dict[str, Any], str]:
    try:
        addresses = nats_addresses(url)
    except ValueError as error:
        raise _unreadable("NATS_URL", error, _NATS_EXAMPLE) from error
    why: object = say("bad_answer")
    for address in addresses:
        try:
            info = await greet_broker(address)
        except OSError as error:
            why = _reason(error)
        else:
            if info is not None:
                return info, str(address)
    raise RefusedError(say("unreachable", where=_where(addresses), variable="NATS_URL", why=why))


async def _monitored(monitor_url: str) -> dict[str, Any]:
    try:
        _, facts = await read_json(f"{monitor_url.rstrip('/')}/varz")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _unreadable(variable: str, error: ValueError, example: str) -> RefusedError:
    return RefusedError(say("unreadable_url", variable=variable, why=error, example=example))


def _where(addresses: list[Address]) -> str:
    return ", ".join(map(str, addresses))


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or say("no_answer")
