"""The forms that a unit needs less often, in a real browser: on a phone, on a desk, by keyboard."""

import pytest
from playwright.async_api import Page

from shared.contracts.order import LimitStep, OrderState
from tests.conftest import Missing
from tests.e2e import browser
from tests.e2e.test_unit_pages import DESK, PHONE, SMALLEST_TARGET, wider_than_screen
from tests.unit.notifier.desk import office
from tests.unit.notifier.test_unit_forms import two_steps


@pytest.fixture(autouse=True)
def _needs_chromium(missing: Missing) -> None:
    if not browser.installed():
        missing("chromium", "chromium is not installed (on Debian: apt-get install chromium)")


async def reach(page: Page, text: str) -> None:
    """Go on by Tab until the control with this text has the focus."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        named = await page.evaluate("document.activeElement.textContent.trim()")
        if named == text:
            return
    pytest.fail(f"no Tab reaches {text}")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_unit_hides_asks_and_appeals(size: dict[str, int]) -> None:
    of = await office()
    order, link = await of.issue(**two_steps())
    async with browser.listening(of.app) as base, browser.chromium() as chromium:
        page = await chromium.new_page(viewport=size)  # type: ignore[arg-type]
        await page.goto(base + link)
        await page.get_by_text("申请延期或报备").click()
        await page.get_by_text("误报申诉").click()

        assert not await wider_than_screen(page)
        for control in await page.locator("button, summary, label.choice").all():
            box = await control.bounding_box()
            assert box
            assert box["height"] >= SMALLEST_TARGET
        await page.get_by_role("button", name="报告已先行隐藏").click()
        await page.get_by_text("已记录先行隐藏").wait_for()
        await page.get_by_text("申请延期或报备").click()
        await page.get_by_label("申请截止日期").fill("2021-02-10")
        await page.get_by_label("申请理由").fill("需要协调上级单位")
        await page.get_by_role("button", name="提交申请").click()
        await page.get_by_text("至2021年2月10日，等待审批").wait_for()
        await page.get_by_text("误报申诉").click()
        await page.get_by_label("申诉理由").fill("该页面是转载，原文如此")
        await page.get_by_role("button", name="提交申诉").click()
        await page.get_by_text("已提交申诉").wait_for()
        assert await page.get_by_role("button").count() == 0
        assert not await wider_than_screen(page)

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
    async with browser.listening(of.app) as base, browser.chromium() as chromium:
        page = await chromium.new_page(viewport=DESK)  # type: ignore[arg-type]
        await page.goto(base + link)
        await page.get_by_text("申请延期或报备").click()
        await page.get_by_label("申请截止日期").fill("2021-02-08")
        await page.get_by_label("申请理由").fill("需要协调上级单位")
        await page.get_by_role("button", name="提交申请").click()

        day = page.get_by_label("申请截止日期")
        assert await day.evaluate("one => one.validity.rangeUnderflow")
        assert page.url == base + link

    assert await of.orders.get(order.id) == order


async def test_an_appeal_can_be_made_by_keyboard() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser.listening(of.app) as base, browser.chromium() as chromium:
        page = await chromium.new_page(viewport=DESK)  # type: ignore[arg-type]
        await page.goto(base + link)
        await reach(page, "误报申诉")
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.type("该页面是转载，原文如此")
        await reach(page, "提交申诉")
        await page.keyboard.press("Enter")
        await page.get_by_text("已提交申诉").wait_for()

    assert outline == "3px"
    after = await of.orders.get(order.id)
    assert after
    assert after.state is OrderState.APPEALED
