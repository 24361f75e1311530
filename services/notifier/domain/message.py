"""What an alert about an order says: plain Chinese, one text for every channel."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.notifier.domain.limits import limits_in, spoken
from services.notifier.domain.wording import DATED, Wording
from services.notifier.domain.words import limit_name, mend, told
from shared.contracts.alert import AlertKind
from shared.contracts.finding import quotes
from shared.contracts.order import Demand, Limit, LimitStep, Order, OrderKind, OrderState
from shared.contracts.target import Target
from shared.contracts.unit import Unit
from shared.dates import written

_KINDS = {"website": "网站", "column": "专栏", "account": "政务新媒体账号"}
_WISHES = {
    "extension": ("extend", "延期至{until}", ""),
    "exception": ("except", "报备（准予例外）至{until}", " --note 依据"),
    "hand_over": ("hand-over", "反映不是本单位的，申请转交责任单位", " 责任单位编号"),
}
"""By kind: the command that grants it, what is asked for, what the command needs besides."""
_ASKING = frozenset({AlertKind.ISSUED, AlertKind.JOINED, AlertKind.REFUSED})
"""Kinds that say by when everything that is open must be done."""
_WEB = re.compile(r"(www)\.", re.IGNORECASE)
_MOST = 20
"""So many findings are told one by one; of the rest the number."""


class Message(NamedTuple):
    """A subject line, a text, and how the deadline in it was counted."""

    subject: str
    text: str
    explained: str = ""


class Occasion(NamedTuple):
    """Why an order is spoken of.

    Attributes:
        kind: of the alert.
        named: the message says that the notice will name the unit.
        note: what a person wrote about it, masked; empty for none.
        level: of an escalation.
        step: the limit that a reminder is about.
    """

    kind: AlertKind
    named: bool = False
    note: str = ""
    level: int = 0
    step: LimitStep = LimitStep.RECTIFY


class Parties(NamedTuple):
    """Who and what a message is about.

    Attributes:
        unit: that has the order.
        told: how whoever is told is called.
        target: of its first finding; None when it is about none.
        office: how messages name the office.
    """

    unit: Unit
    told: str
    target: Target | None
    office: str


def compose(occasion: Occasion, order: Order, parties: Parties, wording: Wording) -> Message:
    """Write the message of one alert; every value in it is masked already.

    Addresses that somebody put into a title or an excerpt come out so that no program links them;
    only the page that must be mended is named by its address.
    """
    known = _known(occasion, order, parties)
    duty = order.kind is OrderKind.REPORT_BACK
    lines = [
        f"{unlinked(parties.told)}：",
        "",
        ((duty and wording.duty) or wording.opening).format(**known),
        "",
        *_matters(order.demanded),
    ]
    if occasion.named:
        lines += ["", "本单已多次催办仍未完成，将在通报中点名。"]
    if occasion.kind is AlertKind.ASKED:
        lines += ["", *_to_decide(order)]
    if occasion.note:
        lines += ["", f"说明：{unlinked(occasion.note)}"]
    if occasion.kind in DATED:
        lines += ["", *_deadlines(order)]
    lines += ["", f"整改单编号：{order.id}", parties.office]
    subject = wording.subject.format(**known)
    explained = _counted(occasion, order) if occasion.kind in DATED else ""
    return Message(" ".join(subject.split()), "\n".join(lines).strip(), explained)


def unlinked(text: str) -> str:
    """Return a text in which no program finds an address to link."""
    return _WEB.sub(r"\1．", text.replace("://", "：//"))


def _known(occasion: Occasion, order: Order, parties: Parties) -> dict[str, str]:
    more = len(order.demanded) - 1
    target = parties.target
    limit = _spoken_of(occasion, order)
    hide = order.limit(LimitStep.HIDE)
    first = f"{spoken(hide)}前先行隐藏、" if _two_steps(occasion, order) and hide else ""
    return {
        "name": unlinked(target.name if target else parties.unit.name),
        "unit": unlinked(parties.unit.name),
        "title": unlinked(order.title) + (f"等{more + 1}项问题" if more > 0 else ""),
        "due": first + spoken(limit),
        "limit": limit_name(order, limit),
        "kind": _KINDS[target.kind.value] if target else "",
    }


def _matters(demands: Sequence[Demand]) -> Iterator[str]:
    for number, one in enumerate(demands[:_MOST], start=1):
        yield f"{f'{number}. ' if len(demands) > 1 else ''}问题：{unlinked(one.title)}"
        yield from _matter(one)
    if len(demands) > _MOST:
        yield f"另有{len(demands) - _MOST}项，详见整改单。"


def _matter(one: Demand) -> Iterator[str]:
    if one.headline or quotes(one.rule):
        yield f"页面：{unlinked(one.headline) or '（无标题）'}"
    if one.url:
        yield f"地址：{one.url}"
    if one.excerpt:
        what, text = told(one)
        yield f"{what}：{unlinked(text)}"
    if one.suggestion:
        yield f"建议：{unlinked(mend(one))}"
    if one.after:
        yield f"复查：{unlinked(one.after)}"
    if one.after_excerpt:
        yield f"现为：……{unlinked(one.after_excerpt)}……"


def _to_decide(order: Order) -> Iterator[str]:
    """Say what a unit asks for, and by which command the office answers."""
    yes, no, rest = "uphold", "dismiss", ""
    asked = "误报申诉（由确认问题以外的第二人认定）"
    if order.state is not OrderState.APPEALED and order.wish:
        wish, no = order.wish, "refuse"
        yes, asked, rest = _WISHES[wish.kind]
        asked = asked.format(until=written(wish.until))
        rest = "" if wish.unit else rest
    yield f"申请事项：{asked}"
    yield f"同意：xuncha orders {yes} {order.id[:12]}{rest}"
    yield f"不同意：xuncha orders {no} {order.id[:12]} --note 理由"


def _spoken_of(occasion: Occasion, order: Order) -> Limit:
    """Return the limit that a message is about; the last one but of reminders of another."""
    limits = limits_in(order)
    return next((one for one in limits if one.step is occasion.step), limits[-1])


def _two_steps(occasion: Occasion, order: Order) -> bool:
    """Tell whether a message asks for both steps, to hide and to mend."""
    hide = order.limit(LimitStep.HIDE)
    return occasion.kind in _ASKING and hide is not None and hide.done_at is None


def _counted(occasion: Occasion, order: Order) -> str:
    if _two_steps(occasion, order):
        return "".join(limit.explained for limit in limits_in(order))
    return _spoken_of(occasion, order).explained


def _deadlines(order: Order) -> Iterator[str]:
    for limit in limits_in(order):
        done = "（已完成）" if limit.done_at else ""
        yield f"{limit_name(order, limit)}{done}：{spoken(limit)}"
        if not done:
            yield f"期限说明：{limit.explained}"
