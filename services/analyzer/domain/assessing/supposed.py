"""What a verdict would be if every measured failure were confirmed. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.analyzer.domain.assessing.coverage import missing
from services.analyzer.domain.assessing.daily import Roster, Standing, case_of
from shared.contracts.assessment import Verdict
from shared.contracts.finding import Decision, Effect, Finding
from shared.contracts.profile import Part, Profile
from shared.contracts.target import Target


class Supposed(NamedTuple):
    """A verdict that nobody has given."""

    verdict: Verdict
    text: str


def suppose(
    known: Roster,
    standings: Mapping[str, Standing],
    target: Target,
    profile: Profile,
    *,
    failed: Mapping[str, str],
    findings: Sequence[Finding],
) -> Supposed:
    """Judge a target by what failed on any day of the quarter, and by confirmed findings.

    Args:
        known: the registry.
        standings: at the end of the quarter.
        target: the target.
        profile: the profile that is tried.
        failed: id of an item that failed → the sentence about it.
        findings: of the target, found in the quarter.
    """
    rejected = {one.rule for one in findings if one.decision is Decision.REJECTED}
    vetoes = [
        failed[item.id]
        for item in profile.items
        if item.id in failed and item.part is Part.VETO and item.rule not in rejected
    ]
    vetoes += [
        one.title
        for one in findings
        if one.decision is Decision.CONFIRMED and one.effect is Effect.VETO
    ]
    if vetoes:
        return Supposed(Verdict.VIOLATING, vetoes[0])
    lack = missing(case_of(known, standings, target, profile))
    return Supposed(Verdict.NOT_OBSERVED if lack else Verdict.COMPLIANT, lack)
