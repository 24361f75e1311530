"""`xuncha findings`: what was found, and what people say of it."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import DecideFinding, ListQuery, ShowQuery
from shared.contracts.finding import Decision
from xuncha.cli.screen import asked, console, record, table
from xuncha.client import whoami

app = App(name="findings", help="Suspected and confirmed defects.")
COLUMNS = {
    "id": "编号",
    "decision": "结论",
    "rule": "规则",
    "target": "监测对象",
    "excerpt": "原文",
    "found_on": "发现日期",
    "gone_at": "消除时间",
}


@app.command(name="list")
def list_(
    *, state: str = "", target: str = "", unit: str = "", limit: int = 50, json: bool = False
) -> None:
    """List findings, newest day first.

    Args:
        state: suspected, confirmed or rejected; empty for all.
        target: only those of one target.
        unit: only those of one unit.
        limit: most rows.
        json: print everything as JSON.
    """
    query = ListQuery(
        request=new_request(), actor=whoami(), state=state, target=target, unit=unit, limit=limit
    )
    table(asked("finding.list", query), COLUMNS, as_json=json)


@app.command
def show(id: str, *, json: bool = False) -> None:  # noqa: A002 - the operator's word
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
def reject(*ids: str, reason: str = "", actor: str = "") -> None:
    """Reject findings: false alarms. An order that went out is withdrawn."""
    _decide(ids, Decision.REJECTED, reason, actor)


def _decide(ids: tuple[str, ...], decision: Decision, reason: str, actor: str) -> None:
    for beginning in ids:
        command = DecideFinding(
            request=new_request(),
            actor=actor or whoami(),
            finding=beginning,
            decision=decision,
            reason=reason,
        )
        finding = asked("finding.decide", command)
        console.print(f"{finding['id'][:12]} {finding['decision']} {finding['title']}")
