"""The JSON API over a socket: who may come in, what it answers, what a decision does."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from jsonschema import Draft202012Validator
from nats.aio.client import Client
from openpyxl import load_workbook

from services.reporter.api.door import PUBLIC, SCOPE, WRONG_A_MINUTE
from services.reporter.api.examples import BODIES
from shared.commands import ask
from shared.contracts.command import ListQuery
from shared.contracts.machine import RevokeToken, Right
from shared.store.audit import AuditStore
from shared.store.database import Database
from shared.store.findings import FindingStore
from shared.store.orders import OrderStore
from tests.eventually import eventually
from tests.factories import make_finding, make_order
from tests.integration.api_desk import bearer, calling, issue
from tests.integration.intake_desk import Desk, environment, make_service, running
from tests.integration.test_reports import ENQUIRIES, TARGETS, UNITS
from tests.servers import Nats


class Room(NamedTuple):
    desk: Desk
    http: httpx.AsyncClient
    database: Database


@pytest.fixture
async def room(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> AsyncIterator[Room]:
    env = environment(tmp_path, nats_server.url, mongo_url, database._database.name)
    async with (
        running(make_service("analyzer", env), streams, tmp_path),
        running(make_service("reporter", env), streams, tmp_path) as desk,
        calling(desk) as http,
    ):
        await desk.imported("registry", UNITS, "units.csv")
        await desk.imported("registry", TARGETS.replace("=HYPERLINK ", ""), "targets.csv")
        await desk.imported("enquiry", ENQUIRIES, "enquiries.csv")
        yield Room(desk, http, database)


async def powers(room: Room, *scopes: Right) -> None:
    """Give the client a token with these scopes, all of them when none is named."""
    name = "-".join(scopes).replace(":", "-") or "all"
    room.http.headers.update(bearer(await issue(room.desk, name, scopes or tuple(Right))))


async def described(room: Room) -> list[tuple[str, str, dict[str, Any]]]:
    paths = (await room.http.get("/openapi.json")).json()["paths"]
    return [
        (method.upper(), path.removeprefix("/api/v1"), operation)
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]


PLACES = {
    "{unit}": "linxiang",
    "{target}": "lx",
    "{finding}": "finding-1",
    "{order}": "order-1",
    "{quarter}": "2020Q4",
    "{day}": "2021-01-30",
    "{period}": "2020Q4",
    "{noun}": "registry",
    "{proposal}": "unknown",
    "{action}": "acknowledge",
    "{import_id}": "unknown",
}


async def send(room: Room, method: str, path: str, **options: Any) -> httpx.Response:
    body = BODIES.get(f"{method} {path}")
    for name, value in PLACES.items():
        path = path.replace(name, value)
    if isinstance(body, str):
        options |= {"content": body, "params": {"name": "units.csv", "dry_run": "true"}}
    elif body is not None:
        options["json"] = body
    return await room.http.request(method, path, **options)


async def test_every_route_opens_to_its_scope_alone(room: Room) -> None:
    await FindingStore(room.database.collection("findings")).add([make_finding(id="finding-1")])
    await OrderStore(room.database.collection("orders")).add(make_order(id="order-1"))
    tokens = {right: await issue(room.desk, right.replace(":", "-"), [right]) for right in Right}
    table = await described(room)

    seen = set()
    for method, path, operation in table:
        scope = operation[SCOPE]
        if scope == PUBLIC:
            assert (await send(room, method, path)).status_code == 200, path
            continue
        seen.add(scope)
        assert (await send(room, method, path)).status_code == 401, path
        for right, token in tokens.items():
            answer = await send(room, method, path, headers=bearer(token))
            if right == scope:
                assert answer.status_code in {200, 404, 409, 503}, (path, answer.text)
            else:
                assert answer.status_code == 403, (path, right)
                assert answer.headers["content-type"] == "application/problem+json"

    assert seen == set(Right), "a scope that opens nothing"
    assert {path for _, path, given in table if given[SCOPE] == PUBLIC} == {
        "/openapi.json",
        "/asyncapi.json",
    }


async def test_answers_are_as_described(room: Room) -> None:
    await FindingStore(room.database.collection("findings")).add([make_finding(id="finding-1")])
    await OrderStore(room.database.collection("orders")).add(make_order(id="order-1"))
    await powers(room)
    document = (await room.http.get("/openapi.json")).json()

    checked = 0
    for method, path, operation in await described(room):
        answer = await send(room, method, path)
        good = answer.status_code == 200
        described_as = operation["responses"]["200" if good else "default"]["content"]
        schema = described_as["application/json"]["schema"]
        validator = Draft202012Validator({**schema, "components": document["components"]})
        validator.validate(answer.json())
        checked += good

    assert checked >= 18


async def test_a_list_is_read_page_by_page_without_gap_or_repeat(room: Room) -> None:
    days = [date(2020, 12, 31) - timedelta(days=number // 3 * 5) for number in range(20)]
    found = [make_finding(id=f"f{number:04}", found_on=day) for number, day in enumerate(days)]
    await FindingStore(room.database.collection("findings")).add(found)
    await powers(room)

    seen: list[tuple[str, str]] = []
    path = "/findings?limit=7"
    while path:
        page = await room.http.get(path)
        seen += [(one["found_on"], one["id"]) for one in page.json()["items"]]
        link = page.links.get("next", {}).get("url", "")
        assert bool(link) == (page.json()["next"] is not None)
        path = link.removeprefix("/api/v1")

    assert sorted(seen, key=lambda one: (-date.fromisoformat(one[0]).toordinal(), one[1])) == seen
    assert [one[1] for one in seen] == [one.id for one in found]
    targets = await room.http.get("/targets", params={"limit": 2})
    rest = await room.http.get("/targets", params={"limit": 2, "cursor": targets.json()["next"]})
    names = [one["id"] for page in (targets, rest) for one in page.json()["items"]]
    assert names == ["fq", "lx", "wx"]
    few = await room.http.get("/findings", params={"since": "2020-12-31", "decision": "suspected"})
    assert [one["id"] for one in few.json()["items"]] == ["f0000", "f0001", "f0002"]


async def test_a_decision_asks_for_the_version_that_was_read(room: Room) -> None:
    store = FindingStore(room.database.collection("findings"))
    await store.add([make_finding(id="finding-1")])
    await powers(room)
    shown = await room.http.get("/findings/finding-1")
    tag = {"if-none-match": shown.headers["etag"]}
    assert (await room.http.get("/findings/finding-1", headers=tag)).status_code == 304

    stale = {"if-match": '"7"'}
    refused = await room.http.post("/findings/finding-1/confirm", json={}, headers=stale)
    assert refused.status_code == 412
    given = {"if-match": shown.headers["etag"], "idempotency-key": "once"}
    done = await room.http.post("/findings/finding-1/confirm", json={}, headers=given)
    again = await room.http.post("/findings/finding-1/confirm", json={}, headers=given)

    assert (done.status_code, done.json()["decision"]) == (200, "confirmed")
    assert again.json() == done.json()
    assert done.json()["history"][-1]["actor"] == "token:all"
    assert (await room.http.get("/findings/finding-1", headers=tag)).status_code == 200
    reasonless = await room.http.post("/findings/finding-1/reject", json={})
    assert reasonless.json()["errors"][0]["where"] == "body.reason"


async def test_lists_are_files_with_typed_cells_and_text_that_stays_text(room: Room) -> None:
    found = make_finding(id="finding-1", title='=HYPERLINK("http://x.example","1")')
    await FindingStore(room.database.collection("findings")).add([found])
    await powers(room)

    answer = await room.http.get("/findings", params={"format": "xlsx"})
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    head, row = (list(line) for line in sheet.iter_rows())
    cells = dict(zip((cell.value for cell in head), row, strict=True))

    assert (cells["title"].data_type, cells["title"].value) == ("s", found.title)
    assert cells["found_on"].is_date
    assert cells["version"].data_type == "n"
    text = (await room.http.get("/findings", params={"format": "csv"})).text
    assert "'=HYPERLINK" in text
    assert "attachment" in answer.headers["content-disposition"]


async def test_problems_say_what_and_how_to_mend_in_the_language_asked_for(room: Room) -> None:
    await powers(room)

    chinese = await room.http.get("/targets/nobody")
    english = await room.http.get("/targets/nobody", headers={"accept-language": "en-GB"})
    wrong = await room.http.get("/findings", params={"limit": 0, "cursor": "!"})
    cursor = await room.http.get("/findings", params={"cursor": "WyJhIl0"})
    swapped = await room.http.get("/enquiries", params={"since": "2021-02-01"})
    missing = await room.http.get("/nothing")
    method = await room.http.delete("/targets")

    assert chinese.status_code == 404
    assert (chinese.json()["title"], chinese.json()["instance"]) == (
        "没有这个资源",
        "/api/v1/targets/nobody",
    )
    assert english.json()["title"] == "no such resource"
    assert wrong.json()["errors"][0]["where"] == "query.limit"
    assert [one.status_code for one in (wrong, cursor, swapped)] == [422, 422, 422]
    assert (missing.status_code, method.status_code) == (404, 405)
    for answer in (chinese, english, wrong, cursor, swapped, missing, method):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["mend"]


async def test_a_file_is_imported_and_a_quarter_frozen(room: Room) -> None:
    await powers(room)
    rows = UNITS + "yunxian,云县,county,3\n"

    bad = await room.http.post("/imports/registry?name=units.csv", content=UNITS + "x y,,county,\n")
    done = await room.http.post("/imports/registry?name=units.csv", content=rows)
    shown = await room.http.get(f"/imports/{done.json()['import_id']}")
    frozen = await room.http.post("/reports/quarters/2020Q4/freeze", json={})
    again = await room.http.get("/reports/quarters/2020Q4")
    docx = await room.http.get("/reports/quarters/2020Q4", params={"format": "docx"})

    assert (bad.status_code, bad.json()["title"][:6]) == (422, "文件中有不合")
    assert bad.json()["errors"][0]["where"].startswith("line 4")
    assert (await room.http.get("/units")).json()["items"][-1]["id"] == "yunxian"
    assert (done.json()["state"], shown.json()["state"]) == ("applied", "applied")
    assert shown.json()["actor"] == "token:all"
    assert frozen.json()["frozen"]
    assert again.json() == frozen.json()
    assert docx.content.startswith(b"PK")
    counted = await room.http.get("/reports/periods/2020Q4", params={"by": "unit"})
    asked = {"as_of": "2021-01-29", "kind": "website", "known_on": "2021-01-29"}
    earlier = await room.http.get("/reports/periods/2020Q4", params=asked)
    wrong = await room.http.get("/reports/periods/2020Q4", params={"kind": "shop"})
    assert (counted.json()["frozen"], counted.json()["digest"]) == (True, frozen.json()["digest"])
    assert (earlier.json()["frozen"], earlier.json()["as_of"]) == (False, "2021-01-29")
    assert (wrong.status_code, wrong.json()["errors"][0]["where"]) == (422, "query.kind")
    assert (await room.http.post("/reports/quarters/2020Q4/freeze", json={})).status_code == 409


async def test_one_token_proposes_and_another_approves(room: Room) -> None:
    scopes = [Right.REGISTRY_PROPOSE, Right.REGISTRY_APPROVE, Right.REGISTRY_READ]
    county = bearer(await issue(room.desk, "county", scopes))
    office = bearer(await issue(room.desk, "office", scopes))
    wish = BODIES["POST /proposals"]

    made = await room.http.post("/proposals", json=wish, headers=county)
    path = f"/proposals/{made.json()['id']}"
    own = await room.http.post(f"{path}/approve", json={}, headers=county)
    listed = await room.http.get("/proposals", headers=office)
    done = await room.http.post(f"{path}/approve", json={}, headers=office)
    filed = await room.http.post(f"{path}/file", json={"number": "备1号"}, headers=office)

    assert (made.status_code, made.json()["proposed_by"]) == (200, "token:county")
    assert (own.status_code, own.json()["detail"][:9]) == (409, "申请人不能审批自己")
    assert [one["id"] for one in listed.json()["items"]] == [made.json()["id"]]
    assert (done.json()["state"], filed.json()["filing"]) == ("approved", "备1号")
    target = await room.http.get("/targets/lx", headers=office)
    assert target.json()["name"] == wish["fields"]["name"]


async def test_a_quarter_is_issued_reported_on_and_corrected(room: Room) -> None:
    await powers(room)
    quarter = "/reports/quarters/2020Q4"
    early = await room.http.post(f"{quarter}/issue", json={"number": "1号"})
    await room.http.post(f"{quarter}/freeze", json={})

    issued = await room.http.post(f"{quarter}/issue", json={"number": "1号", "signer": "示例"})
    nobody = await room.http.post(f"{quarter}/reported-back", json={"unit": "linxiang"})
    differing = await room.http.get(f"{quarter}/errata")
    mended = await room.http.post(f"{quarter}/errata", json={"text": "更正一处。"})

    assert (early.status_code, "尚未封存" in early.json()["detail"]) == (404, True)
    assert issued.json()["issued"]["number"] == "1号"
    assert nobody.status_code == 404, "the notice names no unit"
    assert differing.json()["differences"] == []
    assert mended.json()["errata"][0]["text"] == "更正一处。"


async def test_wrong_tokens_are_counted_and_good_ones_pass_all_the_same(room: Room) -> None:
    token = await issue(room.desk, "reader", [Right.REGISTRY_READ])
    ended = await issue(room.desk, "ended", [Right.REGISTRY_READ], expires_on="2021-01-29")
    await issue(room.desk, "last", [Right.REGISTRY_READ], expires_on="2021-01-30")

    answers = [
        (await room.http.get("/units", headers=bearer(ended))).status_code
        for _ in range(WRONG_A_MINUTE + 1)
    ]
    assert answers == [401] * WRONG_A_MINUTE + [429]
    assert (await room.http.get("/units", headers=bearer("xuncha_last"))).status_code == 200
    units = (await room.http.get("/units", headers=bearer(token))).json()["items"]
    assert [unit["channels"] for unit in units] == [[], []]

    command = RevokeToken(request="r", actor="clerk", name="reader")
    assert (await ask(room.desk.client, "token.revoke", command)).ok
    assert (await room.http.get("/units", headers=bearer(token))).status_code == 429
    listed = await room.desk.listed("token.list")
    assert [(one["name"], "hash" in one) for one in listed] == [
        ("ended", False),
        ("last", False),
        ("reader", False),
    ]
    await room.desk.relay()
    audit = AuditStore(room.database.collection("audit"))

    async def audited() -> set[str]:
        rows = await audit.latest(limit=20)
        return {"token.issue", "token.revoke"} <= {row["action"] for row in rows}

    await eventually(audited)
    query = ListQuery(request="again", actor="clerk")
    assert (await ask(room.desk.client, "audit.list", query)).ok
