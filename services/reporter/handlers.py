"""What the reporter does when a message comes."""

from functools import partial
from typing import NamedTuple

from faststream.nats import NatsRouter

from services.reporter.audit import Audit
from services.reporter.boards import Boards
from services.reporter.consequences import Consequences
from services.reporter.days import Days
from services.reporter.freezer import Freezer
from services.reporter.machines import Machines
from services.reporter.proposals import Proposals
from services.reporter.quarters import Quarters
from services.reporter.reconcile import Reconcile
from services.reporter.registry import Registry
from services.reporter.rollups import AboutFinding, Rollups
from services.reporter.statistics import Statistics
from shared import commands
from shared.broker import pull
from shared.contracts.assessment import WarningRaised
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import (
    Command,
    CorrectQuarter,
    FreezeQuarter,
    IssueQuarter,
    ListQuery,
    ReportBack,
    ReportDay,
    ReportPeriod,
    ReportQuarter,
    ShowQuery,
)
from shared.contracts.enquiry import EnquiryRead
from shared.contracts.machine import IssueToken, RevokeToken
from shared.contracts.order import OrderEvent
from shared.contracts.registry_command import (
    DecideProposal,
    FileProposal,
    Propose,
    ReconcileRegistry,
    ShowTarget,
)
from shared.intake.workflow import Intake
from shared.store.warnings import WarningStore
from shared.streams import (
    REPORTER_AUDIT,
    REPORTER_BOARDS,
    REPORTER_FINDINGS,
    REPORTER_ORDERS,
    REPORTER_WARNINGS,
)


class Desk(NamedTuple):
    """Everything that messages and commands reach."""

    registry: Registry
    """Units and targets."""
    proposals: Proposals
    """Changes of the registry that need an approval."""
    reconcile: Reconcile
    """Compares the registry."""
    audit: Audit
    """The chain of recorded actions."""
    intake: Intake
    """Imports files."""
    quarters: Quarters
    """The report of a quarter and its notice."""
    freezer: Freezer
    """Freezes, issues and corrects it."""
    days: Days
    """The report of a day."""
    consequences: Consequences
    """What a decision would undo."""
    statistics: Statistics
    """Figures of any period."""
    rollups: Rollups
    """Counts of findings."""
    boards: Boards
    """Enquiries that were read off boards."""
    warnings: WarningStore
    """Limits that came near."""
    machines: Machines
    """Programs that may come in."""


def routes(desk: Desk) -> NatsRouter:
    """Return the reporter's handlers."""
    router = NatsRouter()
    _events(router, desk)
    desk.intake.answer(router, "reporter")
    answer = partial(commands.answer, router, "reporter")
    answer("registry.list", ListQuery, desk.registry.listed)
    answer("target.show", ShowQuery, desk.registry.shown)
    answer("target.life", ShowTarget, desk.registry.lived)
    answer("proposal.make", Propose, desk.proposals.propose)
    answer("proposal.list", ListQuery, desk.proposals.listed)
    answer("proposal.decide", DecideProposal, desk.proposals.decide)
    answer("proposal.file", FileProposal, desk.proposals.file)
    answer("registry.reconcile", ReconcileRegistry, desk.reconcile.compared)
    answer("finding.consequences", ShowQuery, desk.consequences.of)
    answer("report.quarter", ReportQuarter, desk.quarters.report)
    answer("report.day", ReportDay, desk.days.report)
    answer("report.freeze", FreezeQuarter, desk.freezer.freeze)
    answer("report.issue", IssueQuarter, desk.freezer.issue)
    answer("report.back", ReportBack, desk.freezer.reported)
    answer("report.errata", CorrectQuarter, desk.freezer.errata)
    answer("report.period", ReportPeriod, desk.statistics.report)
    answer("report.recompute", Command, desk.statistics.recompute)
    answer("token.issue", IssueToken, desk.machines.issue)
    answer("token.list", ListQuery, desk.machines.listed)
    answer("token.revoke", RevokeToken, desk.machines.revoke)
    answer("audit.list", ListQuery, desk.audit.listed)
    answer("audit.verify", Command, desk.audit.verified)
    return router


def _events(router: NatsRouter, desk: Desk) -> None:
    @router.subscriber(**pull(REPORTER_FINDINGS))
    async def on_finding(event: AboutFinding) -> None:
        """Mark what counts the finding."""
        await desk.rollups.finding_changed(event.finding)

    @router.subscriber(**pull(REPORTER_ORDERS))
    async def on_order(event: OrderEvent) -> None:
        """Mark what counts the order."""
        await desk.rollups.order_changed(event.order)

    @router.subscriber(**pull(REPORTER_BOARDS))
    async def on_read(event: EnquiryRead) -> None:
        """Keep what a board shows."""
        await desk.boards.take(event.entry)

    @router.subscriber(**pull(REPORTER_WARNINGS))
    async def on_warning(event: WarningRaised) -> None:
        """Keep the warning, to be counted."""
        await desk.warnings.add(event.warning)

    @router.subscriber(**pull(REPORTER_AUDIT))
    async def on_audit(event: AuditRecorded) -> None:
        """Chain one entry."""
        await desk.audit.append(event)
