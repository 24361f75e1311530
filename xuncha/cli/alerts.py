"""`xuncha alerts`: what was sent to whom, what failed, and holding everything back."""

from datetime import datetime
from typing import Any

from cyclopts import App

from shared.clock import OFFICE_ZONE
from shared.commands import new_request
from shared.contracts.command import Command, HoldAlerts, ListQuery, ReplayAlerts, ShowQuery
from xuncha.cli import wording
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import asked, console, fail, listed, record, table
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="alerts", help="Messages to units: waiting, sent, failed, held back.")
app.command(wording.app)
COLUMNS = ("id", "state", "kind", "unit", "recipient", "subject_line", "answer")

FORECAST = ("fate", "due_at=at", "kind", "unit", "recipient", "subject_line")
MOST_SHOWN = 1_000


@app.command(name="list")
def list_(*, state: str = "", unit: str = "", limit: Limit = 50, json: AsJson = False) -> None:
    """List alerts, newest first.

    Args:
        state: pending, leased, sent, failed or dropped; empty for all.
        unit: only those to one unit.
        limit: most rows.
        json: print everything as JSON.
    """
    query = ListQuery(request=new_request(), actor=whoami(), state=state, unit=unit, limit=limit)
    listed("alert.list", query, COLUMNS, as_json=json)


@app.command
def show(id: str, *, json: AsJson = False) -> None:  # noqa: A002 - the operator's word
    """Show one alert: its text, its tries, and what the channel answered last."""
    query = ShowQuery(request=new_request(), actor=whoami(), id=id)
    record(asked("alert.show", query), as_json=json)


@app.command
def replay(*ids: str, every: bool = False, limit: Limit = 200) -> None:
    """Put failed or dropped alerts back in line, under their old ids.

    Args:
        ids: beginnings of ids.
        every: all that failed, `limit` at a time, instead of ids.
        limit: most alerts.
    """
    if bool(ids) == every:
        fail(say("name_alerts"))
    command = ReplayAlerts(request=new_request(), actor=whoami(), ids=ids, limit=limit)
    console.print(say("replayed", number=len(asked("alert.replay", command))))


@app.command
def hold(*, reason: str) -> None:
    """Hold every alert back, such as after a restore, until `xuncha alerts release`."""
    _switch(HoldAlerts(request=new_request(), actor=whoami(), hold=True, reason=reason))


@app.command
def release(*, reason: str = "", drop_before: str = "", dry_run: bool = False) -> None:
    """Let alerts go again.

    Args:
        reason: why.
        drop_before: drop what was due before this moment, such as 2021-02-08T09:00 (office time).
        dry_run: only say what would leave, and what be dropped.
    """
    try:
        moment = datetime.fromisoformat(drop_before) if drop_before else None
    except ValueError:
        fail(say("no_moment", option="--drop-before", text=drop_before))
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=OFFICE_ZONE)
    if dry_run:
        _forecast(moment)
        return
    _switch(
        HoldAlerts(
            request=new_request(),
            actor=whoami(),
            hold=False,
            reason=reason,
            drop_before=moment,
        )
    )


@app.command
def status(*, json: AsJson = False) -> None:
    """Show whether alerts are held back, since when, by whom, and why."""
    record(asked("alert.switch", Command(request=new_request(), actor=whoami())), as_json=json)


def _switch(command: HoldAlerts) -> None:
    held = asked("alert.hold", command)["held"]
    console.print(say("held" if held else "released"))


def _forecast(moment: datetime | None) -> None:
    waiting: list[dict[str, Any]] = []
    for state in ("pending", "leased"):
        query = ListQuery(request=new_request(), actor=whoami(), state=state, limit=MOST_SHOWN)
        waiting += asked("alert.list", query)
    gone = 0
    for one in waiting:
        dropped = moment is not None and datetime.fromisoformat(one["due_at"]) < moment
        one["fate"] = say("drop" if dropped else "send")
        gone += dropped
    table(sorted(waiting, key=lambda one: str(one["due_at"])), FORECAST, as_json=False)
    console.print(say("forecast", sent=len(waiting) - gone, dropped=gone))
    if len(waiting) >= MOST_SHOWN:
        console.print(say("forecast_short", limit=MOST_SHOWN))
