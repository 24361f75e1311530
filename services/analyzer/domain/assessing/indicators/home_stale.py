"""首页不更新: no dated update on the home page, or below it when it only navigates."""

from datetime import date

from services.analyzer.domain.assessing.case import Case, Measured, judged, listing_id, unseen
from services.analyzer.domain.assessing.dates import first_late, limit_start, limit_text
from services.analyzer.domain.assessing.ledger import Ledger
from shared.contracts.profile import Item

LIMITS = ("days",)


def home_stale(case: Case, item: Item) -> Measured:
    """Judge the newest date that the home page showed; of a navigation page, any column's.

    Undated items count as no update. A page that nobody could read says nothing.
    """
    ledgers = [case.ledger]
    if case.target.navigation_only:
        ledgers += [column.ledger for column in case.columns]
    seen = [one for one in ledgers if case.is_fresh(one.seen_on) and one.seen_on]
    if not seen:
        return unseen("首页近期未能读出更新列表，不作结论")
    last = max(one.seen_on for one in seen if one.seen_on)
    newest = max((_newest(one) for one in seen), default=date.min)
    start = limit_start(last, **item.limits)
    where = "二级页面" if case.target.navigation_only else "首页"
    told = f"最新信息日期为{newest.isoformat()}" if newest > date.min else "没有带日期的信息"
    failed = newest < start
    return Measured(
        judged(failed=failed),
        f"{last.isoformat()} 查看，{where}{told}，"
        f"{'超过' if failed else '未超过'}{limit_text(**item.limits)}更新期限",
        start,
        last,
        {"days": (last - newest).days} if newest > date.min else {},
        since=first_late(newest, **item.limits) if failed and newest > date.min else None,
        observations=listing_id(case.target.id, case.ledger.seen_on),
    )


def _newest(ledger: Ledger) -> date:
    """Return the newest date of the last dated listing, if that was the last readable one."""
    return ledger.newest_on or date.min
