"""`xuncha findings`: what was found, and what people say of it."""

from datetime import date
from typing import Any

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import DecideFinding, ListQuery, ReopenFinding, ShowQuery
from shared.contracts.finding import Decision
from shared.contracts.suppression import Scope
from xuncha.cli.imports import importing
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import ID_SHOWN, asked, console, fail, listed, record
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="findings", help="Suspected and confirmed defects.")
app.command(importing("finding", "findings that others report"), name="import")
COLUMNS = ("id", "decision", "rule", "target", "excerpt", "found_on", "gone_at")
SUPPRESSIONS = ("finding", "rule", "scope", "about", "until=expires", "actor", "reason")


@app.command(name="list")
def list_(
    *,
    state: str = "",
    target: str = "",
    unit: str = "",
    limit: Limit = 50,
    json: AsJson = False,
    ids: bool = False,
) -> None:
    """List findings, newest day first.

    Args:
        state: suspected, confirmed or rejected; empty for all.
        target: only those of one target.
        unit: only those of one unit.
        limit: most rows.
        json: print everything as JSON.
        ids: print the ids alone, for another command to take.
    """
    query = ListQuery(
        request=new_request(), actor=whoami(), state=state, target=target, unit=unit, limit=limit
    )
    if ids:
        print(*(row["id"] for row in asked("finding.list", query)), sep="\n")
        return
    listed("finding.list", query, COLUMNS, as_json=json)


@app.command
def show(id: str, *, json: AsJson = False) -> None:  # noqa: A002 - the operator's word
    """Show one finding with its places and history; any unambiguous beginning of the id does."""
    query = ShowQuery(request=new_request(), actor=whoami(), id=id)
    record(asked("finding.show", query), as_json=json)


@app.command
def confirm(*ids: str, reason: str = "", actor: str = "") -> None:
    """Confirm findings: each becomes an order to the responsible unit.

    Args:
        ids: any unambiguous beginnings.
        reason: kept in the history and the audit.
        actor: who decides; default the user of this machine.
    """
    _decide(ids, Decision.CONFIRMED, reason, actor)


@app.command
def reject(
    *ids: str,
    reason: str = "",
    scope: Scope = Scope.TARGET,
    until: str = "",
    actor: str = "",
    yes: bool = False,
) -> None:
    """Reject findings: false alarms. They do not come back; an order that went out is withdrawn.

    Args:
        ids: any unambiguous beginnings.
        reason: kept in the history, with the suppression, and in the audit.
        scope: target, unit or all: for whom the same text is no defect.
        until: last day on which that holds, such as 2021-06-30; default for ever.
        yes: carry it out although an order or a frozen report rests on it.
        actor: who decides; default the user of this machine.
    """
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        fail(say("no_day", option="--until", text=until))
    _weigh(ids, yes=yes)
    _decide(ids, Decision.REJECTED, reason, actor, scope=scope, until=last)


@app.command
def reopen(*ids: str, reason: str = "", actor: str = "") -> None:
    """Take rejections back, or open findings again that are gone by our records only.

    Args:
        ids: any unambiguous beginnings.
        reason: kept in the history and the audit.
        actor: who decides; default the user of this machine.
    """
    for beginning in ids:
        command = ReopenFinding(
            request=new_request(), actor=actor or whoami(), finding=beginning, reason=reason
        )
        finding = asked("finding.reopen", command)
        _tell(finding)


@app.command
def suppressions(*, limit: Limit = 50, json: AsJson = False) -> None:
    """List what was rejected: for whom, until when, by whom and why."""
    query = ListQuery(request=new_request(), actor=whoami(), limit=limit)
    listed("suppression.list", query, SUPPRESSIONS, as_json=json)


def _weigh(ids: tuple[str, ...], *, yes: bool) -> None:
    """Show what a rejection undoes; without `yes` nothing is rejected that somebody was told of."""
    serious = False
    for beginning in ids:
        query = ShowQuery(request=new_request(), actor=whoami(), id=beginning)
        answer = asked("finding.consequences", query)
        serious |= answer["serious"]
        for line in answer["consequences"]:
            console.print(f"{answer['finding'][:12]} {line}", markup=False)
    if serious and not yes:
        fail(say("not_rejected"), code=1)


def _decide(
    ids: tuple[str, ...], decision: Decision, reason: str, actor: str, **reach: Any
) -> None:
    for beginning in ids:
        command = DecideFinding(
            request=new_request(),
            actor=actor or whoami(),
            finding=beginning,
            decision=decision,
            reason=reason,
            **reach,
        )
        finding = asked("finding.decide", command)
        _tell(finding)


def _tell(finding: dict[str, Any]) -> None:
    console.print(
        f"{finding['id'][:ID_SHOWN]} {finding['decision']} {finding['title']}", markup=False
    )
