"""Warnings: limits that are near and not yet passed. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from services.analyzer.domain.assessing.case import Case
from services.analyzer.domain.assessing.dates import limit_end, limit_text
from services.analyzer.domain.assessing.indicators.columns import state
from shared.contracts.assessment import Warning, WarningKind, warning_id  # noqa: A004
from shared.contracts.enquiry import Enquiry
from shared.contracts.profile import Profile
from shared.contracts.target import TargetKind
from shared.dates import written

_DATED = {"days", "months"}


def limit_on(case: Case) -> date | None:
    """Return the last day on which a column or account is in time, by its strictest limit."""
    found = _limit(case)
    return found[0] if found else None


def _limit(case: Case) -> tuple[date, str] | None:
    """Return that day, and the length of the limit in Chinese."""
    if case.target.kind is TargetKind.COLUMN:
        column = state(case, case.target, case.ledger)
        if column.limit_on is None or column.kind is None:
            return None
        return column.limit_on, limit_text(days=column.kind.days, months=column.kind.months)
    newest = case.ledger.newest_on if case.is_fresh(case.ledger.dated_on) else None
    if case.target.kind is not TargetKind.ACCOUNT or newest is None:
        return None
    lengths = [
        {key: value for key, value in item.limits.items() if key in _DATED}
        for item in case.profile.items
        if item.enabled and item.check == "account_stale" and case.target.kind in item.kinds
    ]
    ends = [(limit_end(newest, **length), limit_text(**length)) for length in lengths]
    return min(ends, default=None)


def near(case: Case, today: date) -> Warning | None:
    """Return the warning of a column or account whose limit is near on `today`.

    Args:
        case: as it stood at the end of the last observed day.
        today: the office's day; with the limit on it there are 0 days left.
    """
    found = _limit(case)
    if found is None:
        return None
    limit, length = found
    if not today <= limit <= today + timedelta(days=case.profile.warn_days):
        return None
    kind = WarningKind(case.target.kind.value)
    left = (limit - today).days
    newest = written(case.ledger.newest_on) if case.ledger.newest_on else "未知日期"
    step = step_of(case.profile, left)
    return Warning(
        id=warning_id(kind, case.target.id, limit, step),
        kind=kind,
        subject=case.target.id,
        target=case.target.id,
        unit=case.target.unit,
        limit_on=limit,
        days_left=left,
        raised_on=today,
        step=step,
        text=f"“{case.target.name}”最近一次更新为{newest}，更新期限为{written(limit)}，"
        f"{_rest(left)}，请及时更新。",
        explained=f"自最近一次更新（{newest}）起{length}内应有更新，按日历日计算，"
        f"{written(limit)}为最后一天。",
    )


def step_of(profile: Profile, left: int) -> int:
    """Return which step of the ladder a limit is at when so many days are left, from 1."""
    again = {days for days in profile.warn_again if left <= days < profile.warn_days}
    return 1 + len(again)


def enquiries_near(
    enquiries: Iterable[Enquiry], profile: Profile, today: date
) -> Iterable[Warning]:
    """Return the warnings of open enquiries whose due date is near."""
    last = today + timedelta(days=profile.warn_days)
    for one in enquiries:
        if one.due_on and one.valid and not one.closed_on and today <= one.due_on <= last:
            left = (one.due_on - today).days
            step = step_of(profile, left)
            yield Warning(
                id=warning_id(WarningKind.ENQUIRY, one.id, one.due_on, step),
                kind=WarningKind.ENQUIRY,
                subject=one.id,
                target=one.target,
                unit=one.unit,
                limit_on=one.due_on,
                days_left=left,
                raised_on=today,
                step=step,
                text=f"留言{one.id}应于{written(one.due_on)}前办结，{_rest(left)}，请及时办理。",
                explained=one.due_explained or f"登记的办理期限为{written(one.due_on)}。",
            )


def _rest(days: int) -> str:
    return f"还有{days}天" if days else "今天到期"
