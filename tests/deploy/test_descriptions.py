"""What other programs read of us says what the code does."""

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy.descriptions.__main__ import ROOT, written
from shared import contracts
from shared.contracts.base import Event
from shared.events import EVENTS
from shared.streams import CONSUMERS, STREAMS, stream_of
from tests.factories import make_finding

EVENTS_FILE = ROOT / "docs/asyncapi.json"
API_FILE = ROOT / "docs/openapi.json"


@pytest.mark.parametrize("path", written(), ids=lambda path: path.name)
def test_a_committed_description_is_what_the_code_says_now(path: Path) -> None:
    assert path.read_text("utf-8") == written()[path], "run `make descriptions`"


def test_every_route_says_what_it_does_and_shows_an_answer() -> None:
    document = json.loads(API_FILE.read_text("utf-8"))

    operations = {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    silent = [name for name, one in operations.items() if len(one["summary"].split()) < 2]
    answers = {name: one["responses"]["200"]["content"] for name, one in operations.items()}
    bare = [name for name, one in answers.items() if not all(x["example"] for x in one.values())]

    assert len(operations) > 20
    assert (silent, bare) == ([], [])


def test_every_event_is_described() -> None:
    for module in pkgutil.iter_modules(contracts.__path__):
        import_module(f"{contracts.__name__}.{module.name}")

    described = {kind.event.__name__ for kind in EVENTS}

    assert {event.__name__ for event in _kinds_of(Event)} == described


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.subject)
def test_a_described_event_travels_in_a_stream_and_says_what_it_is(kind: Any) -> None:
    assert stream_of(kind.subject.replace("*", "x"))
    assert kind.event.__doc__


def test_every_stream_that_services_hear_is_described() -> None:
    described = {stream_of(kind.subject.replace("*", "x")) for kind in EVENTS}

    assert {consumer.stream for consumer in CONSUMERS} <= described
    assert {stream.name for stream in STREAMS} - described == {"DEAD"}


def test_a_program_can_check_an_event_against_the_file() -> None:
    document = json.loads(EVENTS_FILE.read_text("utf-8"))
    finding = make_finding().model_dump(mode="json")
    schema = {
        "$ref": "#/components/schemas/Finding",
        "components": document["components"],
    }

    jsonschema.validate(finding, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**finding, "decision": "perhaps"}, schema)


def test_every_reference_in_the_file_leads_somewhere() -> None:
    document = json.loads(EVENTS_FILE.read_text("utf-8"))

    references = list(_references(document))

    assert len(references) > len(EVENTS)
    assert [one for one in references if not _leads(document, one)] == []


def _kinds_of(kind: type[Event]) -> Iterator[type[Event]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith(contracts.__name__):
            yield below
            yield from _kinds_of(below)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(found := value.get("$ref"), str):
            yield found
        for below in value.values():
            yield from _references(below)
    elif isinstance(value, list):
        for below in value:
            yield from _references(below)


def _leads(document: Any, reference: str) -> bool:
    for part in reference.removeprefix("#/").split("/"):
        name = part.replace("~1", "/").replace("~0", "~").replace("%2A", "*")
        if not isinstance(document, dict) or name not in document:
            return False
        document = document[name]
    return True
