"""What each service may do in the store: the code keeps to it, and needs all of it."""

import ast
from pathlib import Path
from typing import Any

import pytest

from deploy.monitoring.exported import services
from shared.errors import PermanentError
from shared.settings import SERVICES
from shared.store import rights
from shared.store.collection import Update
from shared.store.database import Database
from shared.store.mongo import MongoCollection
from shared.store.specs import COLLECTIONS

STORE = Path(__file__).resolve().parents[2] / "shared/store"
OWNERS = {spec.name: spec.writer for spec in COLLECTIONS}
NOWHERE = "mongodb://127.0.0.1:1/"


@pytest.fixture(scope="module")
def opened() -> dict[str, set[str]]:
    """Collections that each service's parts are given when it is put together."""
    found: dict[str, set[str]] = {}
    with pytest.MonkeyPatch.context() as patched:
        honest = Database.collection

        def collection(self: Database, name: str) -> MongoCollection:
            found.setdefault(self._service, set()).add(name)
            return honest(self, name)

        patched.setattr(Database, "collection", collection)
        services.__wrapped__()
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_rights_that_its_parts_need_and_no_others(
    opened: dict[str, set[str]], service: str
) -> None:
    assert opened[service] == set(rights.rights(service))


def test_every_collection_is_declared_once() -> None:
    names = [spec.name for spec in COLLECTIONS]

    assert sorted(names) == sorted(set(names))
    assert {spec.writer for spec in COLLECTIONS} == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_what_belongs_to_others_is_read_only(service: str) -> None:
    for name, actions in rights.rights(service).items():
        assert (actions == {rights.FIND}) is (OWNERS[name] != service), name


def test_only_from_these_collections_anything_is_removed() -> None:
    removing = {
        path.stem
        for path in STORE.glob("*.py")
        if path.stem not in {"collection", "limited", "together"}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "delete"
    }

    assert removing == rights.REMOVES
    assert "audit" not in rights.REMOVES
    for service in SERVICES:
        removed = {name for name, may in rights.rights(service).items() if rights.REMOVE in may}
        assert removed == {name for name in rights.REMOVES if OWNERS[name] == service}


@pytest.mark.parametrize("service", SERVICES)
def test_a_role_names_every_collection_once_and_nothing_beyond_the_database(service: str) -> None:
    rows = rights.privileges(service, "xuncha")

    named = [row["resource"]["collection"] for row in rows]
    assert len(named) == len(set(named))
    assert {row["resource"]["db"] for row in rows} == {"xuncha"}
    measured = [row["actions"] for row in rows if not row["resource"]["collection"]]
    assert measured == ([["dbStats"]] if service == rights.MEASURES else [])


async def test_who_has_no_business_in_a_collection_does_not_get_it() -> None:
    database = Database(NOWHERE, "xuncha", service="crawler")

    with pytest.raises(PermanentError, match="crawler has no business in audit"):
        database.collection("audit")


@pytest.mark.parametrize(
    ("action", "call"),
    [
        ("insert", lambda one: one.insert([{"_id": "a"}])),
        ("update", lambda one: one.update("a", {}, where={})),
        ("update", lambda one: one.update_each([Update("a", {}, {})])),
        ("insert", lambda one: one.merge({"a": {}})),
        ("update", lambda one: one.drop_pending({"a": ["b"]})),
        ("remove", lambda one: one.delete("a")),
    ],
)
async def test_nobody_writes_where_another_does(action: str, call: Any) -> None:
    findings = Database(NOWHERE, "xuncha", service="crawler").collection("findings")

    with pytest.raises(PermanentError, match=f"crawler may not {action} in findings"):
        await call(findings)


async def test_no_audit_row_is_ever_removed() -> None:
    audit = Database(NOWHERE, "xuncha", service="reporter").collection("audit")

    with pytest.raises(PermanentError, match="reporter may not remove in audit"):
        await audit.delete("a")
