"""The system under test as processes that may be killed, held down and stopped."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.faults.ledger import FaultLog
from tests.faults.tiers import SERVICES
from xuncha import embedded
from xuncha.endpoints import Endpoints
from xuncha.journal import Journal
from xuncha.ports import Ports
from xuncha.process import CLEAN_CODES, Process, ProcessSpec
from xuncha.programs import (
    Replica,
    module_command,
    place,
    service_environment,
    service_process,
)

BACKOFF_SECONDS = 0.2
LOOK_SECONDS = 0.1
READY_SECONDS = 60.0


class NotReadyError(Exception):
    """A part of the system does not come up."""


class Part:
    """One process with its restarts.

    Attributes:
        ready_spans: when it answered, real time; the last one is open while its end is 0.
        recoveries: each end, and the next readiness, real time.
        unforeseen: exits that no SIGKILL explains.
        retired: it was stopped for good before the others.
    """

    def __init__(self, spec: ProcessSpec, journal: Journal, log: FaultLog) -> None:
        self.spec = spec
        self._journal = journal
        self._log = log
        self._process: Process | None = None
        self._allowed = asyncio.Event()
        self._allowed.set()
        self._stopping = False
        self._expected = False
        self.retired = False
        self.ready = asyncio.Event()
        self.ready_spans: list[list[float]] = []
        self.recoveries: list[tuple[float, float]] = []
        self.unforeseen: list[str] = []
        self._task = asyncio.create_task(self._live())

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def service(self) -> str:
        return self.name.partition("-")[0]

    @property
    def running(self) -> bool:
        return self._process is not None and not self._expected

    @property
    def pid(self) -> int:
        """Process id; 0 while it is not running."""
        return self._process.pid if self._process else 0

    def kill(self) -> None:
        """End the process at once."""
        if self._process is not None:
            self._expected = True
            self._unready()
            self.signal(signal.SIGKILL)

    def hold(self) -> None:
        """Kill, and do not start again before `release`."""
        self._allowed.clear()
        self.kill()

    def release(self) -> None:
        self._allowed.set()

    def signal(self, number: int) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    async def stop(self) -> int:
        """Stop it for good; return its exit code."""
        self._stopping = True
        self._allowed.set()
        code = await self._process.stop() if self._process is not None else 0
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._process = None
        self._unready()
        return code

    async def _live(self) -> None:
        ended = 0.0
        while not self._stopping:
            if not self._allowed.is_set():
                await self._allowed.wait()
                ended = time.time()  # it was held down: recovery begins now
            self._expected = False
            self._process = process = await Process.start(self.spec, self._journal)
            looking = asyncio.create_task(self._until_ready(ended))
            code = await process.wait()
            looking.cancel()
            self._process, ended = None, time.time()
            self._unready()
            self._explain(code, process.tail)
            await asyncio.sleep(BACKOFF_SECONDS)

    def _unready(self) -> None:
        self.ready.clear()
        if self.ready_spans and not self.ready_spans[-1][1]:
            self.ready_spans[-1][1] = time.time()

    def _explain(self, code: int, tail: str) -> None:
        if self._stopping or self._expected:
            return
        if code == -signal.SIGKILL:
            fault = self._log.begin("failpoint", self.name)
            self._log.end(fault)
        elif code not in CLEAN_CODES or not self._stopping:
            self.unforeseen.append(f"{self.name} ended with {code}: {tail[-600:]}")

    async def _until_ready(self, ended: float) -> None:
        while await self.spec.ready():  # noqa: ASYNC110 - another process, it sets no event
            await asyncio.sleep(LOOK_SECONDS)
        if self._expected:
            return  # it answered, and was killed before the answer arrived
        self.ready_spans.append([time.time(), 0.0])
        if ended:
            self.recoveries.append((ended, time.time()))
        self.ready.set()


class System:
    """Broker, store and services.

    Args:
        data: fresh directory.
        env: settings of the services.
        replicas: processes of each service.
        log: hears of processes that end by themselves at a failpoint.
    """

    def __init__(self, data: Path, env: Mapping[str, str], replicas: int, log: FaultLog) -> None:
        data.mkdir(parents=True)
        self.data = data
        self._log = log
        self._screen = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - see stop
        self.journal = Journal(data / "logs", self._screen)
        self._ports = ports = Ports(fixed=False)
        nats, monitor, mongo = (ports.take(0) for _ in range(3))
        placed = place(dict.fromkeys(SERVICES, replicas), ports)
        self.endpoints = Endpoints(
            embedded.nats_url(nats), embedded.monitor_url(monitor), embedded.mongo_url(mongo)
        )
        self._servers = [
            embedded.nats_process(data, nats, monitor),
            embedded.store_process(data, mongo),
        ]
        self._shared = {**service_environment(data, self.endpoints), **env}
        self._services = [self._service(one) for one in placed]
        self.parts: dict[str, Part] = {}

    async def start_servers(self) -> None:
        await self._start(self._servers)

    async def start_services(self) -> None:
        await self._start(self._services)

    async def grow(self, service: str) -> Part:
        """Start one more replica of a service, and wait until it is ready."""
        number = 1 + sum(part.service == service for part in self.parts.values())
        replica = Replica(f"{service}-{number}", service, self._ports.take(0))
        await self._start([self._service(replica)])
        return self.parts[replica.name]

    async def shrink(self, part: Part) -> int:
        """Take a replica away as an operator does; return its exit code."""
        part.retired = True
        return await part.stop()

    async def all_ready(self, names: tuple[str, ...] = ()) -> None:
        chosen = [
            part
            for part in self.parts.values()
            if not part.retired and (not names or part.name in names)
        ]
        try:
            async with asyncio.timeout(READY_SECONDS):
                for part in chosen:
                    await part.ready.wait()
        except TimeoutError:
            late = [part.name for part in chosen if not part.ready.is_set()]
            ends = [text for part in chosen for text in part.unforeseen[:1]]
            raise NotReadyError(f"{', '.join(late)}: not ready; {' '.join(ends)}") from None

    def pids(self) -> dict[str, int]:
        """Return the process id of each part that is there to stay."""
        return {part.name: part.pid for part in self.parts.values() if not part.retired}

    def said(self, service: str, text: str) -> int:
        """Count the lines of a service's logs that hold a text."""
        logs = (self.data / "logs").glob(f"{service}*.log*")
        return sum(file.read_text("utf-8", "replace").count(text) for file in logs)

    async def stop(self) -> None:
        """Stop everything, services first."""
        servers = [part for part in self.parts.values() if part.service in {"nats", "store"}]
        services = [part for part in self.parts.values() if part not in servers]
        for part in self.parts.values():
            part.signal(signal.SIGCONT)
        await asyncio.gather(*(part.stop() for part in services))
        await asyncio.gather(*(part.stop() for part in servers))
        self._screen.close()

    def _service(self, replica: Replica) -> ProcessSpec:
        return service_process(replica, module_command(replica.service), self._shared)

    async def _start(self, specs: list[ProcessSpec]) -> None:
        for spec in specs:
            self.parts[spec.name] = Part(spec, self.journal, self._log)
        await self.all_ready(tuple(spec.name for spec in specs))
