"""The four services as processes: their replicas, ports and environment."""

import functools
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.clock import parse_clock
from xuncha.data import RESTORED, key_file
from xuncha.endpoints import Endpoints
from xuncha.failures import RefusedError
from xuncha.ports import HEALTH_PORTS, REPLICA_STEP, Ports
from xuncha.probes import service_missing
from xuncha.process import ProcessSpec
from xuncha.texts import say

_STOP_SECONDS = 30.0


@dataclass(frozen=True)
class Replica:
    """One process of a service."""

    name: str
    """The service's name, with a number when there are several."""
    service: str
    port: int
    """For health, metrics and pages, on 127.0.0.1."""

    @property
    def health_url(self) -> str:
        """Address of its HTTP face."""
        return f"http://127.0.0.1:{self.port}"


def place(counts: Mapping[str, int], ports: Ports) -> list[Replica]:
    """Give each replica a name and a port; services that `counts` does not name get one."""
    return [
        Replica(
            service if counts.get(service, 1) == 1 else f"{service}-{number + 1}",
            service,
            ports.take(usual + number * REPLICA_STEP),
        )
        for service, usual in HEALTH_PORTS.items()
        for number in range(counts.get(service, 1))
    ]


def module_command(service: str) -> tuple[str, ...]:
    """Return the command that runs a service."""
    return (sys.executable, "-m", f"services.{service}")


def service_process(
    replica: Replica, command: tuple[str, ...], env: Mapping[str, str]
) -> ProcessSpec:
    """Describe one replica.

    Args:
        replica: which one.
        command: its program.
        env: what all services share, see `service_environment`.
    """
    return ProcessSpec(
        name=replica.name,
        command=command,
        env={**env, "XUNCHA_HEALTH_PORT": str(replica.port)},
        ready=functools.partial(service_missing, replica.health_url),
        stop_grace_seconds=_STOP_SECONDS,
    )


def service_environment(data: Path, endpoints: Endpoints) -> dict[str, str]:
    """Return the environment all services share: ours, addresses, key file and clock.

    After a restore it makes the notifier hold alerts back.

    Raises:
        RefusedError: XUNCHA_CLOCK cannot be read, or the key file does not exist.
    """
    env = {
        **os.environ,
        "NATS_URL": endpoints.nats_url,
        "MONGO_URL": endpoints.mongo_url,
        "PYTHONUNBUFFERED": "1",
        "XUNCHA_DATA_DIR": str(data),
        "XUNCHA_SEALING_KEY_FILE": str(sealing_key(data)),
    }
    if endpoints.monitor_url:
        env["NATS_MONITOR_URL"] = endpoints.monitor_url
    if (data / RESTORED).exists():
        env["XUNCHA_NOTIFIER_HOLD"] = "true"
    if clock := env.get("XUNCHA_CLOCK"):
        env["XUNCHA_CLOCK"] = shared_clock(clock, time.time())
    return env


def shared_clock(text: str, epoch: float) -> str:
    """Complete a clock with its rate and `epoch`, so that all processes count from one beginning.

    Args:
        text: `<start>[@rate][@epoch]`, as in XUNCHA_CLOCK.
        epoch: real time in seconds since 1970, used when `text` names none.

    Raises:
        RefusedError: it is not of that form.
    """
    try:
        parse_clock(text)
    except ValueError as error:
        raise RefusedError(say("bad_clock", value=text, why=error)) from error
    if text.startswith("file:"):
        return text  # the file holds its own beginning
    start, *rest = text.split("@")
    defaults = ("1", repr(epoch))
    return "@".join((start, *rest, *defaults[len(rest) :]))


def sealing_key(data: Path) -> Path:
    """Return the sealing key's file: XUNCHA_SEALING_KEY_FILE, else our own, made when missing.

    Raises:
        RefusedError: XUNCHA_SEALING_KEY_FILE names a file that does not exist.
    """
    path = key_file(data)
    if os.environ.get("XUNCHA_SEALING_KEY_FILE") and not path.exists():
        raise RefusedError(say("no_key", path=path))
    if not path.exists():
        from shared.sealing import generate_master_key  # noqa: PLC0415 - cryptography is slow to load

        generate_master_key(path)
    return path
