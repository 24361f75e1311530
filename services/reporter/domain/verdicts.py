"""What the assessments say of targets, beside what the counting rules say. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from services.reporter.domain.checks import NAMES, Caution
from services.reporter.domain.counting.classes import PASS_POINTS, ClassCount
from services.reporter.domain.facts import Facts
from services.reporter.domain.registry import Registry
from shared.contracts.assessment import Assessment, Verdict

_WORDS = {
    Verdict.COMPLIANT: "合格",
    Verdict.VIOLATING: "不合格",
    Verdict.NOT_OBSERVED: "未能观测",
}
_MOST = 20
"""Targets of one kind that are named one by one."""


def last(assessments: Iterable[Assessment], as_of: date) -> list[Assessment]:
    """Return the last assessment of each target that was made by a day, ordered by target.

    Args:
        assessments: of one quarter, corrections included.
        as_of: Asia/Shanghai; a correction counts from the day it was made.
    """
    known = [one for one in assessments if max(one.on, one.corrected_on or one.on) <= as_of]
    found = {one.target: one for one in sorted(known, key=lambda one: (one.on, one.revision))}
    return [found[target] for target in sorted(found)]


def points(assessments: Iterable[Assessment]) -> dict[str, float]:
    """Return the points of the targets whose points are certain.

    While items are open that could still lower them, they are the most that a target can have:
    no score yet, but below the limit it has failed.
    """
    scored = [(one.target, one.points) for one in assessments if one.points is not None]
    return {
        target: given.total
        for target, given in scored
        if not given.provisional or given.total < PASS_POINTS
    }


def differing(
    facts: Facts, counts: Mapping[str, ClassCount], registry: Registry
) -> Iterator[Caution]:
    """Warn where an assessment and the figures part on who fails: neither is corrected.

    An assessment looks at the end of its own day, the figures at the whole period: that one of them
    has seen enough and the other has not is no contradiction.
    """
    told = {one.target: one for one in facts.assessments}
    for kind, count in counts.items():
        counted = {target: _counted(target, count) for target in count.running}
        other = [
            (told[target], verdict)
            for target, verdict in counted.items()
            if target in told and _fails(told[target].verdict) != _fails(verdict)
        ]
        for one, verdict in other[:_MOST]:
            said = f"{registry.target_name(one.target)}：{one.on}评估为{_WORDS[one.verdict]}"
            text = f"{said}，本报表按已确认问题和监测数据计为{_WORDS[verdict]}，请核对。"
            yield Caution("verdict_differs", f"{kind}.unqualified", text)
        if len(other) > _MOST:
            text = f"{NAMES[kind]}另有{len(other) - _MOST}个对象的评估结论与本报表不一致。"
            yield Caution("verdict_differs", f"{kind}.unqualified", text)


def _fails(verdict: Verdict) -> bool:
    return verdict is Verdict.VIOLATING


def _counted(target: str, count: ClassCount) -> Verdict:
    if target in count.unqualified:
        return Verdict.VIOLATING
    return Verdict.COMPLIANT if target in count.checked else Verdict.NOT_OBSERVED
