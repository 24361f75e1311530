"""What the API and the events say of themselves: valid, with examples that hold, up to date."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.openapi.models import OpenAPI
from jsonschema import Draft202012Validator
from nats.aio.client import Client

from services.reporter.api.app import api
from services.reporter.api.door import Door
from services.reporter.api.examples import ANSWERS, BODIES
from services.reporter.api.lists import Books, Lists
from services.reporter.api.owners import Owners
from services.reporter.api.proofs import Proofs
from services.reporter.api.proposals import Proposing
from services.reporter.api.records import Records
from services.reporter.api.reports import Reports
from services.reporter.api.routes import Desks
from services.reporter.machines import Machines
from shared import streams
from shared.bucket import Files
from shared.contracts.base import Event
from shared.events import EVENTS, described
from shared.outbox import Outbox
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingReader
from shared.store.imports import ImportStore
from shared.store.machines import MachineStore
from shared.store.orders import OrderReader
from shared.store.targets import TargetReader
from shared.store.units import UnitReader
from shared.web.limits import Knocks
from tests.factories import NOW
from tests.fakes import FrozenClock, MemoryCollection

ASYNCAPI = Path(__file__).resolve().parents[2] / "docs" / "asyncapi.json"


class Silent(Outbox):
    """Relays nothing: nothing is changed here."""

    def __init__(self) -> None:
        """Needs no broker."""


async def nobody() -> Client:
    raise AssertionError("the descriptions ask nobody")


@pytest.fixture
async def document() -> dict[str, Any]:
    """The OpenAPI description as a client gets it."""
    none, clock = MemoryCollection(), FrozenClock(NOW)
    books = Books(
        UnitReader(none),
        TargetReader(none),
        FindingReader(none),
        OrderReader(none),
        EnquiryReader(none),
    )
    machines = Machines(MachineStore(none), Silent(), clock)
    owners = Owners(nobody)
    records = Records(books, ImportStore(none), Files(streams.IMPORTS, nobody), owners)
    door = Door(machines, Knocks(1), forwarded=False)
    desks = Desks(Lists(books, clock), records, Reports(owners), Proposing(owners), Proofs(owners))
    app = api(door, desks, 1000)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporter") as client:
        events = await client.get("/api/v1/asyncapi.json")
        assert events.json() == described()
        read: dict[str, Any] = (await client.get("/api/v1/openapi.json")).json()
        return read


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation
        for path, found in document["paths"].items()
        for method, operation in found.items()
    }


async def test_the_description_is_valid_openapi(document: dict[str, Any]) -> None:
    OpenAPI.model_validate(document)

    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = [operation["operationId"] for operation in operations(document).values()]
    assert len(names) == len(set(names))


async def test_every_example_is_what_its_schema_asks_for(document: dict[str, Any]) -> None:
    found = operations(document)
    assert set(found) == set(ANSWERS)
    assert set(BODIES) == {name for name in found if name.startswith("POST ")}

    for name, operation in found.items():
        (content,) = operation["responses"]["200"]["content"].values()
        validator(content["schema"], document).validate(content["example"])
        body = operation.get("requestBody", {}).get("content", {})
        if "application/json" in body:
            given = body["application/json"]
            validator(given["schema"], document).validate(given["example"])
            assert given["example"] == BODIES[name]


def test_every_event_of_the_house_is_described() -> None:
    named = {kind.event for kind in EVENTS}
    ours = {kind for kind in _kinds(Event) if kind.__module__.startswith("shared.contracts")}

    assert named == ours


def test_every_subject_is_one_that_a_stream_stores_and_no_stream_is_left_out() -> None:
    stored = {streams.stream_of(kind.subject.replace("*", "x")) for kind in EVENTS}

    assert stored == {stream.name for stream in streams.STREAMS} - {"DEAD"}


def test_the_description_of_events_is_valid_and_names_each_schema_once() -> None:
    description = described()

    assert description["asyncapi"].startswith("3.")
    assert set(description["channels"]) == {kind.subject for kind in EVENTS}
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_file_of_events_is_up_to_date() -> None:
    assert json.loads(ASYNCAPI.read_text("utf-8")) == described(), "run `make descriptions`"


def validator(schema: dict[str, Any], document: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def _kinds(kind: type[Event]) -> set[type[Event]]:
    below = set(kind.__subclasses__())
    return below | {other for one in below for other in _kinds(one)}
