"""Points of a portal: 100 minus deductions, bonus above 80, 75 × 4/3 without services. Pure."""

from collections.abc import Mapping, Sequence

from shared.contracts.assessment import Assessment, Points, Reason, Verdict
from shared.contracts.profile import Item, Part, Profile
from shared.contracts.target import Target


def score(profile: Profile, target: Target, reasons: Sequence[Reason]) -> Points:
    """Compute the score; what is not confirmed takes nothing and makes it provisional.

    So the total is the most that the portal can have: below the limit it has failed for certain.

    Args:
        profile: whose items gave the reasons.
        target: tells whether services are checked.
        reasons: of the portal; items without points take none.
    """
    items = {item.id: item for item in profile.items}
    scoring = profile.scoring
    taken = sum(one.points or 0.0 for one in reasons if one.part is Part.DEDUCTION)
    given = sum(one.points or 0.0 for one in reasons if one.part is Part.BONUS)
    left = scoring.full - taken
    if not target.has_services and scoring.services_group:
        rest = scoring.full - scoring.services_points
        left = (rest - taken) * scoring.full / rest
    left = max(left, 0.0)
    bonus = min(given, scoring.bonus_most) if left > scoring.bonus_above else 0.0
    waiting = tuple(one.item for one in reasons if _open(one, items))
    return Points(
        total=round(left + bonus, scoring.decimals),
        deducted=round(taken, scoring.decimals),
        bonus=round(bonus, scoring.decimals),
        provisional=bool(waiting),
        open_items=waiting,
    )


def fails(profile: Profile, points: Points) -> bool:
    """Tell whether a score makes a portal unqualified; the limit itself passes."""
    return points.total < profile.scoring.pass_below


def ranks(assessments: Sequence[Assessment]) -> dict[str, int]:
    """Return the place of each scored portal: equal totals share one, the next is skipped."""
    totals = {one.target: one.points.total for one in assessments if one.points}
    return {
        target: 1 + sum(other > total for other in totals.values())
        for target, total in totals.items()
    }


def _open(reason: Reason, items: Mapping[str, Item]) -> bool:
    """Tell whether an item could still change the score."""
    if reason.part not in {Part.DEDUCTION, Part.BONUS}:
        return False
    if reason.verdict is Verdict.NOT_OBSERVED:
        return True
    item = items.get(reason.item)
    failing = reason.verdict is Verdict.VIOLATING
    return failing and (not reason.counts or item is None or item.points is None)
