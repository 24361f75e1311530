"""Somebody at a unit's page in a real browser: with a finger, a mouse, or the keyboard alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e import browser
from tests.unit.notifier.desk import Office

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
WAYS = ("phone", "desk", "keyboard")
SMALLEST_TARGET = 44
"""Pixels that a finger hits."""
SEEN_MS = 30_000
"""A busy machine makes a page slow, which is no fault of the page."""
_TABS = 60
_FOCUSED = """() => {
    const one = document.activeElement;
    return (one.labels && one.labels.length ? one.labels[0] : one).textContent.trim();
}"""
_MARKED = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Person:
    """Does what people do, in the way they have.

    Args:
        page: in front of them.
        way: one of `WAYS`.
    """

    def __init__(self, page: Page, way: str) -> None:
        self.page = page
        self._way = way

    async def press(self, text: str) -> None:
        """Press the button, link or summary with this text."""
        if self._way == "keyboard":
            await self._reach(text)
            await self.page.keyboard.press("Enter")
            return
        await self._settled(text)
        found = self.page.locator("button, summary, a").get_by_text(text, exact=True)
        one = found.or_(self.page.locator("button, summary, a").filter(has_text=text)).first
        await (one.tap() if self._way == "phone" else one.click())

    async def write(self, label: str, text: str) -> None:
        """Fill in the field with this label."""
        if self._way == "keyboard":
            await self._reach(label)
            await self.page.keyboard.press("ControlOrMeta+a")
            await self.page.keyboard.type(text)
            return
        await self.page.get_by_label(label, exact=True).fill(text)

    async def pick(self, label: str, day: str) -> None:
        """Choose a day in the field with this label."""
        if self._way != "keyboard":
            await self.write(label, day)
            return
        await self._reach(label)
        year, month, of_month = day.split("-")
        for order in (year + month + of_month, month + of_month + year):  # as the browser speaks
            await self.page.keyboard.type(order)
            if await self.page.evaluate("document.activeElement.value") == day:
                return
            for _ in range(3):
                await self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{day} cannot be typed")

    async def attach(self, label: str, *files: Path) -> None:
        """Choose files; what opens when the field is pressed is the browser's own."""
        if self._way == "keyboard":
            await self._reach(label)
        await self.page.get_by_label(label, exact=True).set_input_files(list(files))

    async def sees(self, text: str) -> None:
        """Wait for a text; the page fits its screen."""
        await self._settled(text)
        assert not await self.page.evaluate(_WIDE)

    async def sees_no(self, text: str) -> None:
        """Find no such text on the page."""
        assert text not in await self.page.locator("main").inner_text()

    async def _settled(self, text: str) -> None:
        """Wait for a text, which may stand there before its page is whole."""
        shown = self.page.get_by_text(text).filter(visible=True)
        await expect(shown.first).to_be_visible(timeout=SEEN_MS)
        await self.page.wait_for_load_state()

    async def _reach(self, text: str) -> None:
        """Go on by Tab until the control with this text or label has the focus, and shows it."""
        await self._settled(text)
        for _ in range(_TABS):
            await self.page.keyboard.press("Tab")
            if await self.page.evaluate(_FOCUSED) == text:
                assert await self.page.evaluate(_MARKED), f"the focus on {text} cannot be seen"
                return
        raise AssertionError(f"no Tab reaches {text}")


@asynccontextmanager
async def visiting(of: Office, link: str, way: str) -> AsyncIterator[Person]:
    """Open a link in a browser; nothing that is not ours is loaded, and nothing goes wrong."""
    screen: Any = DESK if way == "desk" else PHONE
    async with browser.listening(of.app) as base, browser.chromium() as chromium:
        context = await chromium.new_context(
            viewport=screen, has_touch=way == "phone", is_mobile=way == "phone", locale="zh-CN"
        )
        page = await context.new_page()
        foreign: list[str] = []
        faults: list[str] = []
        page.on("request", lambda one: foreign.append(one.url) if base not in one.url else None)
        page.on("pageerror", lambda one: faults.append(str(one)))
        await page.goto(base + link)
        yield Person(page, way)
        assert (foreign, faults) == ([], [])
