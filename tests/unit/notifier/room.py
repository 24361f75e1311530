"""The notifier over stores in memory, without a broker: everything but the wires is real."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from services.notifier.alerts import Alerts, Readers
from services.notifier.answers import Answers
from services.notifier.calendars import Calendars
from services.notifier.deadlines import Deadlines, Sources
from services.notifier.desk import Books, Desk
from services.notifier.domain.quiet import parse_quiet
from services.notifier.failures import Failures, Office
from services.notifier.line import Line
from services.notifier.links import Links
from services.notifier.metrics import NotifierMetrics
from services.notifier.news import Bulletins
from services.notifier.recipients import Recipients
from services.notifier.remind import Reminders
from services.notifier.revoking import Revoking
from services.notifier.send import Sender, Ways
from services.notifier.templates import Templates
from services.notifier.texts import Texts
from shared.contracts.alert import Alert
from shared.contracts.command import ChangeOrder
from shared.contracts.deadline import DeadlineClass
from shared.contracts.finding import Decision, Finding
from shared.contracts.order import Order
from shared.contracts.target import Target
from shared.contracts.unit import Unit
from shared.deadlines import load_deadlines
from shared.store.alerts import AlertStore
from shared.store.calendars import CalendarStore
from shared.store.channels import ChannelStore
from shared.store.collection import Document
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceReader
from shared.store.orders import OrderStore
from shared.store.paces import PaceStore
from shared.store.profiles import ProfileStore
from shared.store.reports import ReportReader
from shared.store.switches import SwitchStore
from shared.store.targets import TargetReader
from shared.store.templates import TemplateStore
from shared.store.tokens import TokenStore
from shared.store.units import UnitReader
from tests.factories import NOW, make_finding, make_target, make_unit
from tests.fakes import FrozenClock, MemoryCollection, RecordingChannel

REAL = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OFFICE = "mailto:office@example.cn"
ABOVE = "mailto:above@example.cn"


class RealTime:
    """Stands where the store's clock is."""

    def __init__(self) -> None:
        self.moment = REAL

    async def now(self) -> datetime:
        """Return the time it was set to."""
        return self.moment


class Nudged:
    """Stands where the outbox is: only told that something waits."""

    def nudge(self) -> None:
        """Nothing to relay here."""


