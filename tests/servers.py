"""Real servers on loopback and free ports: a broker in milliseconds, a store for the session."""

import asyncio
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pymongo
import pymongo.errors

from shared.store.database import Database

BROKER = "nats-server"
STORE = "secantusd-py"
START_SECONDS = 30.0
STOP_SECONDS = 15.0
_DIE_WITH_PARENT = 1
_LIBC = ctypes.CDLL(None)
_BROKER_CONF = """\
host: "127.0.0.1"
port: {port}
max_payload: 1MB
jetstream {{
  store_dir: {store_dir}
  sync_interval: always
  max_file_store: 256GB
}}
"""


class ProgramMissing(Exception):  # noqa: N818 - a fact about the machine
    """A server is not installed here."""


def program(name: str) -> str:
    """Return the path of an installed program, beside the interpreter first."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join((beside, os.environ.get("PATH", os.defpath))))
    if found is None:
        raise ProgramMissing(f"{name} is not installed")
    return found


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tied_to_parent() -> None:
    """Run in a child: end with the process that started it, however that one ends."""
    _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def start_process(
    command: Sequence[str], log: Path, env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a program that ends with this one; its output goes to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            preexec_fn=_tied_to_parent,  # noqa: PLW1509 - one prctl call
        )


def stop_process(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> int:
    """End a process and wait for it; one that does not end is killed."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@dataclass
class Server:
    """One server process that can be killed and started again on the same port and files."""

    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def command(self) -> Sequence[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> Self:
        """Start, and return when clients are served."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.process = start_process(self.command(), self.log)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"{self.command()[0]}: {self.log.read_text()[-2000:]}")
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        """Ask the server to end, and wait."""
        if self.process is not None:
            stop_process(self.process)
            self.process = None

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self.process is not None:
            stop_process(self.process, signal.SIGKILL)
            self.process = None

    async def restart(self) -> None:
        """Start again on the same port and files, without holding up the loop."""
        await asyncio.to_thread(self.start)


class Nats(Server):
    """A broker that writes through to disk."""

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def command(self) -> Sequence[str]:
        conf = self.home / "nats.conf"
        store_dir = json.dumps(str(self.home / "store"))
        conf.write_text(_BROKER_CONF.format(port=self.port, store_dir=store_dir))
        return (program(BROKER), "-c", str(conf))

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as client:
            return client.recv(4) == b"INFO"
        return False


class Mongo(Server):
    """A Mongo-wire store of its own."""

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def command(self) -> Sequence[str]:
        conf = self.home / "store.toml"
        conf.write_text("")
        options = ("--host", "127.0.0.1", "--port", str(self.port), "--config", str(conf))
        files = ("--storage-path", str(self.home / "files"), "--cache-size", "256M")
        return (program(STORE), *options, *files)

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return bool(store_kind(self.url))
        return False


@dataclass(frozen=True)
class StoreKind:
    """Which store server the tests ran on."""

    name: str
    version: str
    embedded: bool

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def store_kind(url: str) -> StoreKind | None:
    """Ask a store what it is; None when it does not answer."""
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(
        url, serverSelectionTimeoutMS=2_000
    )
    try:
        hello = client.admin.command("hello")
        version = str(client.admin.command("buildInfo")["version"])
    except pymongo.errors.PyMongoError:
        return None
    finally:
        client.close()
    embedded = hello.get("setName") == "secantus"
    if embedded:
        return StoreKind("SecantusDB (embedded, announces itself as MongoDB)", version, embedded)
    return StoreKind("mongod", version, embedded)


@contextmanager
def nats_server(home: Path) -> Iterator[Nats]:
    """Run a fresh broker below `home`."""
    server = Nats(home / "nats").start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def mongo_server(home: Path) -> Iterator[Mongo]:
    """Run a fresh store below `home`."""
    server = Mongo(home / "mongo").start()
    try:
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def fresh_database(url: str) -> AsyncIterator[Database]:
    """Use a database that nobody else has, and drop it afterwards."""
    database = Database(url, database_name())
    try:
        yield database
    finally:
        with suppress(Exception):
            await database.drop()
        database.close()


def database_name() -> str:
    """Draw a name for one test's database."""
    return f"t{uuid.uuid4().hex[:20]}"
