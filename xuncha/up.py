"""The whole system on one machine: broker and store where none is named, topology, services."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shared.errors import XunchaError
from xuncha import embedded
from xuncha.addresses import shown
from xuncha.data import RESTORED, data_directory, locked, require_space, require_whole
from xuncha.endpoints import FILE_NAME, Endpoints
from xuncha.journal import Journal
from xuncha.ports import MONGO_PORT, MONITOR_PORT, NATS_PORT, Ports
from xuncha.preflight import check_broker, check_store, require_version
from xuncha.process import ProcessSpec, RestartPolicy
from xuncha.programs import Replica, module_command, place, service_environment, service_process
from xuncha.supervisor import Supervisor
from xuncha.texts import say

Step = Callable[[Endpoints], Awaitable[None]]
"""Something done with a system whose addresses are known."""

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def up(  # noqa: PLR0913 - the named options of one command
    data_dir: Path | None = None,
    *,
    replicas: Mapping[str, int] | None = None,
    extra_env: Mapping[str, str] | None = None,
    before_services: Step | None = None,
    on_ready: Step | None = None,
    stop_event: asyncio.Event | None = None,
    fixed_ports: bool = True,
    command: Callable[[str], tuple[str, ...]] = module_command,
    restart: RestartPolicy = RestartPolicy(),  # noqa: B008 - frozen
    logs: Path | None = None,
) -> None:
    """Run everything until `stop_event` or a SIGINT, SIGTERM or SIGHUP, then stop in reverse.

    NATS_URL and MONGO_URL name existing servers; whichever is unset is embedded.

    Args:
        data_dir: None means `XUNCHA_DATA_DIR` or `.xuncha`.
        replicas: processes by service; one each where not named, 0 leaves a service out.
        extra_env: added last to the environment of the services.
        before_services: awaited when broker and store are ready, such as applying the topology.
        on_ready: awaited when everything is ready; the system goes on when it returns.
        stop_event: ends the system when set.
        fixed_ports: ask for the usual ports first; False takes any free ones.
        command: program of a service by its name.
        restart: what happens when a service crashes.
        logs: folder that takes what the processes say, instead of the screen; None means the
            screen, and `logs` in the data directory.

    Raises:
        RefusedError: a check found what only the operator can mend.
        StartError: a process did not become ready.
        CrashLoopError: a process kept crashing.
        Exception: whatever `before_services` or `on_ready` raised.
    """
    data = data_directory(data_dir)
    stop = stop_event or asyncio.Event()
    kept, quiet = logs or data / "logs", logs is not None
    with locked(data) as lock, Journal(kept, quiet=quiet) as journal, _signals(stop):
        require_space(data)
        require_whole(data)
        ports = Ports(fixed=fixed_ports, note=journal.note)
        site = _Site(data, lock, ports, journal)

        async def work() -> None:
            placed = place(replicas or {}, ports)
            endpoints, servers = await site.servers(placed)
            env = {**service_environment(data, endpoints), **(extra_env or {})}
            await supervisor.start(*servers)
            endpoints.write(data)
            if before_services:
                await before_services(endpoints)
            services = (service_process(one, command(one.service), env) for one in placed)
            await supervisor.start(*(replace(service, restart=restart) for service in services))
            journal.note(say("all_ready"))
            if (data / RESTORED).exists():
                journal.note(say("restored_held"))
                (data / RESTORED).unlink()
            if on_ready:
                await on_ready(endpoints)

        try:
            async with Supervisor(journal) as supervisor:
                await supervisor.run(work(), stop)
        finally:
            (data / FILE_NAME).unlink(missing_ok=True)
            journal.note(say("all_stopped"))


def run(work: Coroutine[Any, Any, None]) -> int:
    """Run `up` or what is built on it; return the exit code, with the reason on standard error."""
    try:
        asyncio.run(work)
    except XunchaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@dataclass(frozen=True)
class _Site:
    """Chooses between named and embedded servers."""

    data: Path
    lock: int
    ports: Ports
    journal: Journal

    async def servers(self, placed: list[Replica]) -> tuple[Endpoints, list[ProcessSpec]]:
        nats_url, monitor_url, broker = await self._broker()
        mongo_url, store = await self._store()
        services: dict[str, list[str]] = {}
        for replica in placed:
            services.setdefault(replica.service, []).append(replica.health_url)
        return Endpoints(nats_url, monitor_url, mongo_url, services), [*broker, *store]

    async def _broker(self) -> tuple[str, str, list[ProcessSpec]]:
        if url := os.environ.get("NATS_URL", ""):
            monitor_url = os.environ.get("NATS_MONITOR_URL", "").rstrip("/")
            await check_broker(url, monitor_url, self.journal.note)
            self.journal.note(
                say("outside", part=say("broker"), where=shown(url), variable="NATS_URL")
            )
            return url, monitor_url, []
        require_version(embedded.broker_version(), embedded.program("nats-server", "NATS_URL"))
        self.journal.note(say("embedded_broker", path=self.data / "nats"))
        port, monitor_port = self.ports.take(NATS_PORT), self.ports.take(MONITOR_PORT)
        spec = embedded.nats_process(self.data, port, monitor_port, lock=self.lock)
        return embedded.nats_url(port), embedded.monitor_url(monitor_port), [spec]

    async def _store(self) -> tuple[str, list[ProcessSpec]]:
        if url := os.environ.get("MONGO_URL", ""):
            await check_store(url, self.journal.note)
            self.journal.note(
                say("outside", part=say("store"), where=shown(url), variable="MONGO_URL")
            )
            return url, []
        self.journal.note(say("embedded_store", path=self.data / "store"))
        port = self.ports.take(MONGO_PORT)
        return embedded.mongo_url(port), [embedded.store_process(self.data, port, lock=self.lock)]


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Let the signals that end programs set `stop`, where this thread may ask for them."""
    loop = asyncio.get_running_loop()
    asked: list[signal.Signals] = []
    with suppress(RuntimeError, ValueError):
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, stop.set)
            asked.append(number)
    try:
        yield
    finally:
        for number in asked:
            loop.remove_signal_handler(number)
