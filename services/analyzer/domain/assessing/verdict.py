"""The fold: what the indicators of one target say becomes one verdict with its reasons. Pure.

Order of strength: a confirmed veto (or a portal below the limit) makes a target violating, however
little was seen of it; else too little seen makes it not observed; else it is compliant. What is
only suspected is told and never counts.
"""

from collections.abc import Iterable, Mapping, Sequence

from services.analyzer.domain.assessing.case import Case, Measured
from services.analyzer.domain.assessing.checks import CHECKS, FINDINGS, INSPECTION
from services.analyzer.domain.assessing.coverage import missing
from services.analyzer.domain.assessing.inspections import Answers, answered
from services.analyzer.domain.assessing.score import fails, score
from shared.contracts.assessment import Assessment, Points, Reason, Verdict
from shared.contracts.finding import Decision, Effect, Finding
from shared.contracts.profile import Item, Part

_OTHER = "OT1"
Judged = Sequence[tuple[Item, Measured]]


def measured(case: Case, answers: Mapping[str, Answers]) -> list[tuple[Item, Measured]]:
    """Run every measurement of the profile that is about this target.

    Args:
        case: the target on its day.
        answers: of inspections of this target in the quarter, by item.
    """
    found = []
    for item in scope(case):
        if item.check == INSPECTION:
            found.append((item, answered(item, answers.get(item.id))))
        elif item.check != FINDINGS:
            found.append((item, CHECKS[item.check].measure(case, item)))
    return found


def scope(case: Case) -> tuple[Item, ...]:
    """Return the items that are about this target; kept with the profile, for each sort of it."""
    target = case.target
    sort = (target.kind, case.is_portal, target.has_services, target.platform)
    known: dict[tuple[object, ...], tuple[Item, ...]] = case.profile.scopes
    if sort not in known:
        known[sort] = tuple(item for item in case.profile.items if _applies(case, item))
    return known[sort]


def _applies(case: Case, item: Item) -> bool:
    if not item.enabled or case.target.kind not in item.kinds:
        return False
    if item.portals_only and not case.is_portal:
        return False
    if item.platforms and case.target.platform not in item.platforms:
        return False
    spared = case.profile.scoring.services_group
    return not (spared and item.group == spared and not case.target.has_services)


def assess(
    case: Case, judged: Judged, findings: Iterable[Finding], previous: Sequence[Verdict] = ()
) -> Assessment:
    """Fold measurements and findings into the assessment of a target on its day.

    Args:
        case: the target on its day.
        judged: what `measured` returned.
        findings: of this target, found in the quarter up to the day, any decision.
        previous: verdicts of the quarters before, nearest first.
    """
    counted = [one for one in findings if one.decision is not Decision.REJECTED]
    reasons = [_by_measurement(item, one, counted) for item, one in judged]
    reasons += _by_findings(case, counted)
    points = score(case.profile, case.target, reasons) if case.is_portal else None
    lack = missing(case)
    verdict = _verdict(case, reasons, points, lack)
    streak = [verdict, *previous][: case.profile.closing_quarters]
    failed = len(streak) == case.profile.closing_quarters and set(streak) == {Verdict.VIOLATING}
    return Assessment(
        target=case.target.id,
        unit=case.target.unit,
        kind=case.target.kind,
        quarter=str(case.quarter),
        on=case.day,
        known_at=case.known,
        profile=case.profile.name,
        profile_digest=case.profile.digest,
        verdict=verdict,
        reasons=tuple(reasons),
        points=points,
        proposes_closing=failed,
        text=_told(verdict, reasons, points, lack, closing=failed),
    )


