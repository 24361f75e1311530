"""What a unit asks for on its pages: to hide first, a later date, an exception, an appeal."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.contracts.order import Limit, LimitStep, Order, OrderKind, OrderState
from tests.factories import NOW, make_order, make_unit
from tests.unit.notifier.desk import Office, office, other_order
from tests.unit.notifier.test_pages import browser, form_of

ASK = {"action": "ask", "note": "需要协调上级单位", "until": "2021-02-10", "kind": "extension"}
APPEAL = {"action": "appeal", "note": "该页面是转载，原文如此"}
DISOWN = {"action": "disown", "note": "网站已移交"}
FORMS = {"ask": ASK, "disown": DISOWN, "appeal": APPEAL, "hide": {"action": "hide"}}


def two_steps(*, done: bool = False) -> dict[str, Any]:
    """Fields of an order that wants its finding out of sight first."""
    order = make_order()
    end = NOW + timedelta(hours=2)
    hide = Limit(
        step=LimitStep.HIDE,
        due_on=end.date(),
        due_at=end,
        start=NOW,
        hours=2,
        explained="2小时内",
        done_at=NOW if done else None,
    )
    mend = Limit(
        step=LimitStep.RECTIFY,
        due_on=order.due_on,
        due_at=order.due_at,
        start=NOW,
        explained="7个工作日内",
    )
    return {"limits": (hide, mend)}


async def sent(of: Office, link: str, **fields: str) -> httpx.Response:
    async with browser(of) as client:
        data = {"form": await form_of(client, link), **fields}
        return await client.post(link, data=data)


async def shown(of: Office, link: str) -> str:
    async with browser(of) as client:
        return (await client.get(link)).text


async def stands(of: Office, order: Order) -> Order:
    found = await of.orders.get(order.id)
    assert found is not None
    return found


async def test_the_step_that_comes_first_has_its_own_explained_limit() -> None:
    of = await office()
    order, link = await of.issue(**two_steps())
    async with browser(of) as client:
        page, all_of_them = [(await client.get(path)).text for path in (link, f"{link}/all")]

    hide, mend = order.limits
    assert page.index(hide.explained) < page.index(mend.explained)
    assert page.count("还剩") == 2
    assert hide.explained in all_of_them


async def test_a_unit_reports_that_it_has_hidden_the_finding() -> None:
    of = await office()
    order, link = await of.issue(**two_steps())
    assert "报告已先行隐藏" in await shown(of, link)

    answer = await sent(of, link, action="hide")

    limit = (await stands(of, order)).limit(LimitStep.HIDE)
    assert answer.status_code == 303
    assert limit is not None
    assert limit.done_at is not None
    page = await shown(of, answer.headers["location"])
    assert "已记录先行隐藏" in page
    assert "报告已先行隐藏</button>" not in page


@pytest.mark.parametrize("fields", [{}, two_steps(done=True)], ids=["one step", "done"])
async def test_who_has_nothing_to_hide_cannot_say_so(fields: dict[str, Any]) -> None:
    of = await office()
    order, link = await of.issue(**fields)

    answer = await sent(of, link, action="hide")

    assert answer.status_code == 409
    assert await stands(of, order) == order
    assert "报告已先行隐藏</button>" not in await shown(of, link)


@pytest.mark.parametrize("kind", ["extension", "exception"])
async def test_a_unit_asks_and_the_page_says_that_it_waits(kind: str) -> None:
    of = await office()
    order, link = await of.issue()

    answer = await sent(of, link, **{**ASK, "kind": kind})

    wish = (await stands(of, order)).wish
    assert answer.status_code == 303
    assert wish is not None
    assert (wish.kind, wish.until.isoformat(), wish.note) == (kind, "2021-02-10", ASK["note"])
    assert wish.by == f"unit:{order.unit}"
    page = await shown(of, link)
    assert "至2021年2月10日，等待审批" in page
    assert "提交申请</button>" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"note": " "}, "请填写申请理由"),
        ({"until": ""}, "请选择申请的截止日期"),
        ({"until": "明天"}, "请选择申请的截止日期"),
        ({"until": "2021-02-08"}, "不得早于2021年2月9日"),
        ({"until": "2022-02-10"}, "不得晚于2022年2月9日"),
        ({"until": "9999-12-31"}, "不得晚于2022年2月9日"),
    ],
)
async def test_a_form_with_a_gap_says_what_is_missing(change: dict[str, str], said: str) -> None:
    of = await office()
    order, link = await of.issue()

    answer = await sent(of, link, **{**ASK, **change})

    assert answer.status_code == 422
    assert said in answer.text
    assert await stands(of, order) == order


async def test_a_unit_appeals_and_may_do_nothing_else_meanwhile() -> None:
    of = await office()
    order, link = await of.issue()

    answer = await sent(of, link, **APPEAL)

    after = await stands(of, order)
    assert answer.status_code == 303
    assert (after.state, after.appealed_by) == (OrderState.APPEALED, f"unit:{order.unit}")
    page = await shown(of, link)
    assert "已申诉，等待认定" in page
    assert "<button" not in page


async def test_an_appeal_needs_grounds() -> None:
    of = await office()
    order, link = await of.issue()

    answer = await sent(of, link, action="appeal")

    assert answer.status_code == 422
    assert "请填写申诉理由" in answer.text
    assert await stands(of, order) == order


@pytest.mark.parametrize("written", ["示例乙县", "乙县", " 示例乙县 "])
async def test_a_unit_says_that_an_order_is_not_its_own(written: str) -> None:
    of = await office(make_unit(id="county-b", name="示例乙县", short_name="乙县"))
    order, link = await of.issue()

    answer = await sent(of, link, **DISOWN, unit=written)

    after = await stands(of, order)
    assert answer.status_code == 303
    assert after.wish is not None
    assert (after.unit, after.wish.unit) == (order.unit, "county-b")
    assert after.wish.note == f"责任单位：{written.strip()}。网站已移交"
    page = await shown(of, answer.headers["location"])
    assert "已反映不是你单位的，等待核定" in page
    assert "单位反映不是本单位的" in page
    assert "提交反映</button>" not in page


@pytest.mark.parametrize("written", ["", "某某局", make_unit().name])
async def test_a_unit_need_not_know_whose_an_order_is(written: str) -> None:
    of = await office()
    order, link = await of.issue()

    await sent(of, link, **DISOWN, unit=written)

    wish = (await stands(of, order)).wish
    assert wish is not None
    assert wish.unit == ""
    assert written in wish.note


async def test_who_disowns_an_order_says_why() -> None:
    of = await office()
    order, link = await of.issue()

    answer = await sent(of, link, action="disown", unit="某某局")

    assert answer.status_code == 422
    assert "请填写理由" in answer.text
    assert await stands(of, order) == order


async def test_a_duty_to_report_back_can_neither_be_appealed_nor_disowned() -> None:
    of = await office()
    order, link = await of.issue(kind=OrderKind.REPORT_BACK, target="", period="2020Q4")
    page = await shown(of, link)

    assert "提交申诉" not in page
    assert "提交反映" not in page
    assert (await sent(of, link, **DISOWN)).status_code == 409
    assert await stands(of, order) == order


@pytest.mark.parametrize("fields", FORMS.values(), ids=FORMS)
async def test_these_forms_are_taken_from_their_own_page_only(fields: dict[str, str]) -> None:
    of = await office()
    order, link = await of.issue(**two_steps())
    _, other = await of.issue(**other_order(7))
    async with browser(of) as client:
        for form in ("", "forged", await form_of(client, other)):
            answer = await client.post(link, data={"form": form, **fields})
            assert answer.status_code == 403
        wrong = await client.post(link[:-1] + "~", data={"form": "forged", **fields})

    assert wrong.status_code == 404
    assert await stands(of, order) == order


@pytest.mark.parametrize("fields", FORMS.values(), ids=FORMS)
async def test_one_showing_sent_again_acts_once(fields: dict[str, str]) -> None:
    of = await office()
    order, link = await of.issue(**two_steps())
    async with browser(of) as client:
        data = {"form": await form_of(client, link), **fields}
        codes = {(await client.post(link, data=data)).status_code for _ in range(20)}

    assert codes == {303}
    assert (await stands(of, order)).version == order.version + 1


async def test_what_a_unit_writes_is_masked_and_stays_text() -> None:
    of = await office()
    order, link = await of.issue()

    await sent(of, link, **{**APPEAL, "note": "<b>电话</b> 13912345678"})

    page = await shown(of, link)
    assert "13912345678" not in page
    assert "<b>" not in page
    assert re.search(r"&lt;b&gt;电话", page)
    assert "13912345678" not in (await stands(of, order)).history[-1].note
