"""Asks parts of the system whether they are ready; every answer is the tuple of what is missing."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from xuncha.addresses import mongo_addresses
from xuncha.texts import say
from xuncha.wire import greet_store

_TIMEOUT_SECONDS = 3.0


async def read_json(url: str) -> tuple[int, Any]:
    """Return status and body of a JSON page; proxies are never asked, these are our own addresses.

    Raises:
        httpx.HTTPError: no answer.
        ValueError: the answer is not JSON.
    """
    async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT_SECONDS) as client:
        answer = await client.get(url)
        return answer.status_code, answer.json()


async def broker_missing(monitor_url: str) -> tuple[str, ...]:
    """Ask a broker's monitor whether the server is healthy."""
    try:
        status, body = await read_json(f"{monitor_url}/healthz")
    except (httpx.HTTPError, httpx.InvalidURL):
        return (say("no_answer"),)
    except ValueError:
        return (say("bad_answer"),)
    if status == httpx.codes.OK and isinstance(body, dict) and body.get("status") == "ok":
        return ()
    return (
        str(body.get("error") or say("bad_answer"))
        if isinstance(body, dict)
        else say("bad_answer"),
    )


async def store_missing(mongo_url: str) -> tuple[str, ...]:
    """Ask whether any server of the store answers; `mongodb+srv://` is taken on trust."""
    missing: tuple[str, ...] = ()
    for address in mongo_addresses(mongo_url):
        try:
            if await greet_store(address):
                return ()
            missing = (say("bad_answer"),)
        except OSError:
            missing = (say("no_answer"),)
    return missing


async def service_missing(health_url: str) -> tuple[str, ...]:
    """Ask a service's `/readyz`."""
    try:
        _, body = await read_json(f"{health_url}/readyz")
    except (httpx.HTTPError, httpx.InvalidURL):
        return (say("no_answer"),)
    except ValueError:
        return (say("bad_answer"),)
    if not isinstance(body, dict) or not isinstance(body.get("ready"), bool):
        return (say("bad_answer"),)
    if body["ready"]:
        return ()
    listed = body.get("missing")
    missing = tuple(str(part) for part in listed) if isinstance(listed, list) else ()
    return missing or (say("state_waiting"),)


def is_http(url: str) -> bool:
    """Tell whether `url` is an http address with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
