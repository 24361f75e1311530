"""Personal values that are planted everywhere rest nowhere but under seal."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import nats
import pymongo
import pytest
from openpyxl import Workbook

from shared.commands import ask, new_request
from shared.contracts.command import CrawlNow, DecideFinding
from shared.contracts.finding import Decision
from shared.contracts.rule_command import CheckText
from shared.streams import STREAMS
from tests.integration.rig import stored
from tests.personal import DISGUISES, card, resident_id
from tests.planting import found_in
from tests.unit.analyzer.corrector_server import corrector_server
from xuncha.client import connected
from xuncha.demo.clerk import ACTOR, Clerk
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site
from xuncha.demo.slice import COLUMN, column, environment, registry
from xuncha.endpoints import Endpoints
from xuncha.importing import import_file
from xuncha.preparing import prepare
from xuncha.up import up

PLACES = (
    "text",
    "disguised",
    "glued",
    "title",
    "address",
    "query",
    "attachment",
    "file_name",
    "anchor",
    "gone",
    "moved",
    "broken",
    "import_cell",
    "import_name",
    "reason",
    "silenced",
    "checked",
    "error",
    "user_agent",
)
VALUES: Mapping[str, str] = {
    **{place: resident_id(born=f"19{n}0307") for n, place in enumerate(PLACES, start=50)},
    "mobile": "13800138000",
    "glued_mobile": "13912345678",
    "card": card(),
}
FINDINGS = 8
"""Five personal ones and three of wording, so that all kinds of page were read."""


def html(title: str, *lines: str) -> Answer:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return Answer(
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="ColumnName" content="信息公开">'
        f'<meta name="PubDate" content="2021-01-28 09:00"></head>'
        f'<body><div id="zoom">{body}</div></body></html>'.encode()
    )


def workbook(value: str) -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["姓名", "身份证号"])
    book.active.append(["李秀兰", value])
    book.save(file)
    return file.getvalue()


def pages() -> dict[str, Answer]:
    """Return the site: a column whose articles carry a value each, in every place there is."""
    v = VALUES
    file = f"/files/{v['file_name']}.xlsx"
    articles = {
        "/a/1.html": html("公示一", f"村民李秀兰，身份证号{v['text']}，手机{v['mobile']}。"),
        "/a/2.html": html("公示二", f"申请人{DISGUISES['zero-width-split'](v['disguised'])}。"),
        "/a/3.html": html(f"关于{v['title']}的公示", "内容见附件。"),
        f"/a/{v['address']}.html": html("公示四", "会议布署了工作。"),
        f"/a/5.html?sfz={v['query']}": html("公示五", "会议布署了任务。"),
        "/a/6.html": html("公示六", f'名单：<a href="{file}">附件：{v["anchor"]}名单.xlsx</a>'),
        "/a/7.html": html("公示七", f"户名李秀兰，卡号{v['card']}。序号9{v['glued_mobile']}。"),
        "/a/8.html": html("公示八", f"会议布署工作，编号99{v['glued']}77。"),
    }
    broken = Answer(f"<html><p>{v['broken']}".encode() + b"\xff\xfe" * 40, 500)
    return {
        "/": column(COLUMN),
        COLUMN: column(*articles, f"/gone/{v['gone']}.html", f"/moved/{v['moved']}", "/broken"),
        **articles,
        file: Answer(workbook(v["attachment"]), content_type="application/vnd.ms-excel"),
        "/broken": broken,
    }


def agreeing(_text: str) -> tuple[int, bytes]:
    """Answer as a corrector that would write nothing differently."""
    return 200, b'{"corrections":[]}'


async def crawled(site: Site) -> bool | None:
    """Tell whether the last pages of the column were asked for, None while they were not."""
    wanted = {"/broken", f"/a/{VALUES['address']}.html"}
    return True if wanted <= site.served.keys() else None


async def act(clerk: Clerk, url: str, folder: Path) -> None:
    """Let people type values where values do not belong."""
    findings = await clerk.until("found", lambda: clerk.findings("suspected", FINDINGS))
    async with connected(Endpoints(nats_url=url).nats_url) as client:
        decide = DecideFinding(
            request=new_request(),
            actor=ACTOR,
            finding=findings[0]["id"],
            decision=Decision.CONFIRMED,
            reason=f"本人{VALUES['reason']}核实",
        )
        await ask(client, "finding.decide", decide)
        silence = decide.model_copy(
            update={
                "request": new_request(),
                "finding": findings[1]["id"],
                "decision": Decision.REJECTED,
                "reason": f"{VALUES['silenced']}为引用",
            }
        )
        assert (await ask(client, "finding.decide", silence)).ok
        check = CheckText(request=new_request(), actor=ACTOR, text=f"身份证号{VALUES['checked']}。")
        answer = await ask(client, "text.check", check)
        assert answer.ok
        assert answer.data
        assert not found_in(answer.model_dump_json().encode(), VALUES)
        wrong = decide.model_copy(update={"request": new_request(), "finding": VALUES["error"]})
        assert not (await ask(client, "finding.decide", wrong)).ok
        file = folder / f"{VALUES['import_name']}.csv"
        file.write_text(f"id,kind,name,unit\nx,website,{VALUES['import_cell']},nobody\n", "utf-8")
        result = await import_file(client, "registry", file, actor=ACTOR)
        assert not found_in(result.model_dump_json().encode(), VALUES)
    await clerk.until("ordered", lambda: clerk.mails(1))


def documents(url: str) -> Iterator[tuple[str, bytes]]:
    """Return every document of every collection as it rests."""
    with pymongo.MongoClient(url) as client:
        for database in client.list_database_names():
            for name in client[database].list_collection_names():
                for document in client[database][name].find():
                    yield f"collection {name}", repr(document).encode()


async def messages(url: str) -> AsyncIterator[tuple[str, bytes]]:
    """Return every message of every stream, object-store chunks too, with its headers."""
    client = await nats.connect(url)
    try:
        names = {info.config.name or "" for info in await client.jetstream().streams_info()}
        assert names >= {stream.name for stream in STREAMS}
        for name in sorted(names):
            for message in await stored(client, name):
                head = f"{message.subject} {message.headers}".encode()
                yield f"stream {name}", head + b"\n" + (message.data or b"")
    finally:
        await client.close()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Return everything that the system left on the disk: store, streams, logs."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield f"file {path.relative_to(folder)}", path.read_bytes()


@pytest.mark.timeout(240)
async def test_planted_values_rest_nowhere_but_under_seal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NATS_URL", "NATS_MONITOR_URL", "MONGO_URL", "XUNCHA_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    data, stop, leaks, looked = tmp_path / "data", asyncio.Event(), set(), []

    def search(blobs: Sequence[tuple[str, bytes]]) -> None:
        looked.extend(where for where, _ in blobs)
        leaks.update((where, name) for where, blob in blobs for name in found_in(blob, VALUES))

    with Site(pages()) as site, Inbox() as inbox, corrector_server(agreeing) as corrector:
        allowed = tmp_path / "corrector.txt"
        allowed.write_text(f"127.0.0.1 127.0.0.1/32 {urlsplit(corrector.url).port}\n", "utf-8")
        asking = {
            "XUNCHA_ANALYZER_CORRECTOR_URL": corrector.url,
            "XUNCHA_ANALYZER_CORRECTOR_ATTACHMENTS": "true",
            "XUNCHA_ANALYZER_INTERNAL_FILE": str(allowed),
        }

        async def on_ready(endpoints: Endpoints) -> None:
            async with connected(endpoints.nats_url) as client:
                clerk = Clerk(client, inbox, tmp_path)
                for name, text in registry(site).items():
                    await clerk.imports("registry", name, text)
                await clerk.ask("crawl.now", CrawlNow(request=new_request(), actor=ACTOR))
                await clerk.until("crawled", lambda: crawled(site))
                await act(clerk, endpoints.nats_url, tmp_path)
            seen = await asyncio.to_thread(lambda: list(documents(endpoints.mongo_url)))
            search([*seen, *[one async for one in messages(endpoints.nats_url)]])
            stop.set()

        await up(
            data,
            extra_env=environment(site, inbox, tmp_path) | asking,
            before_services=prepare,
            on_ready=on_ready,
            stop_event=stop,
            fixed_ports=False,
        )
        search([("mail", mail.as_bytes()) for mail in inbox.mails])
        search([("corrector", json.dumps(one).encode()) for one in corrector.asked])
        search([("corrector", one["text"].encode()) for one in corrector.asked])
    search(list(files(data)))

    assert len(looked) > len(VALUES), "there was something to search"
    assert inbox.mails
    assert any("姓名" in one["text"] for one in corrector.asked), "an attachment was asked about"
    assert sorted(leaks) == []
