"""What an alert says: plain Chinese, one text for every channel."""

from typing import NamedTuple

from shared.contracts.alert import AlertKind
from shared.contracts.order import Order
from shared.contracts.target import Target
from shared.contracts.unit import Unit

_SUBJECTS = {
    AlertKind.ISSUED: "【限时整改】{name}：{title}，请于{due}前整改",
    AlertKind.BEFORE_DUE: "【整改提醒】{name}：{title}，将于{due}到期",
    AlertKind.OVERDUE: "【逾期催办】{name}：{title}，已于{due}到期",
    AlertKind.REOPENED: "【复查未通过】{name}：{title}，请继续整改",
    AlertKind.CLOSED: "【整改完成】{name}：{title}，复查通过",
    AlertKind.WITHDRAWN: "【整改撤销】{name}：{title}",
}
_OPENINGS = {
    AlertKind.ISSUED: "监测发现你单位负责的{kind}“{name}”存在以下问题，请限时整改：",
    AlertKind.BEFORE_DUE: "以下问题的整改期限将至，请抓紧整改：",
    AlertKind.OVERDUE: "以下问题已超过整改期限，请立即整改并说明原因：",
    AlertKind.REOPENED: "经复查，以下问题仍然存在，请继续整改：",
    AlertKind.CLOSED: "经复查，以下问题已消除，整改单已办结，感谢配合。",
    AlertKind.WITHDRAWN: "经核实，以下问题不成立，整改单已撤销，无需处理。",
}
_KINDS = {"website": "网站", "column": "专栏", "account": "政务新媒体账号"}
_WITH_DEADLINE = frozenset(
    {AlertKind.ISSUED, AlertKind.BEFORE_DUE, AlertKind.OVERDUE, AlertKind.REOPENED}
)


class Message(NamedTuple):
    """A subject line and a text."""

    subject: str
    text: str


def compose(kind: AlertKind, order: Order, unit: Unit, target: Target, office: str) -> Message:
    """Write the message of one alert; every value in it is masked already."""
    due = f"{order.due_on.year}年{order.due_on.month}月{order.due_on.day}日"
    due += "（暂定）" if order.provisional else ""
    known = {
        "name": target.name,
        "title": order.title,
        "due": due,
        "kind": _KINDS[target.kind.value],
    }
    lines = [
        f"{unit.name}：",
        "",
        _OPENINGS[kind].format(**known),
        "",
        f"问题：{order.title}",
        f"页面：{order.headline or '（无标题）'}",
        f"地址：{order.url}",
        f"原文：……{order.excerpt}……",
    ]
    lines += [f"建议：{order.suggestion}"] if order.suggestion else []
    if kind in _WITH_DEADLINE:
        lines += ["", f"整改期限：{due}", f"期限说明：{order.deadline_explained}"]
    lines += ["", f"整改单编号：{order.id}", office]
    subject = _SUBJECTS[kind].format(**known)
    return Message(" ".join(subject.split()), "\n".join(lines))
