"""Lists: pages by cursor as JSON, or as CSV and XLSX files."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.reporter.api.answers import Listed, decode, listing, plain, wrong
from shared.clock import Clock, office_date
from shared.contracts.finding import Decision
from shared.contracts.order import OrderState
from shared.contracts.target import TargetKind
from shared.contracts.unit import Unit
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FIRST_DAY, FindingReader, Window
from shared.store.orders import OrderReader
from shared.store.targets import TargetReader
from shared.store.units import UnitReader

MOST = 1_000
_FINDING_FILE = {"history", "aliases"}
_ORDER_FILE = {"history", "limits", "demands", "grants", "wish"}


class Paging(BaseModel):
    """How much of a list, from where, in which form."""

    cursor: str = Field(default="", max_length=300)
    """`next` of the page before; empty for the first page."""
    limit: int = Field(default=100, ge=1, le=MOST)
    """Most records of one page or file."""
    format: Literal["json", "csv", "xlsx"] = "json"


class Spanned(Paging):
    """Only what belongs to some days, both included, Asia/Shanghai."""

    since: date = FIRST_DAY
    until: date | None = None
    """None means today."""
    unit: str = ""


class TargetsAsked(Paging):
    """Which targets."""

    kind: TargetKind | None = None
    unit: str = ""


class FindingsAsked(Spanned):
    """Which findings, newest day first."""

    decision: Decision | None = None
    target: str = ""


class OrdersAsked(Paging):
    """Which orders."""

    state: OrderState | None = None
    unit: str = ""


class Books(NamedTuple):
    """The collections that lists are read from."""

    units: UnitReader
    targets: TargetReader
    findings: FindingReader
    orders: OrderReader
    enquiries: EnquiryReader


class Lists:
    """What answers at the addresses of lists; see `api.app`.

    Args:
        books: the collections.
        clock: business time.
    """

    def __init__(self, books: Books, clock: Clock) -> None:
        self._books = books
        self._clock = clock

    async def units(self, request: Request, asked: Annotated[Paging, Query()]) -> Response:
        """List the units in order of their ids."""
        found = await self._books.units.page(_id(asked), limit=asked.limit + 1)
        return listing(
            request, "units", _page([shown_unit(one) for one in found], asked), asked.format
        )

    async def targets(self, request: Request, asked: Annotated[TargetsAsked, Query()]) -> Response:
        """List the targets in order of their ids."""
        found = await self._books.targets.listed(
            kind=asked.kind or "", unit=asked.unit, after=_id(asked), limit=asked.limit + 1
        )
        return listing(
            request, "targets", _page([plain(one) for one in found], asked), asked.format
        )

    async def findings(
        self, request: Request, asked: Annotated[FindingsAsked, Query()]
    ) -> Response:
        """List the findings, newest day first, within a day by id."""
        after = decode(asked.cursor, 2)
        try:
            place = (date.fromisoformat(after[0]), after[1]) if after else None
        except ValueError as error:
            raise wrong("cursor", "take it from `next` of the page before, unchanged") from error
        wanted = {
            "decision": asked.decision or "",
            "unit": asked.unit,
            "target": asked.target,
        }
        window = Window(asked.since, self._until(asked), place)
        found = await self._books.findings.page(window, wanted, limit=asked.limit + 1)
        without = _FINDING_FILE if asked.format != "json" else None
        items = [plain(one, without=without) for one in found[: asked.limit]]
        last = items[-1] if len(found) > asked.limit else None
        page = Listed(items, [last["found_on"], last["id"]] if last else None)
        return listing(request, "findings", page, asked.format)

    async def orders(self, request: Request, asked: Annotated[OrdersAsked, Query()]) -> Response:
        """List the orders in order of their ids."""
        found = await self._books.orders.following(
            _id(asked), state=asked.state or "", unit=asked.unit, limit=asked.limit + 1
        )
        without = _ORDER_FILE if asked.format != "json" else None
        items = [plain(one, without=without) for one in found]
        return listing(request, "orders", _page(items, asked), asked.format)

    async def enquiries(self, request: Request, asked: Annotated[Spanned, Query()]) -> Response:
        """List the enquiries received on some days in order of their ids."""
        days = (asked.since, self._until(asked))
        found = await self._books.enquiries.following(
            _id(asked), days, unit=asked.unit, limit=asked.limit + 1
        )
        items = [plain(one) for one in found]
        return listing(request, "enquiries", _page(items, asked), asked.format)

    def _until(self, asked: Spanned) -> date:
        until = asked.until or office_date(self._clock.now())
        if until < asked.since:
            raise wrong("since", f"{asked.since} comes after {until}: swap them")
        return until


def shown_unit(unit: Unit) -> dict[str, Any]:
    """Write a unit; of its channels only the kind, as an address may hold a robot's key."""
    return plain(unit) | {"channels": [channel.partition(":")[0] for channel in unit.channels]}


def _id(asked: Paging) -> str:
    after = decode(asked.cursor, 1)
    return after[0] if after else ""


def _page(items: Sequence[dict[str, Any]], asked: Paging) -> Listed:
    kept = list(items[: asked.limit])
    return Listed(kept, [kept[-1]["id"]] if len(items) > asked.limit else None)
