"""`xuncha orders`: what units must fix, what they answered, and what the office decides."""

import base64
from datetime import date
from pathlib import Path
from typing import Any

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ChangeOrder, ListQuery, ReadFile, RevokeLinks, ShowQuery
from xuncha.cli.options import Actor, AsJson, Id, Limit, Note, UnitId, Until, Via
from xuncha.cli.screen import ID_SHOWN, asked, console, fail, listed, record, table
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="orders", help="Demands to units to fix findings by a deadline.")
COLUMNS = ("id", "state", "unit", "target", "title=finding", "due_on", "level")
FILES = ("name", "kind", "bytes", "unit", "at")


@app.command(name="list")
def list_(*, state: str = "", unit: UnitId = "", limit: Limit = 50, json: AsJson = False) -> None:
    """List orders, those due first first.

    Args:
        state: issued, acknowledged, rectified, reopened, extended, excepted, appealed, escalated,
            closed or withdrawn; empty for all.
        unit: only those of one unit.
        limit: most rows.
        json: print everything as JSON.
    """
    query = ListQuery(request=new_request(), actor=whoami(), state=state, unit=unit, limit=limit)
    listed("order.list", query, COLUMNS, as_json=json)


@app.command
def show(id: Id, *, json: AsJson = False) -> None:  # noqa: A002 - the operator's word
    """Show one order with its deadlines explained, its history and its alerts."""
    query = ShowQuery(request=new_request(), actor=whoami(), id=id)
    record(asked("order.show", query), as_json=json)


@app.command
def files(id: Id, folder: Path | None = None, *, json: AsJson = False) -> None:  # noqa: A002
    """List what the unit sent as proof; with FOLDER write it there. Who reads it is audited."""
    query = ShowQuery(request=new_request(), actor=whoami(), id=id)
    if folder is None:
        table(asked("order.files", query), FILES, as_json=json)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(asked("order.files", query), start=1):
        file = folder / f"{number:02}-{one['name']}"
        file.write_bytes(_read(id, one["id"]))
        console.print(f"{file}", markup=False)


@app.command
def acknowledge(id: Id, *, note: Note = "", actor: Actor = "", via: Via = "") -> None:  # noqa: A002
    """Record that the unit has seen the order; `--via paper` or `phone` says how it told us."""
    _change(id, "acknowledge", actor, note=note, via=via)


@app.command
def hide(id: Id, *, note: Note = "", actor: Actor = "", via: Via = "") -> None:  # noqa: A002
    """Record that the unit has taken it out of sight, the first of two steps."""
    _change(id, "hide", actor, note=note, via=via)


@app.command
def rectify(id: Id, *, note: Note = "", actor: Actor = "", via: Via = "") -> None:  # noqa: A002
    """Record that the unit says it has fixed the findings; a re-check decides."""
    _change(id, "rectify", actor, note=note, via=via)


@app.command
def ask(
    id: Id,  # noqa: A002
    *,
    until: Until,
    note: Note,
    exception: bool = False,
    actor: Actor = "",
    via: Via = "",
) -> None:
    """Record that the unit asks for a later date, or with --exception to leave it as it is."""
    wish = "exception" if exception else "extension"
    _change(id, "ask", actor, note=note, via=via, until=_day(until), wish=wish)


@app.command
def disown(
    id: Id,  # noqa: A002
    *,
    note: Note,
    unit: UnitId = "",
    actor: Actor = "",
    via: Via = "",
) -> None:
    """Record that it is not the unit's (不是我单位的), and with --unit whose it is."""
    _change(id, "disown", actor, note=note, via=via, unit=unit)


@app.command
def extend(id: Id, *, until: Until = "", note: Note = "", actor: Actor = "") -> None:  # noqa: A002
    """Grant a later date; without --until the one that was asked for. You are the approver."""
    _change(id, "extend", actor, note=note, until=_day(until))


@app.command(name="except")
def except_(id: Id, *, note: Note, until: Until = "", actor: Actor = "") -> None:  # noqa: A002
    """Accept it as it is until a day (报备), on the grounds in the note. You are the approver."""
    _change(id, "except", actor, note=note, until=_day(until))


@app.command
def refuse(id: Id, *, note: Note, actor: Actor = "") -> None:  # noqa: A002
    """Turn down what the unit asked for."""
    _change(id, "refuse", actor, note=note)


@app.command
def appeal(id: Id, *, note: Note, actor: Actor = "", via: Via = "") -> None:  # noqa: A002
    """Record that the unit holds the finding to be none (误报申诉); reminders rest meanwhile."""
    _change(id, "appeal", actor, note=note, via=via)


@app.command
def uphold(id: Id, *, note: Note = "", actor: Actor = "") -> None:  # noqa: A002
    """Decide an appeal for the unit; reject the finding as well (`xuncha findings reject`)."""
    _change(id, "uphold", actor, note=note)


@app.command
def dismiss(id: Id, *, note: Note, actor: Actor = "") -> None:  # noqa: A002
    """Decide an appeal against the unit: the order stands."""
    _change(id, "dismiss", actor, note=note)


@app.command
def withdraw(id: Id, *, note: Note, actor: Actor = "") -> None:  # noqa: A002
    """Take an order back, with one message to the unit."""
    _change(id, "withdraw", actor, note=note)


@app.command(name="hand-over")
def hand_over(id: Id, unit: UnitId = "", *, note: Note = "", actor: Actor = "") -> None:  # noqa: A002
    """Give an order to the unit that answers for it; without UNIT to whom its unit has named."""
    _change(id, "hand-over", actor, note=note, unit=unit)


@app.command
def revoke(id: Id, *, note: Note) -> None:  # noqa: A002
    """End the unit's links to an order, as when one was passed on; it is sent a new one."""
    command = RevokeLinks(request=new_request(), actor=whoami(), order=id, note=note)
    _changed(asked("order.revoke", command))


@app.command
def close(id: Id, *, note: Note, actor: Actor = "") -> None:  # noqa: A002
    """Close an order by a person's check of the proof (人工复核); the note says what was seen."""
    _change(id, "close", actor, note=note)


def _read(order: str, file: str) -> bytes:
    """Fetch one file, piece by piece."""
    request, body, offset = new_request(), b"", 0
    while True:
        command = ReadFile(request=request, actor=whoami(), order=order, file=file, offset=offset)
        piece = asked("order.file", command)
        body += base64.b64decode(piece["body"])
        offset = piece["next"]
        if not offset:
            return body


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fail(say("no_day", option="--until", text=text))


def _change(beginning: str, action: str, actor: str, **given: Any) -> None:
    command = ChangeOrder(
        request=new_request(), actor=actor or whoami(), order=beginning, action=action, **given
    )
    _changed(asked("order.change", command))


def _changed(order: dict[str, Any]) -> None:
    known = {name: order[name] for name in ("state", "title")}
    text = say("order", id=order["id"][:ID_SHOWN], day=order["due_on"], **known)
    console.print(text, markup=False)
