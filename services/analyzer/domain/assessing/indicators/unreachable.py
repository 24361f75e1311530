"""站点无法访问: a week of probes, of which a share did not open within 15 seconds."""

from datetime import timedelta

from services.analyzer.domain.assessing.case import Case, Measured, judged, unseen
from services.analyzer.domain.assessing.dates import spoken
from shared.contracts.profile import Item

LIMITS = ("days", "probes", "share", "hours")


def unreachable(case: Case, item: Item) -> Measured:
    """Judge the last `days` days; failures inside fewer than `hours` clock hours never suffice.

    A probe says nothing while the monitor's own control targets fail; those are left out before.
    """
    days, share = int(item.limits["days"]), item.limits["share"]
    first = case.day - timedelta(days=days - 1)
    week = [tally for tally in case.ledger.week if tally.day >= first]
    probes, failed = sum(one.valid for one in week), sum(one.failed for one in week)
    hours = sum(one.failed_hours for one in week)
    window = spoken(first, case.day)
    if probes < item.limits["probes"]:
        text = f"{window} 有效探测{probes}次，不足{item.limits['probes']:.0f}次，不作结论"
        return unseen(text, probes=probes, failed=failed)
    over = failed >= share * probes and hours >= item.limits["hours"]
    line = "达到" if failed >= share * probes else "未达"
    flaw = "，但集中在同一小时，不作结论依据" if failed >= share * probes and not over else ""
    return Measured(
        judged(failed=over),
        f"{window} 共探测{probes}次，其中{failed}次15秒内未打开，"
        f"占{100 * failed / probes:.1f}%，{line}{100 * share:g}%的否决线{flaw}",
        first,
        case.day,
        {"probes": probes, "failed": failed, "hours": hours, "share": failed / probes},
        observations=tuple(f"probes:{case.target.id}:{one.day.isoformat()}" for one in week),
    )
