"""`xuncha assessments` and `xuncha inspections`: verdicts with their reasons, and people's part."""

from json import loads
from pathlib import Path

from cyclopts import App

from shared.commands import new_request
from shared.contracts.assessment_command import AnswerInspection, AssessmentQuery, InspectionQuery
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import asked, console, fail, listed, record, table
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="assessments", help="Verdicts of websites, columns and accounts.")
inspections = App(name="inspections", help="What only a person can see: samples and forms.")
COLUMNS = ("target", "name", "unit", "verdict", "points", "rank", "on", "text")
SAID = ("on", "revision", "verdict", "profile", "text")
REASONS = ("item", "title=name", "verdict", "points", "text")
TASKS = ("id", "target", "title=item", "samples", "form", "due_on", "answered_by")


@app.command(name="list")
def list_(
    quarter: str,
    *,
    verdict: str = "",
    target: str = "",
    unit: str = "",
    limit: Limit = 50,
    json: AsJson = False,
) -> None:
    """List where targets stand in a quarter.

    Args:
        quarter: such as 2020Q4.
        verdict: compliant, violating or not_observed; empty for all.
        target: only this one.
        unit: only those of one unit.
        limit: most rows.
        json: print everything as JSON.
    """
    query = AssessmentQuery(
        request=new_request(),
        actor=whoami(),
        quarter=quarter,
        verdict=verdict,
        target=target,
        unit=unit,
        limit=limit,
    )
    listed("assessment.list", query, COLUMNS, as_json=json)


@app.command
def show(quarter: str, target: str, *, json: AsJson = False) -> None:
    """Show what was said of one target in a quarter, with corrections and all reasons."""
    query = AssessmentQuery(request=new_request(), actor=whoami(), quarter=quarter, target=target)
    said = asked("assessment.show", query)
    table(said, SAID, as_json=json)
    if not json:
        table(said[-1]["reasons"], REASONS, as_json=False)


@app.command
def replay(
    quarter: str, target: str, *, day: str = "", known: str = "", json: AsJson = False
) -> None:
    """Judge a target again from its stored facts; exit 1 when the verdicts are others.

    Args:
        quarter: such as 2020Q4.
        target: id of the target.
        day: as of this day, ISO; default the last one that was assessed.
        known: by what was known `then` (default), `now`, or at a moment, ISO.
        json: print everything as JSON.
    """
    query = AssessmentQuery(
        request=new_request(),
        actor=whoami(),
        quarter=quarter,
        target=target,
        day=day,
        known=known,
    )
    answer = asked("assessment.replay", query)
    if json:
        record(answer, as_json=True)
    else:
        table([answer["said"], answer["replayed"]], SAID, as_json=False)
    if not answer["same_verdicts"]:
        fail(say("replay_differs"), code=1)


@inspections.command(name="list")
def tasks(
    quarter: str, *, target: str = "", state: str = "", limit: Limit = 50, json: AsJson = False
) -> None:
    """List the inspections of a quarter.

    Args:
        quarter: such as 2020Q4.
        target: only those of one target.
        state: open or answered; empty for all.
        limit: most rows.
        json: print everything as JSON.
    """
    query = InspectionQuery(
        request=new_request(),
        actor=whoami(),
        quarter=quarter,
        target=target,
        state=state,
        limit=limit,
    )
    listed("inspection.list", query, TASKS, as_json=json)


@inspections.command
def answer(inspection: str, answers: Path, *, note: str = "", actor: str = "") -> None:
    """Answer one inspection.

    Args:
        inspection: its id.
        answers: JSON file: sample → list of true or false, one for each question.
        note: kept with it.
        actor: who looked; default the user of this machine.
    """
    try:
        given = loads(answers.read_text("utf-8"))
    except (OSError, ValueError) as error:
        fail(say("unreadable", file=answers, why=error))
    command = AnswerInspection(
        request=new_request(),
        actor=actor or whoami(),
        inspection=inspection,
        answers=given,
        note=note,
    )
    done = asked("inspection.answer", command)
    console.print(say("answered", id=done["id"]))
