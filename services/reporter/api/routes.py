"""Every route of the API: method, address, what opens it, what answers, what that looks like."""

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.reporter.api.door import PUBLIC
from services.reporter.api.lists import Lists
from services.reporter.api.proofs import Proofs
from services.reporter.api.proposals import Proposing
from services.reporter.api.records import Records
from services.reporter.api.reports import Reports
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Finding
from shared.contracts.machine import Right
from shared.contracts.order import Order
from shared.contracts.proposal import Proposal
from shared.contracts.target import Target
from shared.contracts.token import Upload
from shared.contracts.unit import Unit

Endpoint = Callable[..., Coroutine[Any, Any, Response]]


class Listed(BaseModel):
    """One page of a list."""

    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class Units(Listed):
    """Units; of their channels only the kind."""

    items: list[Unit]


class Targets(Listed):
    """Targets."""

    items: list[Target]


class Findings(Listed):
    """Findings, newest day first."""

    items: list[Finding]


class Orders(Listed):
    """Orders."""

    items: list[Order]


class Proofed(BaseModel):
    """Files about one order."""

    items: list[Upload]


class Proposals(BaseModel):
    """Proposals in one state, one page."""

    items: list[Proposal]


class Enquiries(Listed):
    """Enquiries."""

    items: list[Enquiry]


class Route(NamedTuple):
    """One route."""

    method: str
    path: str
    scope: str
    endpoint: Endpoint
    model: Any = dict[str, Any]
    """What the JSON answer holds."""


class Desks(NamedTuple):
    """What answers at the addresses of the API."""

    lists: Lists
    records: Records
    """Single records, decisions and imports."""
    reports: Reports
    """Reports, freezes, issues, corrections."""
    proposing: Proposing
    proofs: Proofs
    """Files about orders, and links."""


def routes(desks: Desks, papers: tuple[Endpoint, Endpoint]) -> tuple[Route, ...]:
    """Return the table of routes.

    Args:
        desks: answer at them.
        papers: give the OpenAPI and the AsyncAPI description; they say nothing of the data.
    """
    lists, records, reports, proposing, proofs = desks
    quarter, proposal = "/reports/quarters/{quarter}", "/proposals/{proposal}"
    return (
        Route("GET", "/openapi.json", PUBLIC, papers[0]),
        Route("GET", "/asyncapi.json", PUBLIC, papers[1]),
        Route("GET", "/units", Right.REGISTRY_READ, lists.units, Units),
        Route("GET", "/units/{unit}", Right.REGISTRY_READ, records.unit, Unit),
        Route("GET", "/targets", Right.REGISTRY_READ, lists.targets, Targets),
        Route("GET", "/targets/{target}", Right.REGISTRY_READ, records.target, Target),
        Route("GET", "/targets/{target}/life", Right.REGISTRY_READ, records.life),
        Route("GET", "/proposals", Right.REGISTRY_READ, proposing.listed, Proposals),
        Route("POST", "/proposals", Right.REGISTRY_PROPOSE, proposing.propose, Proposal),
        Route("POST", f"{proposal}/approve", Right.REGISTRY_APPROVE, proposing.approve, Proposal),
        Route("POST", f"{proposal}/decline", Right.REGISTRY_APPROVE, proposing.decline, Proposal),
        Route("POST", f"{proposal}/file", Right.REGISTRY_APPROVE, proposing.file, Proposal),
        Route("GET", "/findings", Right.FINDINGS_READ, lists.findings, Findings),
        Route("GET", "/findings/{finding}", Right.FINDINGS_READ, records.finding, Finding),
        Route("GET", "/findings/{finding}/consequences", Right.FINDINGS_READ, records.consequences),
        Route(
            "POST", "/findings/{finding}/confirm", Right.FINDINGS_DECIDE, records.confirm, Finding
        ),
        Route("POST", "/findings/{finding}/reject", Right.FINDINGS_DECIDE, records.reject, Finding),
        Route("GET", "/orders", Right.ORDERS_READ, lists.orders, Orders),
        Route("GET", "/orders/{order}", Right.ORDERS_READ, records.order, Order),
        Route("GET", "/orders/{order}/files", Right.ORDERS_READ, proofs.sent, Proofed),
        Route("GET", "/orders/{order}/files/{file}", Right.ORDERS_READ, proofs.proof, bytes),
        Route("POST", "/orders/{order}/revoke", Right.ORDERS_CHANGE, proofs.revoke, Order),
        Route("POST", "/orders/{order}/{action}", Right.ORDERS_CHANGE, records.change, Order),
        Route("GET", "/enquiries", Right.ENQUIRIES_READ, lists.enquiries, Enquiries),
        Route("GET", quarter, Right.REPORTS_READ, reports.quarter),
        Route("GET", "/reports/days/{day}", Right.REPORTS_READ, reports.day),
        Route("GET", "/reports/periods/{period}", Right.REPORTS_READ, reports.period),
        Route("POST", f"{quarter}/freeze", Right.REPORTS_FREEZE, reports.freeze),
        Route("POST", f"{quarter}/issue", Right.REPORTS_ISSUE, reports.issue),
        Route("POST", f"{quarter}/reported-back", Right.REPORTS_ISSUE, reports.back),
        Route("GET", f"{quarter}/errata", Right.REPORTS_READ, reports.errata),
        Route("POST", f"{quarter}/errata", Right.REPORTS_ISSUE, reports.correct),
        Route("POST", "/imports/{noun}", Right.IMPORTS_WRITE, records.take),
        Route("GET", "/imports/{import_id}", Right.IMPORTS_READ, records.import_),
    )
