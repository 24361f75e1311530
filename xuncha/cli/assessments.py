"""`xuncha assessments` and `xuncha inspections`: verdicts with their reasons, and people's part."""

from json import loads
from pathlib import Path

from cyclopts import App

from shared.commands import new_request
from shared.contracts.assessment_command import AnswerInspection, AssessmentQuery, InspectionQuery
from xuncha.cli.screen import asked, console, fail, listed, record, table
from xuncha.client import whoami

app = App(name="assessments", help="Verdicts of websites, columns and accounts.")
inspections = App(name="inspections", help="What only a person can see: samples and forms.")
COLUMNS = {
    "target": "监测对象",
    "name": "名称",
    "unit": "单位",
    "verdict": "结论",
    "points": "得分",
    "rank": "排名",
    "on": "截至",
    "text": "说明",
}
SAID = {"on": "截至", "revision": "版次", "verdict": "结论", "profile": "指标", "text": "说明"}
REASONS = {"item": "指标", "title": "名称", "verdict": "结论", "points": "分值", "text": "说明"}
TASKS = {
    "id": "编号",
    "target": "监测对象",
    "title": "指标",
    "samples": "抽样",
    "form": "检查内容",
    "due_on": "截止",
    "answered_by": "检查人",
}


@app.command(name="list")
def list_(
    quarter: str,
    *,
    verdict: str = "",
    target: str = "",
    unit: str = "",
    limit: int = 50,
    json: bool = False,
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
def show(quarter: str, target: str, *, json: bool = False) -> None:
    """Show what was said of one target in a quarter, with corrections and all reasons."""
    query = AssessmentQuery(request=new_request(), actor=whoami(), quarter=quarter, target=target)
    said = asked("assessment.show", query)
    table(said, SAID, as_json=json)
    if not json:
        table(said[-1]["reasons"], REASONS, as_json=False)


@app.command
def replay(
    quarter: str, target: str, *, day: str = "", known: str = "", json: bool = False
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
        fail("重算结论与原结论不同：之后有新的事实", code=1)


@inspections.command(name="list")
def tasks(
    quarter: str, *, target: str = "", state: str = "", limit: int = 50, json: bool = False
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
        fail(f"{answers}: {error}")
    command = AnswerInspection(
        request=new_request(),
        actor=actor or whoami(),
        inspection=inspection,
        answers=given,
        note=note,
    )
    done = asked("inspection.answer", command)
    console.print(f"{done['id']} 已答复")
