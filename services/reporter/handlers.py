"""What the reporter does when a message comes."""

from faststream.nats import NatsRouter

from services.reporter.audit import Audit
from services.reporter.quarters import Quarters
from services.reporter.registry import Registry
from shared import commands
from shared.broker import pull
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import Command, ListQuery, ReportQuarter, ShowQuery
from shared.intake.workflow import Intake
from shared.streams import REPORTER_AUDIT


def routes(registry: Registry, audit: Audit, intake: Intake, quarters: Quarters) -> NatsRouter:
    """Return the reporter's handlers.

    Args:
        registry: units and targets.
        audit: the chain of recorded actions.
        intake: imports files.
        quarters: statistics on demand.
    """
    router = NatsRouter()

    @router.subscriber(**pull(REPORTER_AUDIT))
    async def on_audit(event: AuditRecorded) -> None:
        """Chain one entry."""
        await audit.append(event)

    intake.answer(router, "reporter")
    commands.answer(router, "reporter", "registry.list", ListQuery, registry.listed)
    commands.answer(router, "reporter", "target.show", ShowQuery, registry.shown)
    commands.answer(router, "reporter", "report.quarter", ReportQuarter, quarters.report)
    commands.answer(router, "reporter", "audit.list", ListQuery, audit.listed)
    commands.answer(router, "reporter", "audit.verify", Command, audit.verified)
    return router
