"""Each answer of a unit in a real browser: on a phone, on a desk, and by keyboard alone."""

import zipfile
from pathlib import Path

import pytest

from shared.contracts.order import Order, OrderState
from tests.e2e import browser
from tests.e2e.person import WAYS, visiting
from tests.factories import make_unit
from tests.unit.notifier.desk import Office, office, other_order

pytestmark = [
    pytest.mark.usefixtures("needs_chromium"),
    pytest.mark.parametrize("way", WAYS),
]
MEBIBYTE = 1024 * 1024


def bomb(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (50 * MEBIBYTE))


REFUSED = {
    "说明.exe": (lambda file: file.write_bytes(b"MZ\x90\x00"), "类型不受理，请上传PDF"),
    "假.pdf": (lambda file: file.write_text("<script>"), "类型不受理，请上传PDF"),
    "炸弹.docx": (bomb, "解压后过大"),
    "扫描件.pdf": (lambda file: file.write_bytes(b"%PDF-" + b"0" * (11 * MEBIBYTE)), "超过10MB"),
}


async def stands(of: Office, order: Order) -> Order:
    found = await of.orders.get(order.id)
    assert found
    return found


async def test_a_unit_asks_for_a_recheck_now(way: str) -> None:
    of = await office()
    order, link = await of.issue()
    async with visiting(of, link, way) as person:
        await person.press("申请立即复查")
        await person.sees("已安排立即复查，结果会通知你单位。")
        await person.sees("已报整改，等待复查")
        await person.sees("正在复查")

    after = await stands(of, order)
    assert after.state is OrderState.RECTIFIED
    (*_, asked) = await of.subjects(order)
    assert asked == f"task.now.{after.demanded[0].request}"


@pytest.mark.parametrize("name", REFUSED)
async def test_a_refused_file_is_explained_and_nothing_written_is_lost(
    way: str, name: str, tmp_path: Path
) -> None:
    make, said = REFUSED[name]
    make(tmp_path / name)
    of = await office()
    order, link = await of.issue()
    async with visiting(of, link, way) as person:
        await person.write("整改情况说明", "已改正并复核")
        await person.attach("佐证材料（可选）", tmp_path / name)
        await person.press("报告已整改")
        await person.sees(f"文件“{name}”")
        await person.sees(said)
        assert await stands(of, order) == order
        await person.sees("你填写的内容已保留在下方")
        await person.attach("佐证材料（可选）", browser.proof_file(tmp_path))
        await person.press("报告已整改")
        await person.sees("已收到整改报告")
        await person.sees("整改佐证.pdf")

    assert (await stands(of, order)).history[-1].note == "已改正并复核"


async def test_files_beyond_any_form_are_refused_with_a_word(way: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.pdf" for number in range(5)]
    for file in files:
        file.write_bytes(b"%PDF-" + b"0" * (11 * MEBIBYTE))
    of = await office()
    order, link = await of.issue()
    async with visiting(of, link, way) as person:
        await person.attach("佐证材料（可选）", *files)
        await person.press("报告已整改")
        await person.sees("提交的内容过大")

    assert await stands(of, order) == order


async def test_a_unit_says_that_an_order_is_not_its_own(way: str) -> None:
    of = await office(make_unit(id="county-b", name="示例乙县"))
    order, link = await of.issue()
    async with visiting(of, link, way) as person:
        await person.press("不是我单位的")
        await person.write("理由", "网站已移交示例乙县")
        await person.write("责任单位（知道的请填写单位全称）", "示例乙县")
        await person.press("提交反映")
        await person.sees("已反映不是你单位的，等待核定，期间仍按原期限整改。")
        await person.sees_no("提交反映")

    wish = (await stands(of, order)).wish
    assert wish
    assert (wish.kind, wish.unit) == ("hand_over", "county-b")


async def test_a_unit_walks_through_all_its_open_orders(way: str) -> None:
    of = await office(make_unit(id="county-b"))
    _, link = await of.issue(**other_order(5))
    await of.issue(**other_order(3))
    await of.issue(**other_order(4, state=OrderState.CLOSED))
    await of.issue(**other_order(6, unit="county-b"))
    async with visiting(of, link, way) as person:
        await person.press("查看本单位全部未办结的整改单")
        await person.sees("第3个问题")
        await person.sees("第5个问题")
        await person.sees_no("第4个问题")
        await person.sees_no("第6个问题")
        await person.press("第3个问题")
        await person.sees("整改期限")
        await person.press("确认收到")
        await person.sees("已确认收到")

    assert (await of.orders.get(f"{3:032x}")).state is OrderState.ACKNOWLEDGED  # type: ignore[union-attr]


async def test_a_form_on_a_foreign_page_does_nothing(way: str) -> None:
    of = await office()
    order, link = await of.issue()
    own, _ = await of.issue(**other_order(7))
    async with visiting(of, link, way) as person:
        target = person.page.url
        for action in ("acknowledge", "rectify", "disown", "appeal"):
            await person.page.goto("about:blank")
            await person.page.set_content(
                f'<form method="post" action="{target}"><input name="form" value="forged">'
                f'<input name="note" value="x"><button name="action" value="{action}">领奖</button>'
            )
            await person.page.get_by_role("button", name="领奖").click()
            await person.sees("页面已过期，请返回重新打开后再提交。")
            assert await stands(of, order) == order
        await person.press("返回整改单")
        await person.press("确认收到")
        await person.sees("已确认收到")

    assert (await stands(of, order)).state is OrderState.ACKNOWLEDGED
    assert await stands(of, own) == own
