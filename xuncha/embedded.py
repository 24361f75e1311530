"""Broker and store for one machine: separate programs on loopback, never imported."""

import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from xuncha.failures import RefusedError
from xuncha.probes import broker_missing, store_missing
from xuncha.process import ProcessSpec
from xuncha.texts import say

_BROKER = "nats-server"
_STORE = "secantusd-py"
_READY_SECONDS = 30.0
_BROKER_CONF = """\
host: "127.0.0.1"
port: {port}
http: "127.0.0.1:{monitor_port}"
max_payload: 1MB
jetstream {{
  store_dir: {store_dir}
  sync_interval: always
  max_memory_store: 256MB
  # Streams reserve their max_bytes from this sum while still empty; those limits bound the disk.
  max_file_store: 256GB
}}
"""


def nats_url(port: int) -> str:
    """Return the address of the embedded broker."""
    return f"nats://127.0.0.1:{port}"


def mongo_url(port: int) -> str:
    """Return the address of the embedded store; it makes every write journaled.

    The driver does not repeat writes by itself: for each that it might repeat the embedded store
    looks through all that it remembers, up to 10,000 of half an hour, so that a write took five
    times as long after a while. It forgets them when it ends, so nothing was won by it.
    """
    address = f"mongodb://127.0.0.1:{port}/?w=majority&journal=true"
    return f"{address}&directConnection=true&retryWrites=false"


def monitor_url(port: int) -> str:
    """Return the address of the embedded broker's monitor."""
    return f"http://127.0.0.1:{port}"


def nats_process(
    data: Path, port: int, monitor_port: int, *, lock: int | None = None
) -> ProcessSpec:
    """Describe an embedded broker that writes through to disk, and write its configuration.

    Args:
        data: the system's data directory; the broker takes `nats` below it.
        port: for clients, on 127.0.0.1.
        monitor_port: for its HTTP monitor, on 127.0.0.1.
        lock: open file that the broker inherits, see `xuncha.data.locked`.

    Raises:
        RefusedError: nats-server is not installed.
    """
    home = data / "nats"
    home.mkdir(parents=True, exist_ok=True)
    conf = home / "nats.conf"
    store_dir = json.dumps(str(home.absolute()), ensure_ascii=False)
    conf.write_text(
        _BROKER_CONF.format(port=port, monitor_port=monitor_port, store_dir=store_dir),
        encoding="utf-8",
    )
    return ProcessSpec(
        name="nats",
        command=(program(_BROKER, "NATS_URL"), "-c", str(conf)),
        env=_environment(),
        ready=functools.partial(broker_missing, monitor_url(monitor_port)),
        ready_timeout_seconds=_READY_SECONDS,
        keep_fds=() if lock is None else (lock,),
    )


def store_process(data: Path, port: int, *, lock: int | None = None) -> ProcessSpec:
    """Describe an embedded store.

    Args:
        data: the system's data directory; the store takes `store` below it.
        port: on 127.0.0.1.
        lock: open file that the store inherits, see `xuncha.data.locked`.

    Raises:
        RefusedError: secantusd-py is not installed.
    """
    home = data / "store"
    home.mkdir(parents=True, exist_ok=True)
    conf = data / "store.toml"
    conf.write_text(
        "", encoding="utf-8"
    )  # without one it takes whatever lies in the working directory or at home
    options = {
        "--host": "127.0.0.1",
        "--port": str(port),
        "--storage-path": str(home),
        "--cache-size": "256M",
        "--config": str(conf),
    }
    return ProcessSpec(
        name="store",
        command=(
            program(_STORE, "MONGO_URL"),
            *(word for option in options.items() for word in option),
        ),
        env=_environment(),
        ready=functools.partial(store_missing, mongo_url(port)),
        ready_timeout_seconds=_READY_SECONDS,
        stop_grace_seconds=20.0,
        keep_fds=() if lock is None else (lock,),
    )


def broker_version() -> str:
    """Return what the installed nats-server says of its version, such as `nats-server: v2.15.1`.

    Raises:
        RefusedError: nats-server is not installed.
    """
    command = (program(_BROKER, "NATS_URL"), "--version")
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - our own path


def program(name: str, variable: str) -> str:
    """Return the path of an installed server, beside the interpreter first.

    Raises:
        RefusedError: it is not installed; `variable` is offered as the other way.
    """
    beside = Path(sys.executable).parent
    found = shutil.which(
        name, path=os.pathsep.join((str(beside), os.environ.get("PATH", os.defpath)))
    )
    if found is None:
        raise RefusedError(say("not_installed", program=name, variable=variable))
    return found


def _environment() -> dict[str, str]:
    """Leave out our own settings: they hold secrets that no server needs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("XUNCHA_")}
