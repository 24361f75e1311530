"""Single records, decisions and imports: the same commands as at the operator's desk."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.reporter.api.answers import answer, data_of, plain
from services.reporter.api.lists import Books, shown_unit
from services.reporter.api.owners import Key, Owners, request_id
from services.reporter.api.problems import Problem
from shared.bucket import Files
from shared.commands import new_request
from shared.contracts.command import (
    ChangeOrder,
    DecideFinding,
    ImportFile,
    ShowQuery,
)
from shared.contracts.finding import Decision
from shared.contracts.registry_command import ShowTarget
from shared.contracts.suppression import Scope
from shared.intake.asking import ask_import
from shared.store.imports import ImportStore

Action = Literal[
    "acknowledge",
    "hide",
    "rectify",
    "ask",
    "disown",
    "appeal",
    "extend",
    "except",
    "refuse",
    "uphold",
    "dismiss",
    "withdraw",
    "hand-over",
    "close",
    "recheck",
]
Noun = Literal["registry", "enquiry", "score", "finding", "observation", "article"]


class Confirmation(BaseModel):
    """Why a finding is confirmed."""

    reason: str = Field(default="", max_length=500)


class Rejection(BaseModel):
    """Why a finding is rejected, how far that reaches, and until when."""

    reason: str = Field(min_length=1, max_length=500)
    scope: Scope = Scope.TARGET
    until: date | None = None
    consequences_accepted: bool = False
    """Carry it out although an order or a frozen report rests on the confirmation."""


class Word(BaseModel):
    """What a unit said of an order, or what the office decided."""

    note: str = Field(default="", max_length=500)
    until: date | None = None
    """Of ask, extend, except: the last day."""
    wish: Literal["extension", "exception"] = "extension"
    """Of ask: for what."""
    unit: str = ""
    """Of hand-over: to whom, if not to whom the unit has named. Of disown: who has it, if known."""
    via: Literal["", "page", "paper", "phone"] = ""
    """How the unit's word reached us; empty when by this call."""


class Records:
    """What answers at the addresses of single records; see `api.app`.

    Args:
        books: the collections.
        imports: the reporter's own imports.
        files: the bucket where files wait for their owner.
        owners: carry commands out.
    """

    def __init__(
        self,
        books: Books,
        imports: ImportStore,
        files: Files,
        owners: Owners,
    ) -> None:
        self._books = books
        self._imports = imports
        self._files = files
        self._owners = owners

    async def unit(self, request: Request, unit: str) -> Response:
        """Show one unit."""
        found = await self._books.units.get(unit)
        if found is None:
            raise Problem("not_found", f"units/{unit}")
        return answer(request, shown_unit(found), tag=str(found.version))

    async def target(self, request: Request, target: str) -> Response:
        """Show one target."""
        found = await self._books.targets.get(target)
        if found is None:
            raise Problem("not_found", f"targets/{target}")
        return answer(request, plain(found), tag=str(found.version))

    async def life(
        self, request: Request, target: str, on: date | None = None, known_on: date | None = None
    ) -> Response:
        """Show a target as it stood on a day, as it was known on another, and its whole life."""
        data = await self._owners.asked(
            request, "target.life", ShowTarget, id=target, on=_iso(on), known_on=_iso(known_on)
        )
        return answer(request, data)

    async def finding(self, request: Request, finding: str) -> Response:
        """Show one finding with its history; its ETag is what a decision's `If-Match` takes."""
        found = await self._books.findings.get(finding)
        if found is None:
            raise Problem("not_found", f"findings/{finding}")
        return answer(request, plain(found), tag=str(found.version))

    async def consequences(self, request: Request, finding: str) -> Response:
        """Say what taking a confirmation back would undo."""
        data = await self._owners.asked(request, "finding.consequences", ShowQuery, id=finding)
        return answer(request, data)

    async def confirm(
        self, request: Request, finding: str, given: Confirmation, idempotency_key: Key = ""
    ) -> Response:
        """Confirm a finding: an order goes to the unit."""
        fields = given.model_dump()
        return await self._decided(request, finding, Decision.CONFIRMED, fields, idempotency_key)

    async def reject(
        self, request: Request, finding: str, given: Rejection, idempotency_key: Key = ""
    ) -> Response:
        """Reject a finding, with its reason; what rests on its confirmation is said first."""
        if not given.consequences_accepted:
            told = await self._owners.asked(request, "finding.consequences", ShowQuery, id=finding)
            if told["serious"]:
                raise Problem(
                    "consequences",
                    told["consequences"][0],
                    [{"where": told["finding"], "what": line} for line in told["consequences"]],
                )
        fields = given.model_dump(exclude={"consequences_accepted"})
        return await self._decided(request, finding, Decision.REJECTED, fields, idempotency_key)

    async def order(self, request: Request, order: str) -> Response:
        """Show one order with its deadlines, demands and history."""
        found = await self._books.orders.get(order)
        if found is None:
            raise Problem("not_found", f"orders/{order}")
        return answer(request, plain(found), tag=str(found.version))

    async def change(
        self, request: Request, order: str, action: Action, given: Word, idempotency_key: Key = ""
    ) -> Response:
        """Note what a unit said of an order, or decide of it, as `xuncha orders` does."""
        fields = {"order": order, "action": action, **given.model_dump()}
        return await self._owners.changed(
            request, "order.change", ChangeOrder, idempotency_key, **fields
        )

    async def take(
        self,
        request: Request,
        noun: Noun,
        name: Annotated[str, Query(max_length=200, pattern=r"^[^/\\]+\.[A-Za-z]{3,6}$")],
        dry_run: bool = False,
        skip_bad: bool = False,
        idempotency_key: Key = "",
    ) -> Response:
        """Import the file that is the body; the answer lists bad rows with line and reason."""
        stored = f"{new_request()}{name[name.rindex('.') :].lower()}"
        reference = await self._files.put(stored, await request.body())
        command = ImportFile(
            request=request_id(request, idempotency_key),
            actor=request.state.actor,
            file=reference,
            name=name,
            dry_run=dry_run,
            skip_bad=skip_bad,
        )
        client = await self._owners.connect()
        result = await ask_import(client, self._files, noun, command)
        return answer(request, _imported(name, data_of(result)))

    async def import_(self, request: Request, import_id: str) -> Response:
        """Show how far an import of registry, enquiries or scores is."""
        found = await self._imports.get(import_id)
        if found is None:
            raise Problem("not_found", f"imports/{import_id}")
        return answer(request, plain(found, without={"file", "key", "request"}))

    async def _decided(
        self, request: Request, finding: str, decision: Decision, fields: dict[str, Any], key: str
    ) -> Response:
        fields = {"finding": finding, "decision": decision, **fields}
        return await self._owners.changed(request, "finding.decide", DecideFinding, key, **fields)


def _imported(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """Return what an import did.

    Raises:
        Problem: bad rows, so that nothing was imported; each with its line and reason.
    """
    if told["state"] != "refused":
        return told
    faults = [
        {"where": f"line {one['line']} {one.get('column') or ''}".rstrip(), "what": one["reason"]}
        for one in told["bad"]
    ]
    raise Problem("bad_rows", f"{name}: {len(faults)} bad rows; nothing was imported", faults)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
