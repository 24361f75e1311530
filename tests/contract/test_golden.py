"""What was stored or sent by an older version is still read, and keeps its meaning and its ids."""

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import pytest

from shared import contracts
from shared.contracts.alert import AlertKind, alert_id
from shared.contracts.article import Content, article_id
from shared.contracts.base import Contract, Event, identity
from shared.contracts.finding import finding_id, occurrence_id, root_id
from shared.contracts.order import order_id
from shared.contracts.task import host_hash
from shared.store.mapping import changed_fields, from_document

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.v*.json"))
IDS = json.loads((GOLDEN / "ids.json").read_text("utf-8"))


def _kinds() -> dict[str, type[Contract]]:
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"{contracts.__name__}.{module.name}")
    waiting, found = [Contract], {}
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(contracts.__name__):
            found[kind.__name__] = kind
    return found


KINDS = _kinds()


def read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text("utf-8")))


def without_additions(given: Any, golden: Any) -> Any:
    """Drop what a newer version has added, at any depth."""
    if isinstance(golden, dict) and isinstance(given, dict):
        return {key: without_additions(given[key], golden[key]) for key in golden if key in given}
    if isinstance(golden, list) and isinstance(given, list) and len(given) == len(golden):
        pairs = zip(given, golden, strict=True)
        return [without_additions(item, wanted) for item, wanted in pairs]
    return given


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_record_of_an_older_version_is_read_and_written_unchanged(file: Path) -> None:
    golden = read(file)
    kind = KINDS[golden["kind"]]

    record = kind.model_validate_json(json.dumps(golden["body"]))

    assert without_additions(json.loads(record.model_dump_json()), golden["body"]) == golden["body"]
    assert kind.model_validate_json(record.model_dump_json()) == record
    if isinstance(record, Event):
        assert record.subject == golden["subject"]
        assert record.msg_id == golden["msg_id"]
        assert kind.model_validate_json(record.body()) == record


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_fields_of_a_newer_version_are_ignored(file: Path) -> None:
    golden = read(file)
    kind = KINDS[golden["kind"]]

    newer = kind.model_validate({**golden["body"], "of_tomorrow": {"any": ["thing"]}})

    assert newer == kind.model_validate(golden["body"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_record_survives_the_store(file: Path) -> None:
    golden = read(file)
    kind = KINDS[golden["kind"]]
    record = kind.model_validate_json(json.dumps(golden["body"]))

    assert from_document(kind, changed_fields(record)) == record


def test_every_event_has_a_golden_file() -> None:
    events = {name for name, kind in KINDS.items() if issubclass(kind, Event) and kind is not Event}

    assert events - {read(file)["kind"] for file in FILES} == set()


@pytest.mark.parametrize("row", IDS, ids=lambda row: row["of"])
def test_computed_ids_are_stable(row: dict[str, Any]) -> None:
    compute = {
        "identity": identity,
        "article_id": lambda target, title, text: article_id(
            target, Content(title=title, text=text)
        ),
        "finding_id": finding_id,
        "root_id": root_id,
        "occurrence_id": occurrence_id,
        "order_id": order_id,
        "alert_id": lambda order, kind, occasion, to: alert_id(
            order, AlertKind(kind), occasion, to
        ),
        "host_hash": host_hash,
    }[row["of"]]

    assert compute(*row["given"]) == row["id"]
