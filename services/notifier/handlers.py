"""What the notifier does when a message comes."""

from faststream.nats import NatsRouter

from services.notifier.answers import Answers
from services.notifier.desk import Desk
from shared import commands
from shared.broker import pull
from shared.contracts.command import ChangeOrder, ListQuery, ShowQuery
from shared.contracts.finding import FindingEvent, FindingRechecked
from shared.streams import (
    NOTIFIER_CONFIRMED,
    NOTIFIER_RECHECKED,
    NOTIFIER_REJECTED,
    NOTIFIER_REOPENED,
)


def routes(desk: Desk, answers: Answers) -> NatsRouter:
    """Return the notifier's handlers.

    Args:
        desk: what messages do to orders.
        answers: the commands.
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

    commands.answer(router, "notifier", "order.change", ChangeOrder, answers.change)
    commands.answer(router, "notifier", "order.list", ListQuery, answers.listed)
    commands.answer(router, "notifier", "order.show", ShowQuery, answers.shown)
    commands.answer(router, "notifier", "alert.list", ListQuery, answers.alerts)
    return router
