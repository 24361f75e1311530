"""A column that is counted by itself: past its limit, or blank."""

from services.analyzer.domain.assessing.case import Case, Measured, judged, listing_id, unseen
from services.analyzer.domain.assessing.dates import limit_text
from services.analyzer.domain.assessing.indicators.columns import state
from shared.contracts.assessment import Verdict
from shared.contracts.profile import Item

LIMITS = ()


def column_stale(case: Case, _item: Item) -> Measured:
    """Judge one column by the limit of its class."""
    one = state(case, case.target, case.ledger)
    if not one.observed or case.ledger.seen_on is None:
        return unseen("近期未取得栏目列表，不作结论")
    if one.kind is None or not (one.kind.days or one.kind.months):
        return Measured(Verdict.COMPLIANT, "栏目未设更新期限")
    limit = limit_text(days=one.kind.days, months=one.kind.months)
    told = f"最新信息日期为{one.newest}" if one.newest else "没有带日期的信息"
    return Measured(
        judged(failed=one.overdue),
        f"{case.ledger.seen_on} 查看，{told}，{'超过' if one.overdue else '未超过'}{limit}更新期限",
        one.newest,
        case.ledger.seen_on,
        {"days": (case.ledger.seen_on - one.newest).days} if one.newest else {},
        since=one.since,
        observations=listing_id(case.target.id, case.ledger.seen_on),
    )


def column_blank(case: Case, _item: Item) -> Measured:
    """Judge whether a column is blank: on the last two days on which it could be read."""
    if not case.is_fresh(case.ledger.seen_on):
        return unseen("近期未取得栏目列表，不作结论")
    blank = case.ledger.is_blank
    days = [reading.day.isoformat() for reading in case.ledger.readings]
    return Measured(
        judged(failed=blank),
        f"{'、'.join(days)} 查看，{'两次均为空白' if blank else '并非连续空白'}",
        numbers={"items": case.ledger.items},
        observations=listing_id(case.target.id, case.ledger.seen_on),
    )
