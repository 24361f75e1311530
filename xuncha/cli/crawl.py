"""`xuncha crawl`: do not wait for the schedule."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import CrawlNow, ListQuery, PauseCrawl
from xuncha.cli.screen import asked, console, listed
from xuncha.client import whoami

app = App(name="crawl", help="The crawler's schedule.")
COLUMNS = {"about": "对象", "actor": "操作人", "at": "时间", "reason": "原因"}


@app.command
def now(*targets: str) -> None:
    """Make targets due at once; all of them when none is named."""
    command = CrawlNow(request=new_request(), actor=whoami(), targets=targets)
    answer = asked("crawl.now", command)
    console.print(f"{answer['hosts']} hosts, {answer['hastened']} were not due already")


@app.command
def pause(*targets: str, unit: tuple[str, ...] = (), all: bool = False, reason: str = "") -> None:  # noqa: A002 - the flag's name
    """Leave targets alone: no crawl, no probe, re-checks answered as not reachable.

    Args:
        targets: ids of targets.
        unit: all targets of this unit; may be repeated.
        all: everything.
        reason: kept in the audit.
    """
    _change(paused=True, targets=targets, units=unit, everything=all, reason=reason)


@app.command
def resume(*targets: str, unit: tuple[str, ...] = (), all: bool = False, reason: str = "") -> None:  # noqa: A002 - the flag's name
    """Take up again what was paused under the same name; it is due at once.

    Args:
        targets: ids of targets.
        unit: this unit; may be repeated.
        all: the pause of everything; pauses of single targets and units stay.
        reason: kept in the audit.
    """
    _change(paused=False, targets=targets, units=unit, everything=all, reason=reason)


@app.command
def paused(*, json: bool = False) -> None:
    """List what is paused, by whom, since when and why."""
    query = ListQuery(request=new_request(), actor=whoami())
    listed("crawl.paused", query, COLUMNS, as_json=json)


def _change(
    *, paused: bool, targets: tuple[str, ...], units: tuple[str, ...], everything: bool, reason: str
) -> None:
    if not (targets or units or everything):
        console.print("name targets, or --unit, or --all")
        raise SystemExit(2)
    command = PauseCrawl(
        request=new_request(),
        actor=whoami(),
        paused=paused,
        targets=targets,
        units=units,
        everything=everything,
        reason=reason,
    )
    answer = asked("crawl.pause", command)
    if everything:
        console.print(f"everything {'is paused' if paused else 'runs again'}")
        return
    console.print(f"{answer['targets']} targets, {answer['hastened']} hosts due at once")
