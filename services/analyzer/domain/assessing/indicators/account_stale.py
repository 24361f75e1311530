"""内容不更新: an account's newest post, or how often it posts."""

from datetime import timedelta

from services.analyzer.domain.assessing.case import Case, Measured, judged, listing_id, unseen
from services.analyzer.domain.assessing.dates import first_late, limit_start, limit_text, spoken
from shared.contracts.profile import Item

LIMITS = ()
_WEEK = 7


def account_stale(case: Case, item: Item) -> Measured:
    """Judge the newest post by `days` or `months`, as it was when it was last looked at."""
    seen, newest = case.ledger.dated_on, case.ledger.newest_on
    if not case.is_fresh(seen) or seen is None or newest is None:
        return unseen("近期未取得最新发布时间，不作结论")
    limits = {key: value for key, value in item.limits.items() if key in {"days", "months"}}
    start = limit_start(seen, **limits)
    failed = newest < start
    return Measured(
        judged(failed=failed),
        f"{seen} 查看，最新发布日期为{newest}，距今{(seen - newest).days}天，"
        f"{'超过' if failed else '未超过'}{limit_text(**limits)}更新期限",
        start,
        seen,
        {"days": (seen - newest).days},
        since=first_late(newest, **limits) if failed else None,
        observations=listing_id(case.target.id, seen),
    )


def account_rhythm(case: Case, item: Item) -> Measured:
    """Judge on how many days of the last week an account posted (at least `per_week`).

    Counted are the days that showed as the newest one: an account looked at less than daily may
    have posted on more of them, so without a look on each of the seven days nothing is said.
    """
    seen = case.ledger.dated_on
    first = case.day - timedelta(days=_WEEK - 1)
    looks = case.ledger.looks_since(first)
    if seen is None or looks < _WEEK:
        return unseen(f"近7天只取得{looks}天的观测，不作结论", looks=looks)
    days = [day for day in case.ledger.posts if first <= day <= case.day]
    least = int(item.limits["per_week"])
    failed = len(days) < least
    return Measured(
        judged(failed=failed),
        f"{spoken(first, case.day)} 有更新的天数为{len(days)}天，"
        f"{'少于' if failed else '不少于'}每周{least}天",
        first,
        case.day,
        {"days": len(days), "per_week": least},
        observations=listing_id(case.target.id, seen),
    )
