"""`xuncha token`: which programs may use the JSON API, and how far."""

from datetime import date

from cyclopts import App
from pydantic import ValidationError

from shared.bearer import drawn, hashed
from shared.commands import new_request
from shared.contracts.command import ListQuery
from shared.contracts.machine import IssueToken, RevokeToken, Right
from xuncha.cli.screen import asked, console, fail, listed
from xuncha.client import whoami

app = App(name="token", help="Programs that may use the JSON API (docs/api.md).")
COLUMNS = {
    "name": "名称",
    "scopes": "权限",
    "issued_at": "签发时间",
    "issued_by": "签发人",
    "expires_on": "有效期至",
    "revoked_at": "吊销时间",
}


@app.command
def add(name: str, *, scope: list[str], expires_on: str = "") -> None:
    """Issue a token and print it, this once: only its hash is stored.

    Args:
        name: of the program; stands in the audit, is never given twice.
        scope: what it may do, such as registry:read; several times for several.
        expires_on: last day on which it holds, ISO; empty for no end.
    """
    token = drawn("xuncha")
    asked("token.issue", _issuing(name, token, scope, expires_on))
    console.print(token, soft_wrap=True)


def _issuing(name: str, token: str, scopes: list[str], expires_on: str) -> IssueToken:
    if strange := set(scopes) - set(Right):
        fail(f"--scope {', '.join(sorted(strange))}: no such scope; use {', '.join(Right)}")
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
        fail(f"the name {name!r} is not usable: small letters, digits and '-', at most 40")
    except ValueError:
        fail(f"--expires-on {expires_on} is no date: write it like 2027-12-31")


@app.command(name="list")
def list_(*, limit: int = 200, json: bool = False) -> None:
    """List all tokens, also those that were revoked."""
    query = ListQuery(request=new_request(), actor=whoami(), limit=limit)
    listed("token.list", query, COLUMNS, as_json=json)


@app.command
def revoke(name: str) -> None:
    """End a token at once and for ever."""
    done = asked("token.revoke", RevokeToken(request=new_request(), actor=whoami(), name=name))
    console.print(f"{name}: {done['revoked_at']}")
