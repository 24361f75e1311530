"""What the units' pages show of an order. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.notifier.domain.limits import limits_in, spoken
from services.notifier.domain.moves import OPEN, WORKING
from services.notifier.domain.words import (
    ACTIONS,
    PROOFS,
    SEVERITIES,
    STATES,
    WISHES,
    limit_name,
    mend,
    told,
)
from shared.clock import office_date
from shared.contracts.finding import quotes
from shared.contracts.order import Demand, Limit, LimitStep, Order, OrderKind, OrderState
from shared.dates import written, written_at

_UNTITLED = "（无标题）"
_NOT_OPEN = frozenset({"closed", "withdrawn", "excepted"})


class Line(NamedTuple):
    """One line of the history."""

    at: str
    what: str
    note: str


class Problem(NamedTuple):
    """One finding as its order's page shows it."""

    title: str
    severity: str
    headline: str
    url: str
    what: str
    """How the next line is called."""
    told: str
    """The excerpt, or what was measured."""
    suggestion: str
    proof: str
    """How its re-check stands, with the articles it compared; empty while there was none."""
    after: str
    """What stands there now; empty for nothing."""


class Deadline(NamedTuple):
    """One limit as its order's page shows it, with how it was counted."""

    name: str
    due: str
    left: str
    """Empty for a step that is done, or an order that nobody works on."""
    late: bool
    explained: str


class View(NamedTuple):
    """One order as its page shows it."""

    id: str
    state: str
    open: bool
    title: str
    severity: str
    headline: str
    problems: tuple[Problem, ...]
    deadlines: tuple[Deadline, ...]
    """Of each step, those due first first."""
    next: Deadline
    """The first of them that is not done."""
    may_acknowledge: bool
    may_rectify: bool
    may_recheck: bool
    hide_by: str
    """Until when the finding must be out of sight; empty when no such step is open."""
    may_ask: bool
    asked: str
    """What the unit has asked for and the office has not decided; empty for nothing."""
    may_disown: bool
    earliest: str
    """First day that may be asked for, as a date field wants it."""
    may_appeal: bool
    history: tuple[Line, ...]


def view(order: Order, now: datetime) -> View:
    """Describe an order for the unit that must act on it.

    Args:
        order: as it stands; every text in it is masked already.
        now: business time.
    """
    is_open = order.state.value not in _NOT_OPEN
    works = order.state in WORKING
    deadlines = [_deadline(order, one, now if is_open else None) for one in limits_in(order)]
    return View(
        id=order.id,
        state=STATES.get(order.state.value, order.state.value),
        open=is_open,
        title=_title(order),
        severity=_worst(order),
        headline=order.headline or _UNTITLED,
        problems=tuple(_problem(one) for one in order.demanded if one.excerpt or one.url),
        deadlines=tuple(deadlines),
        next=next((one for one in deadlines if one.left), deadlines[-1]),
        may_acknowledge=order.state in {OrderState.ISSUED, OrderState.REOPENED},
        may_rectify=order.state in OPEN,
        may_recheck=order.state in OPEN and order.kind is not OrderKind.REPORT_BACK,
        hide_by=_hide_by(order) if works else "",
        may_ask=works and order.wish is None,
        asked=_asked(order) if works else "",
        earliest=earliest(order, now).isoformat(),
        may_disown=works and order.wish is None and order.kind is not OrderKind.REPORT_BACK,
        may_appeal=works and order.kind is not OrderKind.REPORT_BACK,
        history=tuple(_line(order, index) for index in range(len(order.history))),
    )


def _title(order: Order) -> str:
    more = len(order.demanded) - 1
    return order.title + (f"等{more + 1}项问题" if more > 0 else "")


def _worst(order: Order) -> str:
    found = {one.severity for one in order.demanded}
    return next(text for severity, text in SEVERITIES.items() if severity in found)


def _problem(one: Demand) -> Problem:
    what, text = told(one)
    return Problem(
        title=one.title,
        severity=SEVERITIES[one.severity],
        headline=one.headline or (_UNTITLED if quotes(one.rule) else ""),
        url=one.url,
        what=what,
        told=text,
        suggestion=mend(one),
        proof=_proof(one),
        after=one.after_excerpt,
    )


def _proof(one: Demand) -> str:
    if one.proof is None:
        return "正在复查" if one.request else ""
    articles = [f"原页面{one.before_article[:12]}"] if one.before_article else []
    articles += [f"复查页面{one.after_article[:12]}"] if one.after_article else []
    return one.after + (f"（{'，'.join(articles)}）" if articles else "")


def _deadline(order: Order, limit: Limit, now: datetime | None) -> Deadline:
    """Describe one limit; `now` only where it still counts."""
    counts = now is not None and limit.done_at is None
    return Deadline(
        name=limit_name(order, limit) + ("（已完成）" if limit.done_at else ""),
        due=spoken(limit),
        left=left(limit.due_at - now) if now and counts else "",
        late=bool(now and counts and now >= limit.due_at),
        explained=limit.explained,
    )


def earliest(order: Order, now: datetime) -> date:
    """Return the first day, Asia/Shanghai, that a unit may ask for: past the limit and today."""
    return max(order.due_on, office_date(now)) + timedelta(days=1)


def left(rest: timedelta) -> str:
    """Say how much time is left, or how late it is."""
    text = "已逾期" if rest <= timedelta(0) else "还剩"
    minutes = int(abs(rest).total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    parts = [f"{days}天"] if days else []
    parts += [f"{hours}小时"] if hours else []
    return text + ("".join(parts) or f"{minutes % 60}分钟")


def in_order(orders: Sequence[Order]) -> list[Order]:
    """Return the open orders, those due first first."""
    still = (order for order in orders if order.state.value not in _NOT_OPEN)
    return sorted(still, key=lambda order: (order.due_at, order.id))


def _hide_by(order: Order) -> str:
    limit = order.limit(LimitStep.HIDE)
    if limit is None or limit.done_at:
        return ""
    return spoken(limit)


def _asked(order: Order) -> str:
    wish = order.wish
    if wish is None:
        return ""
    if wish.kind == "hand_over":
        return "已反映不是你单位的，等待核定，期间仍按原期限整改。"
    return f"已申请{WISHES[wish.kind]}至{written(wish.until)}，等待审批，期间仍按原期限整改。"


def _line(order: Order, index: int) -> Line:
    step = order.history[index]
    return Line(
        written_at(step.at),
        ACTIONS.get(step.action, step.action),
        PROOFS.get(step.note, step.note),
    )
