"""What `xuncha token add` takes, prints and sends."""

import hashlib
from datetime import date
from typing import Any

import pytest

from shared.contracts.machine import IssueToken, Right
from xuncha.cli import token
from xuncha.cli.app import app

Sent = list[tuple[str, Any]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    kept: Sent = []
    monkeypatch.setattr(token, "asked", lambda name, command: kept.append((name, command)))
    return kept


def call(*arguments: str) -> None:
    app(["token", "add", *arguments], result_action="return_value")


def test_a_scope_is_written_as_the_documents_write_it(
    sent: Sent, capsys: pytest.CaptureFixture[str]
) -> None:
    call("tour", *(word for right in Right for word in ("--scope", right.value)))

    ((name, command),) = sent
    assert (name, type(command)) == ("token.issue", IssueToken)
    assert command.scopes == tuple(Right)
    printed = capsys.readouterr().out.strip()
    assert printed.startswith("xuncha_")
    assert command.hash == hashlib.sha256(printed.encode()).hexdigest()


def test_the_last_day_is_sent(sent: Sent) -> None:
    call("tour", "--scope", "orders:read", "--expires-on", "2027-12-31")

    assert sent[0][1].expires_on == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tour", "--scope", "registry:all"), "no such scope; use registry:read, "),
        (("Tour 1", "--scope", "orders:read"), "small letters"),
        (("tour", "--scope", "orders:read", "--expires-on", "soon"), "write it like 2027-12-31"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_sent(
    arguments: tuple[str, ...], said: str, sent: Sent, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call(*arguments)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert sent == []
