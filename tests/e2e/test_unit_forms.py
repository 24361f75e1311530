"""The forms that a unit needs less often, in a real browser."""

import pytest

from shared.contracts.order import LimitStep, OrderState
from tests.e2e.person import WAYS, visiting
from tests.unit.notifier.desk import office
from tests.unit.notifier.test_unit_forms import two_steps

pytestmark = pytest.mark.usefixtures("needs_chromium")


@pytest.mark.parametrize("way", WAYS)
async def test_a_unit_hides_asks_and_appeals(way: str) -> None:
    of = await office()
    order, link = await of.issue(**two_steps())
    async with visiting(of, link, way) as person:
        await person.press("报告已先行隐藏")
        await person.sees("已记录先行隐藏")
        await person.press("申请延期或报备")
        await person.pick("申请截止日期", "2021-02-10")
        await person.write("申请理由", "需要协调上级单位")
        await person.press("提交申请")
        await person.sees("至2021年2月10日，等待审批")
        await person.press("误报申诉")
        await person.write("申诉理由", "该页面是转载，原文如此")
        await person.press("提交申诉")
        await person.sees("已提交申诉")
        assert await person.page.get_by_role("button").count() == 0

    after = await of.orders.get(order.id)
    assert after
    limit = after.limit(LimitStep.HIDE)
    assert limit
    assert limit.done_at
    assert after.wish
    assert after.state is OrderState.APPEALED


async def test_a_form_that_lacks_something_is_not_sent() -> None:
    of = await office()
    order, link = await of.issue()
    async with visiting(of, link, "desk") as person:
        before = person.page.url
        await person.press("申请延期或报备")
        await person.pick("申请截止日期", "2021-02-08")
        await person.write("申请理由", "需要协调上级单位")
        await person.press("提交申请")

        day = person.page.get_by_label("申请截止日期")
        assert await day.evaluate("one => one.validity.rangeUnderflow")
        assert person.page.url == before

    assert await of.orders.get(order.id) == order
