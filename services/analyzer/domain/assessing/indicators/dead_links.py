"""可用性: links that were dead on two days and never open in between."""

from services.analyzer.domain.assessing.case import Case, Measured, judged, unseen
from shared.contracts.profile import Item

LIMITS = ("count",)


def dead_links(case: Case, item: Item) -> Measured:
    """Count dead links; one bad look makes none, and what refuses the monitor is not dead."""
    if not case.is_fresh(case.ledger.linked_on):
        return unseen("近期未检查链接，不作结论")
    dead = [one for one in case.ledger.dead if one.before]
    failed = len(dead) >= item.limits["count"]
    days = sorted({day for one in dead for day in (one.before, one.last) if day})
    return Measured(
        judged(failed=failed),
        f"两次检查均打不开的链接{len(dead)}个",
        days[0] if days else None,
        case.ledger.linked_on,
        {"dead": len(dead)},
        keys=tuple(one.url for one in dead) if failed else ("",),
        observations=tuple(f"links:{case.target.id}:{day.isoformat()}" for day in days),
    )
