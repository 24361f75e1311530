"""`xuncha token`: which programs may use the JSON API, and how far."""

import re
from datetime import date
from pathlib import Path

from cyclopts import App
from pydantic import ValidationError

from shared.bearer import drawn, hashed
from shared.commands import new_request
from shared.contracts.command import ListQuery
from shared.contracts.machine import IssueToken, RevokeToken, Right
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import asked, console, fail, listed
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="token", help="Programs that may use the JSON API (docs/api.md).")
SOUND = re.compile(r"[A-Za-z0-9_-]{40,200}")
COLUMNS = ("name", "scopes", "issued_at", "issued_by", "expires_on=expires", "revoked_at")


@app.command
def add(
    name: str, *, scope: list[str], expires_on: str = "", token_file: Path | None = None
) -> None:
    """Issue a token and print it, this once: only its hash is stored.

    Args:
        name: of the program; stands in the audit, is never given twice.
        scope: what it may do, such as registry:read; several times for several.
        expires_on: last day on which it holds, ISO; empty for no end.
        token_file: holds a token that was drawn elsewhere; then nothing is printed.
    """
    token = _read(token_file) if token_file else drawn("xuncha")
    done = asked("token.issue", _issuing(name, token, scope, expires_on))
    console.print(f"{name}: {done['issued_at']}" if token_file else token, soft_wrap=True)


def _read(file: Path) -> str:
    try:
        token = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        fail(say("token_unread", file=file, why=type(error).__name__))
    if SOUND.fullmatch(token) is None:
        fail(say("token_unsound", file=file))
    return token


def _issuing(name: str, token: str, scopes: list[str], expires_on: str) -> IssueToken:
    if strange := set(scopes) - set(Right):
        fail(say("no_scope", strange=", ".join(sorted(strange)), known=", ".join(Right)))
    try:
        return IssueToken(
            request=new_request(),
            actor=whoami(),
            name=name,
            hash=hashed(token),
            scopes=tuple(map(Right, dict.fromkeys(scopes))),
            expires_on=date.fromisoformat(expires_on) if expires_on else None,
        )
    except ValidationError:
        fail(say("token_name", name=name))
    except ValueError:
        fail(say("no_day", option="--expires-on", text=expires_on))


@app.command(name="list")
def list_(*, limit: Limit = 200, json: AsJson = False) -> None:
    """List all tokens, also those that were revoked."""
    query = ListQuery(request=new_request(), actor=whoami(), limit=limit)
    listed("token.list", query, COLUMNS, as_json=json)


@app.command
def revoke(name: str) -> None:
    """End a token at once and for ever."""
    done = asked("token.revoke", RevokeToken(request=new_request(), actor=whoami(), name=name))
    console.print(f"{name}: {done['revoked_at']}")
