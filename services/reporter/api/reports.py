"""Reports of quarters, days and any period, and the freeze."""

import base64
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from services.reporter.api.answers import answer, download
from services.reporter.api.owners import Key, Owners
from shared.contracts.command import FreezeQuarter, ReportDay, ReportPeriod, ReportQuarter


class Freeze(BaseModel):
    """What is frozen."""

    as_of: date | None = None
    """Last day whose facts count; None means today."""


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
        format: Annotated[Literal["json", "html", "docx", "csv", "xlsx"], Query()] = "json",  # noqa: A002
    ) -> Response:
        """Report a quarter: the frozen figures where there are any, else computed now."""
        data = await self._owners.asked(
            request,
            "report.quarter",
            ReportQuarter,
            quarter=quarter,
            as_of=_iso(as_of),
            format=format,
        )
        return _report(request, quarter, data, format)

    async def period(
        self,
        request: Request,
        period: str,
        by: Literal["kind", "unit", "region", "platform", "level", "rule"] = "kind",
        compare: str = "",
        format: Annotated[Literal["json", "csv", "xlsx"], Query()] = "json",  # noqa: A002
    ) -> Response:
        """Count any period by one grouping, beside another period where one is named."""
        fields = {"period": period, "by": by, "compare": compare, "format": format}
        data = await self._owners.asked(request, "report.period", ReportPeriod, **fields)
        return _report(request, period, data, format)

    async def day(self, request: Request, day: date) -> Response:
        """Report a day."""
        data = await self._owners.asked(request, "report.day", ReportDay, day=day.isoformat())
        return answer(request, data["report"])

    async def freeze(
        self, request: Request, quarter: str, given: Freeze, idempotency_key: Key = ""
    ) -> Response:
        """Freeze a quarter's figures for ever; a repeat answers what is frozen."""
        data = await self._owners.asked(
            request,
            "report.freeze",
            FreezeQuarter,
            idempotency_key,
            quarter=quarter,
            as_of=_iso(given.as_of),
        )
        return answer(request, data)


def _report(request: Request, name: str, data: dict[str, Any], form: str) -> Response:
    if form == "json":
        return answer(request, data["report"])
    return download(request, f"{name}.{form}", base64.b64decode(data["file"]), form)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
