"""What an alert about an order says: plain Chinese, one text for every channel."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.notifier.domain.limits import limits_in
from services.notifier.domain.wording import DATED, Wording
from shared.clock import OFFICE_ZONE
from shared.contracts.alert import AlertKind
from shared.contracts.order import Demand, LimitStep, Order, OrderKind
from shared.contracts.target import Target
from shared.contracts.unit import Unit

_KINDS = {"website": "网站", "column": "专栏", "account": "政务新媒体账号"}
_STEPS = {LimitStep.HIDE: "下线（隐藏）期限", LimitStep.RECTIFY: "整改期限"}
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
    """

    kind: AlertKind
    named: bool = False
    note: str = ""
    level: int = 0


class Parties(NamedTuple):
    """Who and what a message is about.

    Attributes:
        unit: that has the order.
        target: of its first finding; None when it is about none.
        office: how messages name the office.
    """

    unit: Unit
    target: Target | None
    office: str


def compose(occasion: Occasion, order: Order, parties: Parties, wording: Wording) -> Message:
    """Write the message of one alert; every value in it is masked already.

    Addresses that somebody put into a title or an excerpt come out so that no program links them;
    only the page that must be mended is named by its address.
    """
    known = _known(order, parties)
    duty = order.kind is OrderKind.REPORT_BACK
    lines = [
        f"{unlinked(parties.unit.name)}：" if occasion.kind is not AlertKind.ESCALATED else "",
        "",
        ((duty and wording.duty) or wording.opening).format(**known),
        "",
        *_matters(order.demanded),
    ]
    if occasion.named:
        lines += ["", "本单已多次催办仍未完成，将在通报中点名。"]
    if occasion.note:
        lines += ["", f"说明：{unlinked(occasion.note)}"]
    if occasion.kind in DATED:
        lines += ["", *_deadlines(order)]
    lines += ["", f"整改单编号：{order.id}", parties.office]
    subject = wording.subject.format(**known)
    explained = order.deadline_explained if occasion.kind in DATED else ""
    return Message(" ".join(subject.split()), "\n".join(lines).strip(), explained)


def spoken(day: date, *, provisional: bool = False) -> str:
    """Write a day as people read it; 暂定 while its year has no published schedule."""
    return f"{day.year}年{day.month}月{day.day}日" + ("（暂定）" if provisional else "")


def unlinked(text: str) -> str:
    """Return a text in which no program finds an address to link."""
    return _WEB.sub(r"\1．", text.replace("://", "：//"))


def _known(order: Order, parties: Parties) -> dict[str, str]:
    more = len(order.demanded) - 1
    target = parties.target
    return {
        "name": unlinked(target.name if target else parties.unit.name),
        "unit": unlinked(parties.unit.name),
        "title": unlinked(order.title) + (f"等{more + 1}项问题" if more > 0 else ""),
        "due": spoken(order.due_on, provisional=order.provisional),
        "kind": _KINDS[target.kind.value] if target else "",
    }


def _matters(demands: Sequence[Demand]) -> Iterator[str]:
    for number, one in enumerate(demands[:_MOST], start=1):
        yield (
            f"{number}. 问题：{unlinked(one.title)}"
            if len(demands) > 1
            else f"问题：{unlinked(one.title)}"
        )
        yield f"页面：{unlinked(one.headline) or '（无标题）'}"
        yield f"地址：{one.url}"
        yield f"原文：……{unlinked(one.excerpt)}……"
        if one.suggestion:
            yield f"建议：{unlinked(one.suggestion)}"
        if one.after:
            yield f"复查：{unlinked(one.after)}"
        if one.after_excerpt:
            yield f"现为：……{unlinked(one.after_excerpt)}……"
    if len(demands) > _MOST:
        yield f"另有{len(demands) - _MOST}项，详见整改单。"


def _deadlines(order: Order) -> Iterator[str]:
    for limit in limits_in(order):
        head = "报送期限" if order.kind is OrderKind.REPORT_BACK else _STEPS[limit.step]
        at = f"{limit.due_at.astimezone(OFFICE_ZONE):%H:%M}" if limit.hours else ""
        yield f"{head}：{spoken(limit.due_on, provisional=limit.provisional)}{at}"
        yield f"期限说明：{limit.explained}"