def _by_measurement(item: Item, one: Measured, findings: Sequence[Finding]) -> Reason:
    """Join a measurement with the findings it has raised; a confirmed one outlives the failure."""
    ours = [finding for finding in findings if finding.rule == item.rule]
    confirmed = [
        finding
        for finding in ours
        if finding.decision is Decision.CONFIRMED and finding.effect == item.part.value
    ]
    violating = one.verdict is Verdict.VIOLATING
    counts = bool(confirmed) or (violating and item.confirms)
    past = "；本季度已确认同类问题" if confirmed and not violating else ""
    waiting = "（待人工核实）" if violating and not counts else ""
    return Reason(
        item=item.id,
        title=item.title,
        part=item.part,
        rule=item.rule,
        verdict=Verdict.VIOLATING if confirmed else one.verdict,
        counts=counts,
        first=one.first,
        last=one.last,
        numbers=dict(one.numbers),
        observations=one.observations,
        findings=tuple(sorted(finding.id for finding in ours)),
        points=_points(item, one, confirmed, counts=counts),
        certainty=item.certainty,
        text=f"{one.text}{past}{waiting}。",
    )


def _points(
    item: Item, one: Measured, confirmed: Sequence[Finding], *, counts: bool
) -> float | None:
    """Return what an item takes or gives; None while the profile names no points."""
    if item.points is None or item.part not in {Part.DEDUCTION, Part.BONUS}:
        return None
    if item.part is Part.BONUS:
        return item.points if one.verdict is Verdict.COMPLIANT else 0.0
    if not counts:
        return 0.0
    failing = one.keys if one.verdict is Verdict.VIOLATING else ()
    cases = max(len(confirmed), len(failing) if item.confirms else 0, 1)
    return item.points if item.each is None else min(item.each * cases, item.points)


def _by_findings(case: Case, findings: Sequence[Finding]) -> list[Reason]:
    """Say what the findings of text rules, and of others, do to the target."""
    items = [item for item in scope(case) if item.check == FINDINGS]
    reasons = [_found(item, [one for one in findings if one.rule in item.rules]) for item in items]
    if not findings:
        return reasons
    taken = {rule for item in items for rule in item.rules}
    taken |= {item.rule for item in case.profile.items if item.check != FINDINGS}
    rest = [one for one in findings if one.effect is Effect.VETO and one.rule not in taken]
    if rest:
        kinds = (case.target.kind,)
        other = Item(
            id=_OTHER, title="其他否决问题", part=Part.VETO, kinds=kinds, rule="", check=FINDINGS
        )
        reasons.append(_found(other, rest))
    return reasons


def _found(item: Item, findings: Sequence[Finding]) -> Reason:
    """Judge an item by findings; only a confirmed one whose effect fits its part counts."""
    confirmed = [one for one in findings if one.decision is Decision.CONFIRMED]
    suspected = len(findings) - len(confirmed)
    effective = [one for one in confirmed if one.effect == item.part.value]
    told = f"已确认{len(confirmed)}处" if confirmed else "未确认任何问题"
    waiting = f"，另有{suspected}处待核实" if suspected else ""
    return Reason(
        item=item.id,
        title=item.title,
        part=item.part,
        rule=item.rule or (findings[0].rule if findings else ""),
        verdict=Verdict.VIOLATING if findings else Verdict.COMPLIANT,
        counts=bool(effective),
        numbers={"confirmed": len(confirmed), "suspected": suspected},
        findings=tuple(sorted(one.id for one in findings)),
        certainty=item.certainty,
        text=f"{item.title}：{told}{waiting}。",
    )


def _verdict(case: Case, reasons: Sequence[Reason], points: Points | None, lack: str) -> Verdict:
    vetoed = any(reason.counts and reason.part is Part.VETO for reason in reasons)
    if vetoed or (points is not None and fails(case.profile, points)):
        return Verdict.VIOLATING
    return Verdict.NOT_OBSERVED if lack else Verdict.COMPLIANT


def _told(
    verdict: Verdict, reasons: Sequence[Reason], points: Points | None, lack: str, *, closing: bool
) -> str:
    counting = [one for one in reasons if one.counts and one.part in {Part.VETO, Part.PROBLEM}]
    why = "；".join(one.text.rstrip("。") for one in counting)
    if verdict is Verdict.VIOLATING:
        low = f"得分{points.total:g}" if points and not why else ""
        end = "；连续多个季度不合格，建议关停" if closing else ""
        return f"不合格：{why or low}{end}。"
    if verdict is Verdict.NOT_OBSERVED:
        return f"未能观测：{lack}。"
    problems = f"，存在问题：{why}" if why else ""
    return f"合格：未确认单项否决情形{problems}。"
