"""Warnings, enquiries and reports: alerts that are about no order, and the duty to report back."""

from collections.abc import Iterator

from services.notifier.alerts import Alerts, News
from services.notifier.desk import ACTOR, Desk
from services.notifier.domain import orders
from services.notifier.domain.limits import fixed, spoken
from services.notifier.domain.message import Message
from services.notifier.domain.moves import Deed
from shared.clock import Clock
from shared.contracts.alert import AlertKind
from shared.contracts.assessment import Warning, WarningKind  # noqa: A004 - the word of the trade
from shared.contracts.order import OrderEvent, duty_id
from shared.contracts.report import Report, ReportKind
from shared.dates import written
from shared.store.enquiries import EnquiryReader
from shared.store.orders import OrderStore

ISSUED = "issued"
_SUBJECTS = {
    WarningKind.COLUMN: "【更新预警】栏目更新期限将至（{limit}）",
    WarningKind.ACCOUNT: "【更新预警】政务新媒体更新期限将至（{limit}）",
    WarningKind.ENQUIRY: "【留言预警】网民留言办理期限将至（{limit}）",
}
_UNEXPLAINED = "按所在指标或登记的期限计算。"
"""Of a warning that an older version has raised."""


class Bulletins:
    """Tells units and the office what is no order.

    Args:
        alerts: writes them.
        orders: where duties rest.
        desk: announces duties.
        enquiries: whether one is answered already.
        clock: business time.
        office: how messages name the office.
    """

    def __init__(
        self,
        alerts: Alerts,
        orders: OrderStore,
        desk: Desk,
        enquiries: EnquiryReader,
        clock: Clock,
        office: str,
    ) -> None:
        self._alerts = alerts
        self._orders = orders
        self._desk = desk
        self._enquiries = enquiries
        self._clock = clock
        self._office = office

    async def warned(self, warning: Warning) -> None:
        """Tell a unit that a limit is near; an enquiry that is answered meanwhile is left alone."""
        kind = AlertKind.WARNING
        if warning.kind is WarningKind.ENQUIRY:
            kind = AlertKind.ENQUIRY
            enquiry = (await self._enquiries.get_many([warning.subject])).get(warning.subject)
            if enquiry is not None and enquiry.closed_on is not None:
                return
        limit = written(warning.limit_on)
        why = warning.explained or _UNEXPLAINED
        lines = (warning.text, "", f"期限：{limit}", f"期限说明：{why}", self._office)
        message = Message(_SUBJECTS[warning.kind].format(limit=limit), "\n".join(lines), why)
        await self._alerts.spread([News(kind, warning.id, "raised", warning.unit, message)])

    async def reported(self, report: Report, cause: str) -> None:
        """Send a report to the office and to the units it names; an issued notice makes duties."""
        await self._alerts.spread(list(self._of(report, cause)))
        if report.kind is not ReportKind.QUARTER or report.state != ISSUED:
            return
        for one in report.units:
            if one.due_on is not None:
                now = self._clock.now()
                key = duty_id(one.unit, report.period)
                limit = fixed(now, one.due_on, "", provisional=one.provisional)
                why = f"通报要求于{spoken(limit)}前报送。{one.due_explained}"
                limit = limit.model_copy(update={"explained": why})
                duty = orders.duty(key, one.unit, report.period, limit, Deed(ACTOR, cause, now))
                event = OrderEvent(order=duty, verb="issued", occurred_at=now)
                await self._orders.add(duty, event)
                known = await self._orders.get(key)
                if known is not None:
                    await self._desk.announce(known, cause)

    def _of(self, report: Report, cause: str) -> Iterator[News]:
        about = f"{report.kind}:{report.period}"
        message = Message(report.subject_line, report.text)
        yield News(AlertKind.REPORT, about, cause, "", message)
        for one in report.units:
            yield News(
                AlertKind.REPORT, about, cause, one.unit, Message(report.subject_line, one.text)
            )
