"""The units' pages: one link, no login, and nothing happens by looking."""

import asyncio
import io
import re
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.notifier.domain.token import token_of
from services.notifier.domain.words import STATES
from services.notifier.links import LASTS
from shared.contracts.finding import Proof, Severity
from shared.contracts.order import Demand, OrderState
from shared.errors import OutageError
from shared.store.orders import OrderStore
from tests.factories import make_order
from tests.unit.notifier.desk import KEY, Office, office, other_order

FORM = re.compile(r'name="form" value="([^"]+)"')
PDF = b"%PDF-1.4 proof"


@asynccontextmanager
async def browser(of: Office) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(of.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
        yield client


async def form_of(client: httpx.AsyncClient, link: str) -> str:
    found = FORM.search((await client.get(link)).text)
    assert found
    return found[1]


async def test_a_link_shows_the_order_with_its_deadline_explained() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser(of) as client:
        page = await client.get(link)

    assert page.status_code == 200
    told = (order.title, order.deadline_explained, order.excerpt, "2021年", "还剩")
    for text in (*told, "责任单位："):
        assert text in page.text


def demand_of(number: int, **fields: Any) -> Demand:
    """One of several findings of an order."""
    given = {
        "finding": f"f{number}",
        "target": "site-a",
        "rule": "wording.serious",
        "severity": Severity.SERIOUS if number else Severity.ORDINARY,
        "title": f"第{number}处表述错误",
        "excerpt": f"原文{number}",
        "suggestion": f"改法{number}",
    }
    return Demand(**{**given, **fields})


async def test_every_finding_of_an_order_is_shown_with_how_to_mend_it_and_its_proof() -> None:
    of = await office()
    passed = {
        "request": "r",
        "proof": Proof.PASSED,
        "after": "复查时原文已不存在",
        "before_article": "a" * 64,
        "after_article": "b" * 64,
        "after_excerpt": "改正后的原文",
    }
    demands = (demand_of(0), demand_of(1, **passed), demand_of(2, request="r"))
    fields = {"findings": tuple(one.finding for one in demands), "demands": demands}
    _, link = await of.issue(**fields)
    async with browser(of) as client:
        page = (await client.get(link)).text

    for number in range(3):
        for text in (f"第{number}处表述错误", f"原文{number}", f"改法{number}"):
            assert text in page
    assert "（共3项）" in page
    assert "等3项问题" in page
    assert f"复查时原文已不存在（原页面{'a' * 12}，复查页面{'b' * 12}）" in page
    assert "改正后的原文" in page
    assert "正在复查" in page
    assert '<span class="tag">严重</span> <span class="tag state">' in page


async def test_looking_a_hundred_times_changes_nothing() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser(of) as client:
        for _ in range(100):
            assert (await client.get(link)).status_code == 200

    assert await of.orders.get(order.id) == order


async def test_a_unit_acknowledges_and_reports_with_a_file() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser(of) as client:
        sent = {"form": await form_of(client, link), "action": "acknowledge"}
        assert (await client.post(link, data=sent)).status_code == 303
        data = {"form": await form_of(client, link), "action": "rectify", "note": "已改正并复核"}
        answer = await client.post(link, data=data, files={"files": ("佐证.pdf", PDF)})
        assert answer.status_code == 303
        page = (await client.get(answer.headers["location"])).text
        file = re.search(r'href="(/o/[^"]+/files/[^"]+)"', page)
        assert file
        given = await client.get(file[1])

    changed = await of.orders.get(order.id)
    assert changed
    assert changed.state is OrderState.RECTIFIED
    assert [step.actor for step in changed.history[-2:]] == [f"unit:{order.unit}"] * 2
    assert [step.via for step in changed.history[-2:]] == ["page"] * 2
    assert await of.audited(order) == [("order.acknowledged", "page"), ("order.rectified", "page")]
    assert "已改正并复核" in page
    assert given.content == PDF
    assert given.headers["content-disposition"].startswith("attachment")
    kept = await of.uploads.find({}, limit=5)
    assert len(kept) == 1
    assert PDF not in bytes(kept[0]["sealed"])


async def test_fifty_at_once_have_one_success() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser(of) as client:
        forms = [await form_of(client, link) for _ in range(50)]
        answers = await asyncio.gather(
            *(client.post(link, data={"form": form, "action": "acknowledge"}) for form in forms)
        )

    assert [answer.status_code for answer in answers].count(303) == 1
    changed = await of.orders.get(order.id)
    assert changed
    assert changed.version == order.version + 1


async def test_one_form_sent_a_thousand_times_acts_once() -> None:
    of = await office()
    order, link = await of.issue()
    async with browser(of) as client:
        data = {"form": await form_of(client, link), "action": "rectify", "note": "已整改"}
        codes = {(await client.post(link, data=data)).status_code for _ in range(1000)}

    changed = await of.orders.get(order.id)
    assert codes == {303}
    assert changed
    assert changed.version == order.version + 1


async def test_a_form_from_elsewhere_is_not_taken() -> None:
    of = await office()
    order, link = await of.issue()
    _, other = await of.issue(**other_order(7))
    async with browser(of) as client:
        for form in ("", "forged", await form_of(client, other)):
            answer = await client.post(link, data={"form": form, "action": "acknowledge"})
            assert answer.status_code == 403

    assert await of.orders.get(order.id) == order


async def test_every_wrong_link_gets_the_same_answer() -> None:
    of = await office()
    order, link = await of.issue()
    _, revoked = await of.issue(**other_order(8))
    await of.links.revoke(f"{8:032x}", order.unit)
    elsewhere = token_of(KEY, order.id, "another-unit", 0)
    wrong = [
        revoked,
        f"/o/{elsewhere}",
        link[:-1],
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        "/o/short",
        "/o/" + "é" * 43,
        "/anything",
        f"{link}/files/none",
    ]
    async with browser(of) as client:
        answers = [await client.get(path) for path in wrong]
        of.clock.move(LASTS + timedelta(seconds=1))
        answers.append(await client.get(link))

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


async def test_a_revoked_link_is_followed_by_a_new_one() -> None:
    of = await office()
    order, link = await of.issue()

    assert await of.links.revoke(order.id, order.unit) == 1
    again = await of.links.to(order.id, order.unit)

    assert not again.endswith(link)
    assert await of.links.opened(again.rpartition("/")[2]) == order
    assert await of.links.opened(link.rpartition("/")[2]) is None


async def test_who_guesses_is_shut_out_even_with_a_right_link() -> None:
    of = await office(wrong=5)
    _, link = await of.issue()
    async with browser(of) as client:
        for n in range(5):
            await client.get(f"/o/{n:043d}")
        answer = await client.get(link)

    assert answer.status_code == 404


async def test_who_sends_too_many_forms_has_to_wait() -> None:
    of = await office(actions=10)
    _, link = await of.issue()
    async with browser(of) as client:
        form = await form_of(client, link)
        codes = [
            (await client.post(link, data={"form": form, "action": "acknowledge"})).status_code
            for _ in range(12)
        ]

    assert codes == [303] * 10 + [429] * 2


@pytest.mark.parametrize(("fault", "status"), [(OutageError("away"), 503), (KeyError("x"), 500)])
async def test_what_does_not_answer_is_said_in_plain_words(
    fault: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await office()
    _, link = await of.issue()
    async with browser(of) as client:
        form = await form_of(client, link)

        async def away(*_: object) -> None:
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(OrderStore, "get", away)
            answers = [
                await client.get(link),
                await client.post(link, data={"form": form, "action": "acknowledge"}),
            ]
        after = await client.post(link, data={"form": form, "action": "acknowledge"})

    for answer in answers:
        assert answer.status_code == status
        assert "重复提交不会重复办理" in answer.text
    assert after.status_code == 303


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.pdf", b"", "空的"),
        ("a.exe", b"MZ\x90\x00", "类型不受理"),
        ("a.pdf", b"<script>alert(1)</script>", "类型不受理"),
        ("a.docx", b"PK\x03\x04 broken", "已损坏"),
        ("a.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "超过10MB"),
    ],
)
async def test_a_file_that_is_not_taken_changes_nothing(name: str, body: bytes, said: str) -> None:
    of = await office()
    order, link = await of.issue()
    async with browser(of) as client:
        data = {"form": await form_of(client, link), "action": "rectify", "note": "已整改"}
        answer = await client.post(link, data=data, files={"files": (name, body)})

    assert answer.status_code == 422
    assert said in answer.text
    assert await of.orders.get(order.id) == order
    assert await of.uploads.count({}) == 0


async def test_a_zip_bomb_is_not_taken() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 50_000_000)
    of = await office()
    _, link = await of.issue()
    async with browser(of) as client:
        data = {"form": await form_of(client, link), "action": "rectify"}
        answer = await client.post(link, data=data, files={"files": ("a.docx", packed.getvalue())})

    assert answer.status_code == 422
    assert "过大" in answer.text


