"""What the notifier does when a message comes."""

from typing import NamedTuple

from faststream.nats import NatsRouter

from services.notifier.answers import Answers
from services.notifier.calendars import Calendars
from services.notifier.desk import Desk
from services.notifier.filing import Filing
from services.notifier.line import Line
from services.notifier.news import Bulletins
from services.notifier.recipients import Recipients
from services.notifier.revoking import Revoking
from services.notifier.templates import Templates
from shared import commands
from shared.broker import pull
from shared.contracts.assessment import WarningRaised
from shared.contracts.calendar import CalendarRegistered, ImportCalendar
from shared.contracts.channel import EnableChannel, TryChannel
from shared.contracts.command import (
    ChangeOrder,
    Command,
    HoldAlerts,
    ListQuery,
    ReadFile,
    ReplayAlerts,
    RevokeLinks,
    ShowQuery,
)
from shared.contracts.finding import FindingEvent, FindingRechecked
from shared.contracts.report import ReportReady
from shared.contracts.template import TemplateFile
from shared.streams import (
    NOTIFIER_CALENDARS,
    NOTIFIER_CONFIRMED,
    NOTIFIER_GONE,
    NOTIFIER_RECHECKED,
    NOTIFIER_REJECTED,
    NOTIFIER_REOPENED,
    NOTIFIER_REPORTS,
    NOTIFIER_WARNINGS,
)


class Parts(NamedTuple):
    """What handles messages and commands.

    Attributes:
        desk: what messages do to orders.
        answers: the commands about orders.
        line: the commands about alerts.
        bulletins: warnings and reports.
        calendars: the calendar lines of the office.
        templates: its own templates.
        recipients: the commands about channel addresses.
        filing: the commands about files of units.
        revoking: the command that ends links.
    """

    desk: Desk
    answers: Answers
    line: Line
    bulletins: Bulletins
    calendars: Calendars
    templates: Templates
    recipients: Recipients
    filing: Filing
    revoking: Revoking


def routes(parts: Parts) -> NatsRouter:
    """Return the notifier's handlers."""
    router = NatsRouter()
    bulletins, calendars = parts.bulletins, parts.calendars
    _findings(router, parts.desk)

    @router.subscriber(**pull(NOTIFIER_WARNINGS))
    async def on_warning(event: WarningRaised) -> None:
        """A limit that is near is told to the unit."""
        await bulletins.warned(event.warning)

    @router.subscriber(**pull(NOTIFIER_REPORTS))
    async def on_report(event: ReportReady) -> None:
        """A report goes to the office and the units; an issued notice makes duties."""
        await bulletins.reported(event.report, event.msg_id)

    @router.subscriber(**pull(NOTIFIER_CALENDARS))
    async def on_calendar(event: CalendarRegistered) -> None:
        """Calendar lines that were published hold for deadlines."""
        await calendars.heard(event)

    _commands(router, parts)
    return router


def _findings(router: NatsRouter, desk: Desk) -> None:
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


def _commands(router: NatsRouter, parts: Parts) -> None:
    _, answers, line, _, calendars, templates, recipients, filing, revoking = parts
    commands.answer(router, "notifier", "calendar.import", ImportCalendar, calendars.take)
    commands.answer(router, "notifier", "calendar.show", Command, calendars.shown)
    commands.answer(router, "notifier", "template.import", TemplateFile, templates.take)
    commands.answer(router, "notifier", "template.preview", TemplateFile, templates.preview)
    commands.answer(router, "notifier", "template.show", TemplateFile, templates.shown)
    commands.answer(router, "notifier", "template.list", ListQuery, templates.listed)
    commands.answer(router, "notifier", "channel.test", TryChannel, recipients.test)
    commands.answer(router, "notifier", "channel.list", Command, recipients.disabled)
    commands.answer(router, "notifier", "channel.enable", EnableChannel, recipients.enable)
    commands.answer(router, "notifier", "order.change", ChangeOrder, answers.change)
    commands.answer(router, "notifier", "order.list", ListQuery, answers.listed)
    commands.answer(router, "notifier", "order.show", ShowQuery, answers.shown)
    commands.answer(router, "notifier", "order.files", ShowQuery, filing.listed)
    commands.answer(router, "notifier", "order.revoke", RevokeLinks, revoking.revoke)
    commands.answer(router, "notifier", "order.file", ReadFile, filing.piece)
    commands.answer(router, "notifier", "alert.list", ListQuery, line.listed)
    commands.answer(router, "notifier", "alert.show", ShowQuery, line.shown)
    commands.answer(router, "notifier", "alert.hold", HoldAlerts, line.hold)
    commands.answer(router, "notifier", "alert.switch", Command, line.switch)
    commands.answer(router, "notifier", "alert.replay", ReplayAlerts, line.replay)
