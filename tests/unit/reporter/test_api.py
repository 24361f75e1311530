"""The JSON API over stores in memory: its door, its pages, and the commands that it sends."""

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any, NamedTuple, cast

import httpx
import pytest

from services.reporter.api.app import api
from services.reporter.api.door import PUBLIC, SCOPE, WRONG_A_MINUTE, Door
from services.reporter.api.examples import BODIES
from services.reporter.api.lists import Books, Lists
from services.reporter.api.owners import Owners
from services.reporter.api.proofs import Proofs
from services.reporter.api.proposals import Proposing
from services.reporter.api.records import Records
from services.reporter.api.reports import Reports
from services.reporter.api.routes import Desks
from services.reporter.machines import Machines
from shared.contracts.base import identity
from shared.contracts.command import (
    ChangeOrder,
    Command,
    CorrectQuarter,
    DecideFinding,
    FreezeQuarter,
    ImportFile,
    IssueQuarter,
    ReportBack,
    Result,
)
from shared.contracts.machine import MachineToken, Right
from shared.contracts.registry_command import DecideProposal, FileProposal, Propose
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingStore
from shared.store.imports import ImportStore
from shared.store.machines import MachineStore
from shared.store.orders import OrderReader
from shared.store.targets import TargetReader
from shared.store.units import UnitReader
from shared.web.limits import Knocks
from tests.factories import NOW, make_finding
from tests.fakes import FrozenClock, MemoryCollection
from tests.personal import resident_id
from tests.planting import found_in

MOST_BYTES = 1_000
SENT = {
    "command.finding.decide": DecideFinding,
    "command.report.freeze": FreezeQuarter,
    "command.registry.import": ImportFile,
}


