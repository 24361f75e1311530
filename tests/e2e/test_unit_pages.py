"""The units' pages in a real browser: on a phone, on a desk, and by keyboard alone."""

from pathlib import Path

import pytest

from shared.contracts.order import OrderState
from tests.e2e import browser
from tests.e2e.person import SMALLEST_TARGET, WAYS, visiting
from tests.unit.notifier.desk import office, other_order

pytestmark = pytest.mark.usefixtures("needs_chromium")


@pytest.mark.parametrize("way", WAYS)
async def test_a_unit_acts_on_its_order(way: str, tmp_path: Path) -> None:
    of = await office()
    order, link = await of.issue(url="http://www.county-a.example.cn/" + "very-long-path/" * 20)
    await of.issue(**other_order(3))
    async with visiting(of, link, way) as person:
        await person.sees(order.title)
        await person.press("确认收到")
        await person.sees("已确认收到")
        await person.write("整改情况说明", "已改正")
        await person.attach("佐证材料（可选）", browser.proof_file(tmp_path))
        await person.press("报告已整改")
        await person.sees("已收到整改报告")
        await person.sees("整改佐证.pdf")

    changed = await of.orders.get(order.id)
    assert changed
    assert changed.state is OrderState.RECTIFIED


async def test_everything_that_can_be_pressed_is_large_enough_for_a_finger() -> None:
    of = await office()
    _, link = await of.issue()
    async with visiting(of, link, "phone") as person:
        for summary in await person.page.locator("summary").all():
            await summary.tap()
        controls = await person.page.locator(
            "button, summary, label.choice, input[type=text], input[type=date], input[type=file]"
        ).all()

        assert len(controls) > len(await person.page.locator("summary").all())
        for control in controls:
            box = await control.bounding_box()
            assert box
            assert box["height"] >= SMALLEST_TARGET, await control.evaluate("one => one.outerHTML")


async def test_the_page_tells_a_screen_reader_where_it_is() -> None:
    of = await office()
    order, link = await of.issue()
    async with visiting(of, link, "desk") as person:
        page = person.page

        assert await page.evaluate("document.documentElement.lang") == "zh-CN"
        assert await page.get_by_role("main").count() == 1
        assert await page.get_by_role("heading", level=1, name=order.title).count() == 1
        for control in await page.locator(
            "textarea, input[type=file], input[type=text], input[type=date]"
        ).all():
            name = await control.get_attribute("id")
            assert await page.locator(f"label[for={name}]").count() == 1
            assert await page.locator(f"#{await control.get_attribute('aria-describedby')}").count()