@dataclass
class Room:
    """A notifier, and what rests behind it."""

    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    classes: Sequence[DeadlineClass] = field(default_factory=load_deadlines)
    group: timedelta = timedelta(0)
    quiet: str = ""
    calendar_file: Any = None
    fallbacks: frozenset[str] = frozenset()
    channel: RecordingChannel = field(default_factory=RecordingChannel)
    stored: dict[str, MemoryCollection] = field(default_factory=dict)
    real: RealTime = field(default_factory=RealTime)

    def __post_init__(self) -> None:
        """Put the parts together, as `app` does."""
        real: Any = self.real
        nudged: Any = Nudged()
        self.orders = OrderStore(self.collection("orders"))
        self.sent = AlertStore(self.collection("alerts"))
        self.findings = FindingStore(self.collection("findings"))
        switches = SwitchStore(self.collection("switches"))
        units = UnitReader(self.collection("units"))
        calendars = CalendarStore(self.collection("calendars"))
        self.profiles = ProfileStore(self.collection("profiles"))
        self.deadlines = Deadlines(
            self.classes,
            self.calendar_file,
            parse_quiet(self.quiet),
            self.group,
            Sources(calendars, self.profiles, self.clock),
        )
        self.deadlines.every_seconds = 0.0
        self.calendars = Calendars(calendars, self.orders, self.deadlines, nudged, self.clock)
        templates = TemplateStore(self.collection("templates"))
        texts = Texts(templates)
        texts.every_seconds = 0.0
        readers = Readers(units, TargetReader(self.collection("targets")), texts, self.fallbacks)
        self.templates = Templates(templates, texts, nudged, self.clock)
        self.alerts = Alerts(self.sent, readers, real, self.clock, "示例办公室", [OFFICE])
        self.desk = Desk(
            Books(self.orders, self.findings), self.alerts, nudged, self.deadlines, self.clock
        )
        self.answers = Answers(
            self.orders,
            (self.sent, OccurrenceReader(self.collection("occurrences")), units),
            nudged,
            self.desk,
            self.deadlines,
            self.clock,
        )
        reports = ReportReader(self.collection("reports"))
        self.reminders = Reminders(
            (self.orders, reports), self.desk, self.alerts, self.deadlines, self.clock
        )
        tokens = TokenStore(self.collection("tokens"))
        self.links = Links(tokens, self.orders, b"k" * 32, "http://office", self.clock)
        self.revoking = Revoking(self.orders, self.links, self.desk, self.clock)
        channels = ChannelStore(self.collection("channels"))
        failures = Failures(
            (self.sent, channels),
            units,
            real,
            self.clock,
            Office("示例办公室", [OFFICE]),
            self.fallbacks,
        )
        self.sender = Sender(
            (self.sent, switches),
            real,
            Ways([self.channel], self.links, PaceStore(self.collection("paces")), failures),
            nudged,
            self.clock,
            NotifierMetrics.register(CollectorRegistry()),
        )
        self.recipients = Recipients(
            (self.sent, channels), units, real, nudged, self.clock, "示例办公室"
        )
        self.line = Line(self.sent, switches, real, nudged, self.clock)
        self.bulletins = Bulletins(
            self.alerts,
            self.orders,
            self.desk,
            EnquiryReader(self.collection("enquiries")),
            self.clock,
            "示例办公室",
        )

    def collection(self, name: str) -> MemoryCollection:
        """Return one collection."""
        return self.stored.setdefault(name, MemoryCollection())

    async def furnish(self, *units: Unit, targets: Sequence[Target] = ()) -> "Room":
        """Enter units and targets, those of the factories when none are given."""
        for name, records in (
            ("units", units or (make_unit(superior="above"), _above())),
            ("targets", targets or (make_target(),)),
        ):
            await self.collection(name).insert(
                [{"_id": one.id, **one.model_dump(mode="json")} for one in records]
            )
        return self

    async def confirm(self, cause: str = "confirmed-1", **fields: Any) -> Finding:
        """Let a finding be confirmed, and hear of it."""
        finding = make_finding(decision=Decision.CONFIRMED, **fields)
        await self.findings.add([finding])
        await self.desk.confirmed(finding, cause)
        return finding

    async def order(self, finding: Finding) -> Order:
        """Return the order that holds a finding."""
        found = await self.orders.of_finding(finding.id)
        assert found is not None
        return found

    async def order_of(self, key: str) -> Order:
        """Return an order as it stands."""
        found = await self.orders.get(key)
        assert found is not None
        return found

    async def do(self, order: Order, action: str, **fields: Any) -> Order:
        """Send a command about an order."""
        given = {"request": f"{action}-{order.version}", "actor": "li", "order": order.id}
        return await self.answers.change(ChangeOrder(**{**given, "action": action, **fields}))

    async def told(self, **where: Any) -> list[Alert]:
        """Return the alerts that were written, oldest first."""
        found = await self.collection("alerts").find(where, limit=1000, order="due_at")
        return [Alert.model_validate(one) for one in found]

    async def events(self, name: str = "orders") -> list[str]:
        """Return the subjects of everything that waits to be published."""
        documents: list[Document] = await self.collection(name).find({}, limit=1000)
        return [item["subject"] for one in documents for item in one.get("pending", [])]

    async def send(self) -> list[Alert]:
        """Send until nothing goes any more; return what arrived meanwhile."""
        before = len(self.channel.sent)
        while await self.sender.look():
            pass
        return self.channel.sent[before:]


def _above() -> Unit:
    return make_unit(id="above", name="市级主管单位", channels=(ABOVE,))