class Owner:
    """Every owner at once: keeps the commands, answers what it was told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Command]] = []
        self.bodies: list[tuple[str, bytes]] = []
        piece = {"body": "", "next": 0, "name": "a.pdf", "kind": "pdf"}
        told = {"version": 2, "report": {}, "state": "applied"}
        self.result = Result(ok=True, data=told | piece)
        self.files: list[bytes] = []

    async def request(self, subject: str, body: bytes, *, timeout: float) -> Any:  # noqa: ASYNC109
        assert timeout > 0
        self.bodies.append((subject, body))
        self.heard.append((subject, SENT.get(subject, Command).model_validate_json(body)))
        return self

    @property
    def data(self) -> bytes:
        return self.result.model_dump_json().encode()

    async def put(self, _name: str, body: bytes) -> str:
        self.files.append(body)
        return "reference"


class Room(NamedTuple):
    http: httpx.AsyncClient
    owner: Owner
    machines: MachineStore
    findings: FindingStore

    async def holds(self, *scopes: Right) -> dict[str, str]:
        """Issue a token; return the header that shows it."""
        name = f"{scopes[0].replace(':', '-')}-{len(scopes)}"
        token = MachineToken(
            name=name,
            hash=hashlib.sha256(name.encode()).hexdigest(),
            scopes=scopes,
            issued_at=NOW,
            issued_by="clerk",
        )
        await self.machines.add(token)
        return {"authorization": f"Bearer {name}"}


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    owner, clock, machines = Owner(), FrozenClock(NOW), MachineStore(MemoryCollection())
    findings = FindingStore(MemoryCollection())
    books = Books(
        UnitReader(MemoryCollection()),
        TargetReader(MemoryCollection()),
        findings,
        OrderReader(MemoryCollection()),
        EnquiryReader(MemoryCollection()),
    )

    async def connect() -> Any:
        return owner

    owners = Owners(connect)
    door = Door(
        Machines(machines, cast("Any", None), clock), Knocks(WRONG_A_MINUTE), forwarded=False
    )
    records = Records(books, ImportStore(MemoryCollection()), cast("Any", owner), owners)
    desks = Desks(Lists(books, clock), records, Reports(owners), Proposing(owners), Proofs(owners))
    app = api(door, desks, MOST_BYTES)
    transport = httpx.ASGITransport(app=cast("Any", app))
    async with httpx.AsyncClient(transport=transport, base_url="http://reporter/api/v1") as http:
        yield Room(http, owner, machines, findings)


async def test_every_route_opens_to_its_scope_alone(room: Room) -> None:
    holders = {right: await room.holds(right) for right in Right}
    paths = (await room.http.get("/openapi.json")).json()["paths"]
    table = [
        (method, path.removeprefix("/api/v1"), operation[SCOPE])
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]

    for method, path, scope in table:
        address = path.replace("{noun}", "registry").replace("{day}", "2021-01-30")
        address = address.replace("{action}", "close").replace("{", "").replace("}", "")
        bare = await room.http.request(method, address)
        assert bare.status_code == (200 if scope == PUBLIC else 401), path
        for right, header in holders.items() if scope != PUBLIC else ():
            answer = await room.http.request(method, address, headers=header)
            assert (answer.status_code == 403) == (right != scope), (path, right)
            assert answer.status_code != 401

    assert {scope for _, _, scope in table} == {*Right, PUBLIC}


async def test_what_changes_something_is_a_command_in_the_tokens_name(room: Room) -> None:
    header = await room.holds(Right.FINDINGS_DECIDE, Right.REPORTS_FREEZE, Right.IMPORTS_WRITE)
    header |= {"idempotency-key": "once"}
    name = "token:findings-decide-3"

    for path in ("/findings/{finding}/confirm", "/reports/quarters/{quarter}/freeze"):
        body = BODIES[f"POST {path}"]
        address = path.format(finding="f1", quarter="2020Q4")
        sent = await room.http.post(address, json=body, headers=header | {"if-match": '"3"'})
        assert sent.status_code == 200, sent.text
    file = {"name": "units.csv", "dry_run": "true"}
    taken = await room.http.post("/imports/registry", content=b"id\n", params=file, headers=header)

    assert taken.status_code == 200, taken.text
    (decide, freeze, bring) = [command for _, command in room.owner.heard]
    assert {(one.actor, one.request) for one in (decide, freeze, bring)} == {
        (name, identity("request", name, "once"))
    }
    assert isinstance(decide, DecideFinding)
    assert (decide.finding, decide.expected_version) == ("f1", 3)
    assert isinstance(freeze, FreezeQuarter)
    assert (freeze.quarter, freeze.as_of) == ("2020Q4", "2021-01-30")
    assert isinstance(bring, ImportFile)
    assert (bring.file, bring.name, bring.dry_run) == ("reference", "units.csv", True)
    assert room.owner.files == [b"id\n"]


ACTS = {
    "POST /proposals": ("command.proposal.make", Propose),
    "POST /proposals/{proposal}/approve": ("command.proposal.decide", DecideProposal),
    "POST /proposals/{proposal}/decline": ("command.proposal.decide", DecideProposal),
    "POST /proposals/{proposal}/file": ("command.proposal.file", FileProposal),
    "POST /orders/{order}/{action}": ("command.order.change", ChangeOrder),
    "POST /reports/quarters/{quarter}/issue": ("command.report.issue", IssueQuarter),
    "POST /reports/quarters/{quarter}/reported-back": ("command.report.back", ReportBack),
    "POST /reports/quarters/{quarter}/errata": ("command.report.errata", CorrectQuarter),
}


@pytest.mark.parametrize("route", ACTS)
async def test_each_act_sends_its_command_once_for_each_key(room: Room, route: str) -> None:
    header = await room.holds(
        Right.REGISTRY_PROPOSE, Right.REGISTRY_APPROVE, Right.ORDERS_CHANGE, Right.REPORTS_ISSUE
    )
    places = {"proposal": "p123", "order": "o123", "action": "acknowledge", "quarter": "2020Q4"}
    path = route.removeprefix("POST ").format(**places)

    done = await room.http.post(
        path, json=BODIES[route], headers=header | {"idempotency-key": "once"}
    )

    assert done.status_code == 200, done.text
    subject, kind = ACTS[route]
    ((heard, body),) = room.owner.bodies
    assert heard == subject
    sent = kind.model_validate_json(body)
    name = "token:registry-propose-4"
    assert (sent.actor, sent.request) == (name, identity("request", name, "once"))
    fields = sent.model_dump(mode="json")
    assert {key: fields[key] for key in BODIES[route]} == BODIES[route]
    assert {"p123", "o123", "2020Q4", "lx"} & set(map(str, fields.values()))


async def test_a_rejection_says_first_what_it_undoes(room: Room) -> None:
    header = await room.holds(Right.FINDINGS_DECIDE)
    lines = ["整改单将被撤回。", "2020Q4报表已封存。"]
    room.owner.result = Result(
        ok=True, data={"finding": "f123", "serious": True, "consequences": lines, "version": 2}
    )

    first = await room.http.post("/findings/f123/reject", json={"reason": "误报"}, headers=header)
    accepted = {"reason": "误报", "consequences_accepted": True}
    second = await room.http.post("/findings/f123/reject", json=accepted, headers=header)

    assert (first.status_code, second.status_code) == (409, 200)
    assert [one["what"] for one in first.json()["errors"]] == lines
    assert first.json()["type"] == "urn:xuncha:problem:consequences"
    assert [subject for subject, _ in room.owner.bodies] == [
        "command.finding.consequences",
        "command.finding.decide",
    ]


async def test_details_are_chinese_unless_english_is_asked_for(room: Room) -> None:
    header = await room.holds(Right.REPORTS_FREEZE)
    message = "2020Q4 is frozen already; corrections are `report errata 2020Q4`"
    room.owner.result = Result(ok=False, code="refused", message=message)
    path = "/reports/quarters/2020Q4/freeze"

    chinese = await room.http.post(path, json={}, headers=header)
    english = await room.http.post(path, json={}, headers=header | {"accept-language": "en"})
    faulty = await room.http.post(path, json={"as_of": "soon"}, headers=header)

    assert chinese.json()["detail"] == "2020Q4已经封存；更正请用 xuncha report errata 2020Q4"
    assert english.json()["detail"] == message
    assert faulty.json()["errors"][0]["what"] == "应为日期，如 2021-01-30"


async def test_a_refused_import_is_a_problem_with_every_row(room: Room) -> None:
    header = await room.holds(Right.IMPORTS_WRITE)
    bad = [{"line": 4, "column": "id", "value": "x y", "reason": "is empty: fill it in"}]
    room.owner.result = Result(ok=True, data={"state": "refused", "bad": bad})

    answer = await room.http.post("/imports/registry?name=u.csv", content=b"id", headers=header)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"where": "line 4 id", "what": "为空，请填写"}]
    assert answer.json()["detail"] == "u.csv：1行不合要求，未导入任何数据"


@pytest.mark.parametrize(
    ("code", "match", "status"),
    [
        ("conflict", '"1"', 412),
        ("conflict", "*", 409),
        ("refused", "*", 409),
        ("not_found", "*", 404),
        ("unavailable", "*", 503),
        ("failed", "*", 500),
    ],
)
async def test_an_owners_refusal_is_a_problem(
    room: Room, code: str, match: str, status: int
) -> None:
    header = await room.holds(Right.FINDINGS_DECIDE)
    room.owner.result = Result(ok=False, code=code, message="why")

    answer = await room.http.post(
        "/findings/f1/confirm", json={}, headers=header | {"if-match": match}
    )

    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert (answer.json()["detail"], bool(answer.json()["mend"])) == ("why", True)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_problem_repeats_no_personal_value(room: Room) -> None:
    header = await room.holds(Right.FINDINGS_DECIDE)
    room.owner.result = Result(ok=False, code="refused", message=f"{resident_id()} is none")

    answer = await room.http.post(f"/findings/{resident_id()}/confirm", json={}, headers=header)

    assert answer.json()["instance"].startswith("/")
    assert not found_in(answer.content, {"id": resident_id()})


async def test_a_body_that_is_too_large_is_refused_as_a_problem(room: Room) -> None:
    answer = await room.http.post("/imports/registry?name=u.csv", content=b"x" * (MOST_BYTES + 1))

    assert (answer.status_code, answer.json()["title"]) == (413, "提交的内容过大")
    assert room.owner.files == []


async def test_wrong_tokens_are_counted_and_a_good_one_passes_all_the_same(room: Room) -> None:
    header = await room.holds(Right.FINDINGS_READ)
    await room.findings.add([make_finding(id="f1")])
    wrong = {"authorization": "Bearer nobody"}

    answers = [(await room.http.get("/findings", headers=wrong)) for _ in range(WRONG_A_MINUTE + 1)]

    assert [one.status_code for one in answers] == [401] * WRONG_A_MINUTE + [429]
    assert answers[-1].headers["retry-after"] == "60"
    good = await room.http.get("/findings", headers=header)
    assert [one["id"] for one in good.json()["items"]] == ["f1"]


async def test_a_units_file_comes_piece_by_piece_as_an_attachment(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = {0: (b"%PDF-", 5), 5: (b"1.7", 0)}

    async def asked(_self: Owners, _request: Any, name: str, *_: Any, **fields: Any) -> Any:
        assert (name, fields["file"]) == ("order.file", "f1")
        body, following = pieces[fields["offset"]]
        named = {"name": "佐证\"'.pdf", "kind": "pdf"}
        return named | {"body": base64.b64encode(body).decode(), "next": following}

    monkeypatch.setattr(Owners, "asked", asked)
    headers = await room.holds(Right.ORDERS_READ)
    found = await room.http.get("/orders/o1/files/f1", headers=headers)

    assert (found.content, found.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert found.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E4%BD%90")


async def test_links_are_revoked_once_under_a_key(room: Room) -> None:
    headers = await room.holds(Right.ORDERS_CHANGE) | {"idempotency-key": "revoke-1"}
    told = {"note": "被转发"}
    answer = await room.http.post("/orders/o100/revoke", headers=headers, json=told)
    again = await room.http.post("/orders/o100/revoke", headers=headers, json=told)
    unsaid = await room.http.post("/orders/o100/revoke", headers=headers, json={"note": ""})

    assert (answer.status_code, again.status_code, unsaid.status_code) == (200, 200, 422)
    first, second = room.owner.bodies
    assert first[0].endswith("order.revoke")
    assert first == second
