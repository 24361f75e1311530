"""Titles of every odd kind: each channel takes them, shows them, and none acts on them."""

import json
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.notifier.channels.brief import brief, harmless
from services.notifier.channels.dingtalk import TEXT_LIMIT_BYTES as DINGTALK
from services.notifier.channels.email import Email
from services.notifier.channels.email import Relay as Where
from services.notifier.channels.posting import encoded
from services.notifier.channels.sms import TEXT_LIMIT_BYTES as SMS
from services.notifier.channels.sms import short
from services.notifier.channels.wecom import TEXT_LIMIT_BYTES as WECOM
from services.notifier.domain.merging import message_of
from services.notifier.domain.message import Message, Occasion, Parties, compose
from services.notifier.texts import packaged
from shared.contracts.alert import Alert, AlertKind
from tests.factories import make_alert, make_order, make_target, make_unit
from tests.unit.notifier.desk import office
from tests.unit.notifier.room import Room
from tests.unit.notifier.test_pages import browser

LINK = "https://xuncha.example.cn/o/abc"
MAIL = Email(Where("127.0.0.1", 25, "none", sender="office@example.cn", name="示例办公室"))
WORDS = packaged()
NAUGHTY = (
    "",
    " ",
    "\u3000",
    "null",
    "undefined",
    "NaN",
    "true",
    "-1/0",
    "1E+999",
    "0x0",
    "９９９",
    "٠١٢٣",
    "\\",
    "\\\\\\'\"",
    "'; DROP TABLE orders; --",
    "$where: 1==1",
    '{"$gt": ""}',
    "{name}{0}{unit.__class__.__mro__}",
    "%s%n%x%d",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    "<script>alert(1)</script>",
    "</title></p><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>点此</a>",
    '"><svg/onload=alert(1)>',
    "&lt;script&gt;",
    '<at user_id="all">所有人</at>',
    "<@all>",
    "@all @所有人 @13800138000",
    "[点此](https://evil.example/a)",
    "![图](https://evil.example/a.png)",
    "https://evil.example/登录 www.evil.example",
    "HTTP://EVIL.EXAMPLE WWW.EVIL.EXAMPLE",
    "标题\r\nBcc: everyone@evil.example",
    "标题\n\n.\r\nQUIT",
    "标题\x00\x01\x07\x1b[31m红\x7f",
    "标题\u2028换行\u2029\x85",
    "\u202e倒着写\u202c\u2066\u2069",
    "零\u200b宽\u200d\u2060\ufeff",
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "👩🏽‍🚀🇨🇳0️⃣🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "𠜎𠜱𠝹𠱓",
    "﷽ هذا نص",
    "=?utf-8?B?5L2g?=",
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd",
    "file:///etc/passwd",
    "长" * 3_000,
    "a" * 20_000,
    "🏽" * 5_000,
)


def parties(name: str) -> Parties:
    unit = make_unit(name=name[:100] or "单位")
    target = make_target(name=name[:100] or "网站")
    return Parties(unit, unit.name, target, "示例办公室")


def written(title: str) -> Message:
    fields = dict.fromkeys(("title", "excerpt", "headline", "suggestion"), title)
    order = make_order(**fields)
    return compose(Occasion(AlertKind.ISSUED, note=title), order, parties(title), WORDS["issued"])


def alert_of(title: str) -> Alert:
    message = written(title)
    return make_alert(subject_line=message.subject, text=message.text, explained=message.explained)


def holds_in_every_channel(title: str) -> None:
    alert = alert_of(title)
    for one in (alert, message_of([alert, alert], "示例办公室")):
        mail = message_from_bytes(bytes(MAIL._message(one, LINK)), policy=default)
        assert {key.lower() for key in mail.keys()} == {  # noqa: SIM118 - a mail is no dict
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "auto-submitted",
            "mime-version",
            "content-type",
        }
        html: Any = mail.get_payload(1)
        page = html.get_content()
        assert page.count("<a ") == 1
        assert not {"<script", "<img", "<svg", "<at"} & {
            "<" + tag.split(">")[0].split(" ")[0] for tag in page.split("<")[1:]
        }
        for text, limit in (
            (brief(one, LINK, WECOM), WECOM),
            (brief(one, LINK, DINGTALK), DINGTALK),
            (short(one, LINK), SMS),
        ):
            said = text.removesuffix(LINK)
            assert len(text.encode()) <= limit
            assert text.endswith(LINK)
            assert not set("<>@[]\x00\x1b\u202e\u200b") & set(said)
            assert "://" not in said
            assert "www." not in said.lower()
        assert json.loads(encoded({"text": one.text}))["text"] == one.text


@pytest.mark.parametrize("title", NAUGHTY, ids=range(len(NAUGHTY)))
def test_every_channel_shows_any_title_as_plain_characters(title: str) -> None:
    holds_in_every_channel(title)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=st.text(max_size=300))
def test_every_channel_shows_any_text_at_all(title: str) -> None:
    holds_in_every_channel(title)


@given(text=st.text())
def test_making_a_text_harmless_twice_changes_nothing_more(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize("title", NAUGHTY, ids=range(len(NAUGHTY)))
async def test_a_units_page_shows_any_title_as_text(title: str) -> None:
    of = await office()
    _, link = await of.issue(title=title, headline=title, excerpt=title)
    async with browser(of) as client:
        answers = [await client.get(path) for path in (link, f"{link}/all")]

    for answer in answers:
        assert answer.status_code == 200
        assert not {"<script", "<img", "<svg", "javascript:alert(1)'>"} & set(
            answer.text.replace("<", " <").split()
        )


async def test_one_message_that_cannot_be_written_holds_up_no_other() -> None:
    room = await Room().furnish()
    await room.confirm("c1", fingerprint="1")
    await room.confirm("c2", fingerprint="2")
    room.channel.failures.append(UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"))

    assert len(await room.send()) == 1
    waits = [one for one in await room.told() if one.state == "pending"]
    assert ["UnicodeEncodeError" in one.answer for one in waits] == [True]
