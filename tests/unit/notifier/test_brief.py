"""What a group chat is told: whom, of what, until when; never an excerpt, never too much."""

import pytest

from services.notifier.channels.brief import brief
from services.notifier.channels.wecom import TEXT_LIMIT_BYTES as WECOM
from services.notifier.domain.merging import message_of
from shared.contracts.alert import Alert, AlertKind
from tests.factories import make_alert

LINK = "https://xuncha.example.cn/o/" + "t" * 43


def reminders(number: int) -> list[Alert]:
    return [
        make_alert(id=f"{n:032x}", kind=AlertKind.OVERDUE, subject_line=f"【逾期催办】第{n}个网站")
        for n in range(number)
    ]


def test_an_order_is_told_by_subject_deadline_and_link_without_its_excerpt() -> None:
    alert = make_alert(text="原文：……张三的病历……", explained="第7个工作日为2021年2月8日。")

    assert brief(alert, LINK, WECOM).splitlines() == [
        "整改通知",
        "期限说明：第7个工作日为2021年2月8日。",
        LINK,
    ]


def test_a_merged_message_lists_what_it_stands_for() -> None:
    said = brief(message_of(reminders(3), "示例办公室"), LINK, WECOM).splitlines()

    assert said == [
        "【合并提醒】您有3条提醒待办理",
        "1. 【逾期催办】第0个网站",
        "2. 【逾期催办】第1个网站",
        "3. 【逾期催办】第2个网站",
        LINK,
    ]


@pytest.mark.parametrize("limit", [WECOM, 400, 200, 140])
def test_what_does_not_fit_is_counted_and_every_line_is_whole(limit: int) -> None:
    said = brief(message_of(reminders(500), "示例办公室"), LINK, limit)

    assert len(said.encode()) <= limit
    assert said.endswith(LINK)
    _, *listed, _ = said.splitlines()
    whole = {f"{n + 1}. {one.subject_line}" for n, one in enumerate(reminders(500))}
    shown = [line for line in listed if line in whole]
    rest = set(listed) - set(shown)
    assert rest == (
        {f"另有{500 - len(shown)}行未列出，详见邮件或整改单页面。"} if listed else set()
    )


@pytest.mark.parametrize(
    "kind", [AlertKind.REPORT, AlertKind.WARNING, AlertKind.ENQUIRY, AlertKind.UNREACHED]
)
def test_what_is_about_no_order_is_told_whole_and_names_none(kind: AlertKind) -> None:
    text = "2021年2月1日监测日报\n\n零报告：当日未发现新问题。"
    alert = make_alert(kind=kind, order="day:2021-02-01", subject_line="监测日报", text=text)

    said = brief(alert, "", WECOM)

    assert said.splitlines() == ["监测日报", "2021年2月1日监测日报", "零报告：当日未发现新问题。"]