async def test_a_body_beyond_all_files_is_refused_at_once() -> None:
    of = await office()
    _, link = await of.issue()
    async with browser(of) as client:
        answer = await client.post(link, content=b"0" * (52 * 1024 * 1024))

    assert answer.status_code == 413
    assert "请返回上一页，压缩文件或分次上传" in answer.text


async def test_what_was_written_is_kept_when_a_form_is_refused() -> None:
    of = await office()
    _, link = await of.issue()
    asked = {"action": "ask", "note": '"需要<b>协调', "until": "2021-02-01", "kind": "exception"}
    async with browser(of) as client:
        answer = await client.post(link, data={"form": await form_of(client, link), **asked})
        again = {"form": FORM.search(answer.text)[1], **asked, "until": "2021-02-10"}  # type: ignore[index]
        done = await client.post(link, data=again)

    assert answer.status_code == 422
    assert "未能提交" in answer.text
    for kept in ("&#34;需要&lt;b&gt;协调", 'value="2021-02-01"', 'value="exception" checked'):
        assert kept in answer.text
    assert answer.text.count("协调") == 1
    assert done.status_code == 303


async def test_a_unit_sees_all_its_open_orders_those_due_first_first() -> None:
    of = await office()
    _, link = await of.issue(**other_order(5))
    await of.issue(**other_order(3))
    await of.issue(**other_order(4, state=OrderState.CLOSED))
    await of.issue(**other_order(6, unit="another-unit"))
    async with browser(of) as client:
        page = (await client.get(f"{link}/all")).text

    assert re.findall(r"第\d个问题", page) == ["第3个问题", "第5个问题"]


@pytest.mark.parametrize("field", ["title", "excerpt", "headline", "suggestion", "url"])
async def test_what_a_site_says_stays_text(field: str) -> None:
    of = await office()
    hostile = '"><script>alert(1)</script><a href="javascript:x">{{7*7}}'
    _, link = await of.issue(**{field: hostile})
    async with browser(of) as client:
        page = (await client.get(link)).text

    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "{{7*7}}" in page


async def test_every_answer_keeps_the_browser_safe() -> None:
    of = await office()
    _, link = await of.issue()
    async with browser(of) as client:
        answers = [await client.get(path) for path in (link, "/o/wrong", "/static/page.css")]

    for answer in answers:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


async def test_every_state_and_step_is_named_in_chinese() -> None:
    of = await office()
    step = make_order().history[0].model_copy(update={"action": "closed", "note": "changed"})
    _, link = await of.issue(state=OrderState.CLOSED, history=(step,))
    async with browser(of) as client:
        page = (await client.get(link)).text

    assert "办结：页面已改正" in page
    assert {state.value for state in OrderState} <= set(STATES)
