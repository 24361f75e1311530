"""The JSON API over stores in memory: its door, its pages, and the commands that it sends."""

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
from services.reporter.api.records import Records
from services.reporter.api.reports import Reports
from services.reporter.machines import Machines
from shared.contracts.command import Command, DecideFinding, FreezeQuarter, ImportFile, Result
from shared.contracts.machine import MachineToken, Right
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
        self.result = Result(ok=True, data={"version": 2, "report": {}})
        self.files: list[bytes] = []

    async def request(self, subject: str, body: bytes, *, timeout: float) -> Any:  # noqa: ASYNC109
        assert timeout > 0
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
    app = api(door, Lists(books, clock), records, Reports(owners), MOST_BYTES)
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
        address = address.replace("{", "").replace("}", "")
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
    assert {(one.actor, one.request) for one in (decide, freeze, bring)} == {(name, "once")}
    assert isinstance(decide, DecideFinding)
    assert (decide.finding, decide.expected_version) == ("f1", 3)
    assert isinstance(freeze, FreezeQuarter)
    assert (freeze.quarter, freeze.as_of) == ("2020Q4", "2021-01-30")
    assert isinstance(bring, ImportFile)
    assert (bring.file, bring.name, bring.dry_run) == ("reference", "units.csv", True)
    assert room.owner.files == [b"id\n"]


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
