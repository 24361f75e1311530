"""What `xuncha token add` takes, prints and sends."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.machine import IssueToken, Right
from xuncha.cli import token
from xuncha.cli.app import app

Sent = list[tuple[str, Any]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    kept: Sent = []

    def asked(name: str, command: Any) -> dict[str, str]:
        kept.append((name, command))
        return {"issued_at": "2026-11-29 20:00"}

    monkeypatch.setattr(token, "asked", asked)
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


def test_a_token_that_was_drawn_elsewhere_is_registered_and_not_printed(
    sent: Sent, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = f"xuncha_{'0a' * 32}"
    file = tmp_path / "token"
    file.write_text(f"{drawn}\n")

    call("admin", "--scope", "orders:read", "--token-file", str(file))

    assert sent[0][1].hash == hashlib.sha256(drawn.encode()).hexdigest()
    assert drawn not in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "short", f"two {'a' * 40}", "令牌" * 30])
def test_a_file_that_holds_no_token_is_refused(
    sent: Sent, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "token"
    file.write_text(text, "utf-8")

    with pytest.raises(SystemExit):
        call("admin", "--scope", "orders:read", "--token-file", str(file))
    assert "must hold one token" in capsys.readouterr().err
    assert sent == []


def test_a_file_that_is_missing_is_named(
    sent: Sent, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        call("admin", "--scope", "orders:read", "--token-file", str(tmp_path / "none"))
    assert "FileNotFoundError" in capsys.readouterr().err
    assert sent == []
