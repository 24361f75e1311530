"""Fixtures: real servers, and the marks that a test gets from its folder."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from hypothesis import settings
from nats.aio.client import Client

from services.analyzer.lexicon import compile_once
from shared import topology
from shared.store.database import Database
from tests import servers
from tests.servers import Mongo, Nats, ProgramMissing, StoreKind
from tests.skips import Skips

Missing = Callable[[str, str], None]

FOLDERS = {
    "unit": "nothing but our own code",
    "contract": "promises that several parts rely on",
    "integration": "one service or less, with real servers",
    "e2e": "several services as processes",
    "deploy": "manifests, rules and images",
    "faults": "processes and servers that are killed",
}
_ANALYZING = ("integration", "e2e", "deploy", "faults")
_HERE = Path(__file__).parent
_STORES: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require",
        default="",
        help="comma-separated servers and programs (nats, mongo, …, or all) "
        "without which a test fails instead of skipping",
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("xuncha", deadline=None)  # no test judges by the clock
    settings.load_profile("xuncha")
    for name, meaning in FOLDERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    if "all" in _required(config):
        config.pluginmanager.register(Skips())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_HERE):
            folder = item.path.relative_to(_HERE).parts[0]
            if folder in FOLDERS:
                item.add_marker(folder)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the terms compiled before services are started and soon ended again."""
    if any(one.get_closest_marker(name) for one in session.items for name in _ANALYZING):
        compile_once()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for store in sorted(_STORES):
        terminalreporter.write_line(f"store server: {store}")


@pytest.fixture(scope="session")
def missing(pytestconfig: pytest.Config) -> Missing:
    """Call with a name and a reason: skips, or fails where `--require` names it."""
    required = _required(pytestconfig)

    def absent(name: str, reason: str) -> None:
        if required & {name, "all"}:
            pytest.fail(f"{name} is required: {reason}", pytrace=False)
        pytest.skip(reason)

    return absent


def _required(config: pytest.Config) -> set[str]:
    return {name.strip() for name in config.getoption("--require").split(",")}


def _need(name: str, program: str, missing: Missing) -> None:
    try:
        servers.program(program)
    except ProgramMissing as error:
        missing(name, str(error))


@pytest.fixture
def nats_server(tmp_path: Path, missing: Missing) -> Iterator[Nats]:
    """A fresh broker without streams."""
    _need("nats", servers.BROKER, missing)
    with servers.nats_server(tmp_path) as server:
        yield server


@pytest.fixture
async def client(nats_server: Nats) -> AsyncIterator[Client]:
    """A connection to the fresh broker that reconnects quickly."""
    connection = await nats.connect(
        nats_server.url, max_reconnect_attempts=-1, reconnect_time_wait=0.05
    )
    yield connection
    await connection.close()


@pytest.fixture
async def streams(client: Client) -> Client:
    """The same connection after the topology was applied."""
    async for _ in topology.apply(client.jetstream()):
        pass
    return client


@pytest.fixture(scope="session")
def mongo_url(tmp_path_factory: pytest.TempPathFactory, missing: Missing) -> Iterator[str]:
    """The store of this session: the one that `MONGO_URL` names, else one of our own."""
    if url := os.environ.get("MONGO_URL", ""):
        if servers.store_kind(url) is None:
            missing("mongo", "no store answers at MONGO_URL")
        yield url
        return
    _need("mongo", servers.STORE, missing)
    home = tmp_path_factory.mktemp("store")
    with servers.mongo_server(home) as server:
        yield server.url


@pytest.fixture(scope="session")
def store_kind(mongo_url: str) -> StoreKind:
    """Which store server this is."""
    kind = servers.store_kind(mongo_url)
    assert kind is not None
    return kind


@pytest.fixture
async def database(mongo_url: str, store_kind: StoreKind) -> AsyncIterator[Database]:
    """A database of this test alone, dropped after it."""
    _STORES.add(str(store_kind))
    async with servers.fresh_database(mongo_url) as fresh:
        yield fresh


@pytest.fixture
def mongo_server(tmp_path: Path, missing: Missing) -> Iterator[Mongo]:
    """A store of this test alone, which it may kill."""
    _need("mongo", servers.STORE, missing)
    with servers.mongo_server(tmp_path) as server:
        yield server
