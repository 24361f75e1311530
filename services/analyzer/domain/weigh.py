"""What is done with a hit beyond finding it: silenced, made a hint, confirmed. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.analyzer.domain.findings import Analysed
from services.analyzer.domain.rule import Rule
from shared.contracts.finding import Decision, Effect, Finding, Severity, Step
from shared.contracts.precision import Grade, Precision
from shared.contracts.suppression import Suppression

BY_RULE = "rule"
"""Actor of a finding that its rule confirmed."""


@dataclass(frozen=True)
class Bar:
    """When a rule is too imprecise.

    Attributes:
        below: share of confirmed decisions.
        decisions: least number of decisions before anything is concluded.
    """

    below: float = 0.5
    decisions: int = 20


def grade_of(rule: Rule, row: Precision, bar: Bar) -> Grade:
    """Say what a rule's precision makes of it; a veto only with a reviewer's consent."""
    share = row.share
    if share is None or row.decided < bar.decisions or share >= bar.below:
        return Grade.NORMAL
    if rule.effect is Effect.VETO and not row.consent_by:
        return Grade.AWAITS_CONSENT
    return Grade.HINT


def suppressing(
    finding: Finding, suppressions: Iterable[Suppression], day: date
) -> Suppression | None:
    """Return the suppression that silences a finding on a day."""
    return next((one for one in _about(finding, suppressions) if one.holds_on(day)), None)


def has_lapsed(finding: Finding, suppressions: Sequence[Suppression], day: date) -> bool:
    """Tell whether a finding was suppressed for a time that has ended."""
    about = _about(finding, suppressions)
    return bool(about) and not any(one.holds_on(day) for one in about)


def without(done: Sequence[Analysed], silenced: Collection[str]) -> list[Analysed]:
    """Return what was found without some findings and their places."""
    return [
        Analysed(
            tuple(one for one in each.findings if one.id not in silenced),
            tuple(one for one in each.occurrences if one.finding not in silenced),
        )
        for each in done
    ]


def weighed(
    finding: Finding, hints: Collection[str], confirming: Collection[str], now: datetime
) -> Finding:
    """Make a hint of what an imprecise rule found, or confirm what a rule may confirm itself."""
    if finding.rule in hints:
        if finding.severity is Severity.HINT:
            return finding
        return finding.model_copy(
            update={"severity": Severity.HINT, "demoted_from": finding.severity}
        )
    if finding.rule in confirming and finding.decision is Decision.SUSPECTED:
        version = finding.version + 1
        step = Step(
            version=version, at=now, actor=BY_RULE, action="confirmed", cause=finding.rule_set
        )
        return finding.model_copy(
            update={
                "decision": Decision.CONFIRMED,
                "history": (*finding.history, step),
                "version": version,
            }
        )
    return finding


def _about(finding: Finding, suppressions: Iterable[Suppression]) -> list[Suppression]:
    return [
        one
        for one in suppressions
        if one.covers(root=finding.root, target=finding.target, unit=finding.unit)
    ]
