"""栏目不更新: how many columns of a website are past their limit, or blank."""

from collections.abc import Sequence

from services.analyzer.domain.assessing.case import Case, Measured, judged, unseen
from services.analyzer.domain.assessing.indicators.columns import State, states
from shared.contracts.profile import Item

LIMITS = ("count",)


def columns_stale(case: Case, item: Item) -> Measured:
    """Count columns of some classes past their limits; a blank one is not counted here."""
    seen = states(case, item)
    return _counted(case, item, seen, [one for one in seen if one.overdue], "超过期限未更新")


def columns_overdue(case: Case, item: Item) -> Measured:
    """Count all columns that should be updated and are not; blank ones are among them."""
    seen = states(case, item)
    bad = [one for one in seen if one.overdue or one.blank]
    return _counted(case, item, seen, bad, "应更新未更新")


def columns_blank(case: Case, item: Item) -> Measured:
    """Count blank columns."""
    seen = states(case, item)
    return _counted(case, item, seen, [one for one in seen if one.blank], "为空白栏目")


def _counted(
    case: Case, item: Item, seen: Sequence[State], bad: Sequence[State], what: str
) -> Measured:
    """Compare a number of columns with the limit.

    Columns that nobody could read can only add to the number: it may already fail, and where the
    unread ones could still reach the limit, nothing is said.
    """
    count = int(item.limits["count"])
    unread = sum(not case.is_fresh(column.ledger.seen_on) for column in case.columns)
    numbers = {"columns": len(seen), "bad": len(bad), "unread": unread, "count": count}
    if not case.columns or (len(bad) < count <= len(bad) + unread):
        return unseen(f"已读栏目{len(seen)}个，未读栏目{unread}个，不足以作出结论", **numbers)
    failed = len(bad) >= count
    return Measured(
        judged(failed=failed),
        f"已读栏目{len(seen)}个，其中{len(bad)}个{what}，"
        f"{'达到' if failed else '未达'}{count}个的否决线",
        case.day,
        case.day,
        numbers,
        observations=tuple(f"listings:{one.target}" for one in bad),
    )
