"""What the notifier does when a message comes."""

from faststream.nats import NatsRouter

from services.notifier.answers import Answers
from services.notifier.desk import Desk
from services.notifier.line import Line
from services.notifier.news import Bulletins
from shared import commands
from shared.broker import pull
from shared.contracts.assessment import WarningRaised
from shared.contracts.command import (
    ChangeOrder,
    Command,
    HoldAlerts,
    ListQuery,
    ReplayAlerts,
    ShowQuery,
)
from shared.contracts.finding import FindingEvent, FindingRechecked
from shared.contracts.report import ReportReady
from shared.streams import (
    NOTIFIER_CONFIRMED,
    NOTIFIER_GONE,
    NOTIFIER_RECHECKED,
    NOTIFIER_REJECTED,
    NOTIFIER_REOPENED,
    NOTIFIER_REPORTS,
    NOTIFIER_WARNINGS,
)


def routes(desk: Desk, answers: Answers, line: Line, bulletins: Bulletins) -> NatsRouter:
    """Return the notifier's handlers.

    Args:
        desk: what messages do to orders.
        answers: the commands about orders.
        line: the commands about alerts.
        bulletins: warnings and reports.
    """
    router = NatsRouter()

    @router.subscriber(**pull(NOTIFIER_CONFIRMED))
    async def on_confirmed(event: FindingEvent) -> None:
        """A confirmed finding becomes an order."""
        await desk.confirmed(event.finding, event.msg_id)

    @router.subscriber(**pull(NOTIFIER_REJECTED))
    async def on_rejected(event: FindingEvent) -> None:
        """A rejected finding takes its order back."""
        await desk.rejected(event.finding, event.msg_id)

    @router.subscriber(**pull(NOTIFIER_RECHECKED))
    async def on_rechecked(event: FindingRechecked) -> None:
        """A re-check closes an order or opens it again."""
        await desk.rechecked(event)

    @router.subscriber(**pull(NOTIFIER_REOPENED))
    async def on_reopened(event: FindingEvent) -> None:
        """A finding that came back opens its order again."""
        await desk.reopened(event.finding, event.msg_id)

    @router.subscriber(**pull(NOTIFIER_GONE))
    async def on_gone(event: FindingEvent) -> None:
        """A finding that nobody sees any more closes its order."""
        await desk.gone(event.finding, event.msg_id)

    @router.subscriber(**pull(NOTIFIER_WARNINGS))
    async def on_warning(event: WarningRaised) -> None:
        """A limit that is near is told to the unit."""
        await bulletins.warned(event.warning)

    @router.subscriber(**pull(NOTIFIER_REPORTS))
    async def on_report(event: ReportReady) -> None:
        """A report goes to the office and the units; an issued notice makes duties."""
        await bulletins.reported(event.report, event.msg_id)

    commands.answer(router, "notifier", "order.change", ChangeOrder, answers.change)
    commands.answer(router, "notifier", "order.list", ListQuery, answers.listed)
    commands.answer(router, "notifier", "order.show", ShowQuery, answers.shown)
    commands.answer(router, "notifier", "alert.list", ListQuery, line.listed)
    commands.answer(router, "notifier", "alert.show", ShowQuery, line.shown)
    commands.answer(router, "notifier", "alert.hold", HoldAlerts, line.hold)
    commands.answer(router, "notifier", "alert.switch", Command, line.switch)
    commands.answer(router, "notifier", "alert.replay", ReplayAlerts, line.replay)
    return router
