"""Reports of quarters, days and any period, and the freeze."""

import base64
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.reporter.api.answers import answer, download
from services.reporter.api.owners import Key, Owners
from shared.contracts.command import (
    Command,
    CorrectQuarter,
    FreezeQuarter,
    IssueQuarter,
    ReportBack,
    ReportDay,
    ReportPeriod,
    ReportQuarter,
)


class Freeze(BaseModel):
    """What is frozen."""

    as_of: date | None = None
    """Last day whose facts count; None means today."""


class Issuing(BaseModel):
    """What the notice of a frozen quarter carries."""

    number: str = Field(min_length=1, max_length=60)
    date: str = ""
    """Like 2021-01-30; empty means today."""
    signer: str = Field(default="", max_length=60)


class Reported(BaseModel):
    """Which unit has reported back."""

    unit: str
    on: str = ""
    """Like 2021-02-05; empty means today."""
    note: str = Field(default="", max_length=500)


class Correction(BaseModel):
    """What a correction (更正) says."""

    text: str = Field(min_length=1, max_length=2_000)
    on: str = ""
    """Like 2021-02-10; empty means today."""


class Counting(BaseModel):
    """How a period is counted."""

    by: Literal["kind", "unit", "region", "platform", "level", "rule"] = "kind"
    kind: Literal["", "website", "column", "account"] = ""
    compare: str = ""
    """`previous`, or another period."""
    as_of: date | None = None
    """Last day whose facts count; None means today."""
    known_on: date | None = None
    """The registry as it was recorded by then; None means all that is recorded."""
    format: Literal["json", "csv", "xlsx"] = "json"


class Reports:
    """What answers at the addresses of reports; see `api.app`.

    Args:
        owners: carry commands out.
    """

    def __init__(self, owners: Owners) -> None:
        self._owners = owners

    async def quarter(
        self,
        request: Request,
        quarter: str,
        as_of: date | None = None,
        known_on: date | None = None,
        format: Annotated[Literal["json", "html", "docx", "csv", "xlsx"], Query()] = "json",  # noqa: A002
    ) -> Response:
        """Report a quarter: the frozen figures where there are any, else computed now."""
        data = await self._owners.asked(
            request,
            "report.quarter",
            ReportQuarter,
            quarter=quarter,
            as_of=_iso(as_of),
            known_on=_iso(known_on),
            format=format,
        )
        return _report(request, quarter, data, format)

    async def period(
        self,
        request: Request,
        period: str,
        given: Annotated[Counting, Query()],
    ) -> Response:
        """Count any period by one grouping, beside another period where one is named.

        A frozen quarter answers with the figures that were frozen, under their digest.
        """
        fields = given.model_dump(exclude={"as_of", "known_on"})
        days = {"as_of": _iso(given.as_of), "known_on": _iso(given.known_on)}
        data = await self._owners.asked(
            request, "report.period", ReportPeriod, period=period, **fields, **days
        )
        return _report(request, period, data, given.format)

    async def day(self, request: Request, day: date) -> Response:
        """Report a day."""
        data = await self._owners.asked(request, "report.day", ReportDay, day=day.isoformat())
        return answer(request, data["report"])

    async def freeze(
        self, request: Request, quarter: str, given: Freeze, idempotency_key: Key = ""
    ) -> Response:
        """Freeze a quarter's figures for ever; only a repeat under its own key is answered again.

        A second freeze is refused: what is frozen is read with GET, and corrected as an erratum.
        """
        data = await self._owners.asked(
            request,
            "report.freeze",
            FreezeQuarter,
            idempotency_key,
            quarter=quarter,
            as_of=_iso(given.as_of),
        )
        return answer(request, data)

    async def issue(
        self, request: Request, quarter: str, given: Issuing, idempotency_key: Key = ""
    ) -> Response:
        """Fix number, date and signer; every named unit gets its duty to report back."""
        return await self._changed(request, "issue", IssueQuarter, quarter, given, idempotency_key)

    async def back(
        self, request: Request, quarter: str, given: Reported, idempotency_key: Key = ""
    ) -> Response:
        """Note that a named unit has reported back."""
        return await self._changed(request, "back", ReportBack, quarter, given, idempotency_key)

    async def errata(self, request: Request, quarter: str) -> Response:
        """Show in what a frozen quarter differs from the records of today."""
        data = await self._owners.asked(request, "report.errata", CorrectQuarter, quarter=quarter)
        return answer(request, data)

    async def correct(
        self, request: Request, quarter: str, given: Correction, idempotency_key: Key = ""
    ) -> Response:
        """Publish a dated correction; the frozen figures stay."""
        command = CorrectQuarter
        return await self._changed(request, "errata", command, quarter, given, idempotency_key)

    async def _changed(
        self,
        request: Request,
        verb: str,
        kind: type[Command],
        quarter: str,
        given: BaseModel,
        key: str,
    ) -> Response:
        fields = given.model_dump()
        data = await self._owners.asked(
            request, f"report.{verb}", kind, key, quarter=quarter, **fields
        )
        return answer(request, data)


def _report(request: Request, name: str, data: dict[str, Any], form: str) -> Response:
    if form == "json":
        return answer(request, data["report"])
    return download(request, f"{name}.{form}", base64.b64decode(data["file"]), form)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
