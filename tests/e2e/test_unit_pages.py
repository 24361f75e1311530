"""The units' pages in a real browser: on a phone, on a desk, and by keyboard alone."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from shared.contracts.order import OrderState
from tests.conftest import Missing
from tests.e2e import browser
from tests.unit.notifier.desk import office, other_order

PHONE = {"width": 375, "height": 700}
DESK = {"width": 1280, "height": 900}
SMALLEST_TARGET = 44
"""Pixels that a finger hits."""


@pytest.fixture(autouse=True)
def _needs_chromium(missing: Missing) -> None:
    if not browser.installed():
        missing("chromium", "chromium is not installed (on Debian: apt-get install chromium)")


async def wider_than_screen(page: Page) -> bool:
    wide: bool = await page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_unit_acts_on_its_order(size: dict[str, int], tmp_path: Path) -> None:
    of = await office()
    order, link = await of.issue(url="http://www.county-a.example.cn/" + "very-long-path/" * 20)
    await of.issue(**other_order(3))
    async with browser.listening(of.app) as base, browser.chromium() as chromium:
        page = await chromium.new_page(viewport=size)  # type: ignore[arg-type]
        foreign: list[str] = []
        page.on("request", lambda one: foreign.append(one.url) if base not in one.url else None)
        await page.goto(base + link)

        assert not await wider_than_screen(page)
        for button in await page.get_by_role("button").all():
            box = await button.bounding_box()
            assert box
            assert box["height"] >= SMALLEST_TARGET
        await page.get_by_role("button", name="确认收到").click()
        await page.get_by_text("已确认收到").wait_for()
        await page.get_by_label("整改情况说明").fill("已改正")
        await page.get_by_label("佐证材料").set_input_files(browser.proof_file(tmp_path))
        await page.get_by_role("button", name="报告已整改").click()
        await page.get_by_text("已收到整改报告").wait_for()
        await page.get_by_role("link", name="整改佐证.pdf").wait_for()
        await page.get_by_role("link", name="全部未办结").click()
        await page.get_by_role("heading", name="第3个问题").wait_for()

        assert not await wider_than_screen(page)
        assert foreign == []

    changed = await of.orders.get(order.id)
    assert changed
    assert changed.state is OrderState.RECTIFIED


async def test_everything_can_be_done_by_keyboard() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser.listening(of.app) as base, browser.chromium() as chromium:
        page = await chromium.new_page(viewport=DESK)  # type: ignore[arg-type]
        await page.goto(base + link)
        for _ in range(10):
            await page.keyboard.press("Tab")
            named = await page.evaluate("document.activeElement.textContent.trim()")
            if named == "确认收到":
                break
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        await page.keyboard.press("Enter")
        await page.get_by_text("已确认收到").wait_for()

    assert outline == "3px"
    changed = await of.orders.get(order.id)
    assert changed
    assert changed.state is OrderState.ACKNOWLEDGED


async def test_the_page_tells_a_screen_reader_where_it_is() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser.listening(of.app) as base, browser.chromium() as chromium:
        page = await chromium.new_page()
        await page.goto(base + link)

        assert await page.evaluate("document.documentElement.lang") == "zh-CN"
        assert await page.get_by_role("main").count() == 1
        assert await page.get_by_role("heading", level=1, name=order.title).count() == 1
        for control in await page.locator("textarea, input[type=file]").all():
            name = await control.get_attribute("id")
            assert await page.locator(f"label[for={name}]").count() == 1
