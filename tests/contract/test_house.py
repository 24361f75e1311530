"""The promises about the house itself, which no linter keeps."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from shared import streams
from shared.failpoints import Failpoint

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 250
DOWNLOADED = {".deb", ".whl", ".gz", ".xz", ".zst", ".zip", ".tar", ".so", ".exe"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"}
ROOMS = ("__main__.py", "app.py", "domain", "metrics.py", "settings.py")
EDGES_IN = ("handlers.py", "loop.py")
SERVICES = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "app.py").exists())
PUBLISHERS = {"publisher", "_publisher"}
PUBLISHING = {
    "shared/publisher.py",
    "shared/events.py",  # describes what is published, on a broker that is never connected
    "shared/leases.py",  # asks for a lease: whoever does not hear it is asked again
}
PUBLISH_CALLS = {"publish", "publish_all", "publish_async", "publisher"}
TOPOLOGY_CALLS = {
    "add_consumer",
    "add_stream",
    "create_key_value",
    "create_object_store",
    "delete_consumer",
    "delete_stream",
    "purge_stream",
    "update_stream",
}


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in _sources()}

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_nothing_that_somebody_downloaded_is_kept() -> None:
    folders = [ROOT / name for name in ("services", "shared", "xuncha", "deploy", "docs", "tests")]
    files = [*ROOT.iterdir(), *(path for folder in folders for path in folder.rglob("*"))]

    assert [path.name for path in files if path.suffix in DOWNLOADED] == []


def test_no_file_is_a_drawer_for_everything() -> None:
    paths = [path for path in (*_sources(), *_sources("tests", "bench")) if path.stem in DRAWERS]

    assert [_name(path) for path in paths] == []
    assert [_name(path) for path in _sources() if path.parent.name in DRAWERS] == []


def test_the_four_services_stand() -> None:
    assert SERVICES == ["analyzer", "crawler", "notifier", "reporter"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_six_rooms(service: str) -> None:
    folder = ROOT / "services" / service

    assert [room for room in ROOMS if not (folder / room).exists()] == []
    assert [room for room in EDGES_IN if (folder / room).exists()] != []


def test_every_setting_says_what_it_is() -> None:
    silent = [
        f"{_name(path)}: {node.name}.{field}"
        for path in _sources("services", "shared")
        if path.name == "settings.py"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
        for field in _undescribed(node)
    ]

    assert silent == []


def test_settings_stand_in_settings_files() -> None:
    base = BaseSettings.__name__

    strays = [_name(path) for path in _sources() if base in _names_in(path)]

    assert strays == ["shared/settings.py"]


@pytest.mark.parametrize("point", Failpoint, ids=lambda point: point.name)
def test_a_failpoint_is_reached_somewhere(point: Failpoint) -> None:
    assert point.name in {name for _, name in _failpoints()}


def test_failpoints_are_reached_by_name_only() -> None:
    strange = [(where, name) for where, name in _failpoints() if name not in Failpoint.__members__]

    assert strange == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_binds_its_consumers_and_no_others(service: str) -> None:
    declared = {
        name
        for name, value in vars(streams).items()
        if isinstance(value, streams.Consumer) and value.service == service
    }

    bound = _pulled(ROOT / "services" / service / "handlers.py")

    assert sorted(bound) == sorted(declared)


def test_every_consumer_is_in_the_table() -> None:
    named = {value for value in vars(streams).values() if isinstance(value, streams.Consumer)}

    assert named == set(streams.CONSUMERS)


def test_events_leave_through_the_publisher_only() -> None:
    bypasses = [
        f"{_name(path)}:{call.lineno}"
        for path in _sources()
        if _name(path) not in PUBLISHING
        for call, method in _method_calls(path)
        if method in PUBLISH_CALLS and _receiver(call) not in PUBLISHERS
    ]

    assert bypasses == []


def test_topology_is_written_in_one_place() -> None:
    writers = [
        f"{_name(path)}:{call.lineno}"
        for path in _sources()
        if _name(path) != "shared/topology.py"
        for call, method in _method_calls(path)
        if method in TOPOLOGY_CALLS
    ]

    assert writers == []


def test_the_broker_is_configured_in_one_place() -> None:
    strays = [
        f"{_name(path)}: {name}"
        for path in _sources()
        if _name(path) != "shared/topology.py"
        for name in _imported(path, "nats.js.api")
        if name == "*" or name.endswith(("Config", "Policy", "Type"))
    ]

    assert strays == []


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _sources(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders or ("services", "shared", "xuncha")
        for path in (ROOT / folder).rglob("*.py")
    )


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def _names_in(path: Path) -> set[str]:
    return {node.id for node in ast.walk(_tree(path)) if isinstance(node, ast.Name)}


def _undescribed(node: ast.ClassDef) -> Iterator[str]:
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            described = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            if not described:
                yield field.target.id


def _failpoints() -> Iterator[tuple[str, str]]:
    for path in _sources("services", "shared"):
        for node in ast.walk(_tree(path)):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id == "reach":
                yield f"{_name(path)}:{node.lineno}", ast.unparse(node.args[0]).rpartition(".")[2]


def _pulled(path: Path) -> set[str]:
    return {
        ast.unparse(node.args[0])
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "pull"
    }


def _method_calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr


def _receiver(call: ast.Call) -> str:
    return ast.unparse(call.func).split(".")[-2]


def _imported(path: Path, module: str) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (alias.name for alias in node.names)
