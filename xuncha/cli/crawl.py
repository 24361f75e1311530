"""`xuncha crawl`: do not wait for the schedule."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import CrawlNow, ListQuery, PauseCrawl
from xuncha.cli.options import AsJson
from xuncha.cli.screen import asked, console, fail, listed
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="crawl", help="The crawler's schedule.")
COLUMNS = ("about", "actor", "at", "reason")


@app.command
def now(*targets: str) -> None:
    """Make targets due at once; all of them when none is named."""
    command = CrawlNow(request=new_request(), actor=whoami(), targets=targets)
    answer = asked("crawl.now", command)
    console.print(say("hastened", hosts=answer["hosts"], hastened=answer["hastened"]))
    _tell_held(answer)


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
def paused(*, json: AsJson = False) -> None:
    """List what is paused, by whom, since when and why."""
    query = ListQuery(request=new_request(), actor=whoami())
    listed("crawl.paused", query, COLUMNS, as_json=json)


def _change(
    *, paused: bool, targets: tuple[str, ...], units: tuple[str, ...], everything: bool, reason: str
) -> None:
    if not (targets or units or everything):
        fail(say("name_targets"))
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
    meant = say("everything") if everything else say("some_targets", number=answer["targets"])
    console.print(say("paused" if paused else "resumed", what=meant))
    if not paused:
        _tell_held(answer)


def _tell_held(answer: dict[str, int]) -> None:
    """Say how many stay as they are, because they are paused under some name."""
    if held := answer.get("held"):
        console.print(say("still_paused", number=held))
