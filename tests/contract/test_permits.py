"""Each service says its own events and answers its own commands; the broker's users agree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.monitoring.exported import services
from deploy.permits import FILES, STORE_FILE, store_users, users
from shared import streams
from shared.events import EVENTS
from shared.permits import ALL_SAY, SAYS, permits
from shared.settings import SERVICES

ROOT = Path(__file__).resolve().parents[2]


def within(subject: str, pattern: str) -> bool:
    return streams._matches(pattern, subject) or subject == pattern


def events_of(service: str) -> Iterator[tuple[str, str]]:
    """Subject and place of every event that a service's code constructs."""
    subjects = {kind.event.__name__: kind.subject for kind in EVENTS}
    for path in (ROOT / "services" / service).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and (subject := subjects.get(called.id)):
                yield subject, f"{path.relative_to(ROOT)}:{called.lineno}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_say_what_its_code_says(service: str) -> None:
    found = list(events_of(service))
    allowed = (*SAYS[service], *ALL_SAY)

    assert found
    assert [
        place for subject, place in found if not any(within(subject, one) for one in allowed)
    ] == []


@pytest.mark.parametrize("subject", [kind.subject for kind in EVENTS])
def test_an_event_is_said_by_one_service_or_by_all(subject: str) -> None:
    who = [name for name in SERVICES if any(within(subject, one) for one in SAYS[name])]

    if subject == "task.now.*":  # the crawler may put a re-check back
        assert who == ["crawler", "notifier"]
    else:
        assert len(who) == 1 or (not who and subject in ALL_SAY)


def test_only_the_reporter_asks_the_others() -> None:
    askers = [name for name in SERVICES if any(one.startswith("command.") for one in SAYS[name])]

    assert askers == ["reporter"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_pulls_from_its_own_consumers_only(service: str) -> None:
    durables = {one.durable for one in streams.CONSUMERS if one.service == service}

    pulled = {
        subject.rpartition(".")[2]
        for subject in permits(service).publish
        if subject.startswith("$JS.API.CONSUMER.MSG.NEXT.")
    }

    assert pulled == durables


def test_every_replica_of_the_analyzer_may_hear_of_a_rule_set() -> None:
    (analyzer,) = (one for one in services() if one.name == "analyzer")
    heard = analyzer.broker.heard()

    assert [one for one in heard if not one.startswith("command.")] == ["registry.ruleset.*"]
    assert set(heard) <= set(permits("analyzer", tuple(heard)).subscribe)


def test_nobody_answers_the_command_of_another() -> None:
    answered = [subject for service in services() for subject in service.broker.answered()]

    assert len(answered) > 20
    assert len(answered) == len(set(answered))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_the_brokers_users_are_written_from_the_code(file: Path) -> None:
    assert file.read_text("utf-8") == users(), "run: make permits"


def test_the_stores_users_are_written_from_the_code() -> None:
    assert STORE_FILE.read_text("utf-8") == store_users(), "run: make permits"
