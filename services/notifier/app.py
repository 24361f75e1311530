"""Puts the notifier together: the only place that constructs its parts."""

from datetime import timedelta

from prometheus_client import CollectorRegistry

from services.notifier.alerts import Alerts, Readers
from services.notifier.answers import Answers
from services.notifier.calendars import Calendars
from services.notifier.certificate import Certificate
from services.notifier.channels.chosen import chosen, policy
from services.notifier.deadlines import Deadlines, Sources
from services.notifier.desk import Books, Desk
from services.notifier.domain.quiet import parse_quiet
from services.notifier.failures import Failures, Office
from services.notifier.files import Files
from services.notifier.filing import Filing
from services.notifier.handlers import Parts, routes
from services.notifier.heartbeat import Heartbeat
from services.notifier.line import Line
from services.notifier.links import Links
from services.notifier.loop import Timer
from services.notifier.metrics import NotifierMetrics
from services.notifier.news import Bulletins
from services.notifier.pages.app import pages
from services.notifier.pages.desk import Books as PageBooks
from services.notifier.pages.desk import Desk as PageDesk
from services.notifier.pages.door import ACTIONS_A_MINUTE, WRONG_A_MINUTE, Door, Limits
from services.notifier.pages.screen import Screen
from services.notifier.recipients import Recipients
from services.notifier.remind import Reminders
from services.notifier.restored import Restored
from services.notifier.revoking import Revoking
from services.notifier.send import Sender, Ways
from services.notifier.settings import NotifierSettings
from services.notifier.stock import KINDS, counted
from services.notifier.templates import Templates
from services.notifier.texts import Texts
from shared.broker import Broker
from shared.clock import parse_clock
from shared.deadlines import load_deadlines
from shared.durability import Durability
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.internal import InternalUses
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.runtime import Service
from shared.sealing import DataKey, MasterKey
from shared.stock import Stock
from shared.store.alerts import AlertStore
from shared.store.calendars import CalendarStore
from shared.store.channels import ChannelStore
from shared.store.database import Database
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingReader
from shared.store.occurrences import OccurrenceReader
from shared.store.orders import OrderStore
from shared.store.paces import PaceStore
from shared.store.profiles import ProfileReader
from shared.store.reports import ReportReader
from shared.store.switches import SwitchStore
from shared.store.targets import TargetReader
from shared.store.templates import TemplateStore
from shared.store.tokens import TokenStore
from shared.store.units import UnitReader
from shared.store.uploads import UploadStore
from shared.web.forms import Forms
from shared.web.limits import Knocks

OUTGOING = ("orders", "alerts", "uploads", "switches", "calendars", "templates", "channels")
"""Collections with an outbox."""


def create(settings: NotifierSettings) -> Service:
    """Construct the notifier."""
    registry = CollectorRegistry()
    clock = parse_clock(settings.clock)
    database = Database(settings.store_of("notifier"), settings.database, registry, "notifier")
    metrics = NotifierMetrics.register(registry)
    broker = Broker(settings.broker_of("notifier"), "notifier", registry)
    calendar_store = CalendarStore(database.collection("calendars"))
    deadlines = Deadlines(
        load_deadlines(settings.notifier_deadlines_file),
        settings.notifier_calendar_file,
        parse_quiet(settings.notifier_quiet_hours),
        timedelta(minutes=settings.notifier_group_minutes),
        Sources(calendar_store, ProfileReader(database.collection("profiles")), clock),
    )
    orders = OrderStore(database.collection("orders"))
    alert_store = AlertStore(database.collection("alerts"))
    switches = SwitchStore(database.collection("switches"))
    outbox = Outbox(
        [database.collection(name) for name in OUTGOING],
        broker.publisher,
        OutboxMetrics.register(registry),
        settings.outbox_seconds,
    )
    units = UnitReader(database.collection("units"))
    targets = TargetReader(database.collection("targets"))
    office = settings.notifier_office
    fallbacks = frozenset(settings.notifier_fallback_channels.split(";")) - {""}
    office_channels = [one for one in settings.notifier_office_channels.split(";") if one]
    template_store = TemplateStore(database.collection("templates"))
    texts = Texts(template_store)
    alerts = Alerts(
        alert_store,
        Readers(units, targets, texts, fallbacks),
        database,
        clock,
        office,
        office_channels,
    )
    master = MasterKey.read(settings.sealing_key_file)
    base = settings.notifier_public_url or f"http://{settings.health_host}:{settings.health_port}"
    tokens = TokenStore(database.collection("tokens"))
    links = Links(tokens, orders, master.derive("links"), base.rstrip("/"), clock)
    uses = InternalUses("notifier", broker.publisher, clock)
    egress = Egress(Guard(policy(settings), on_internal=uses.note))
    rests = alert_store, ChannelStore(database.collection("channels"))
    sender = Sender(
        (alert_store, switches),
        database,
        Ways(
            chosen(settings, egress),
            links,
            PaceStore(database.collection("paces")),
            Failures(rests, units, database, clock, Office(office, office_channels), fallbacks),
        ),
        outbox,
        clock,
        metrics,
    )
    _set_up(sender, settings)
    findings = FindingReader(database.collection("findings"))
    desk = Desk(Books(orders, findings), alerts, outbox, deadlines, clock)
    occurrences = OccurrenceReader(database.collection("occurrences"))
    answers = Answers(orders, (alert_store, occurrences, units), outbox, desk, deadlines, clock)
    enquiries = EnquiryReader(database.collection("enquiries"))
    reports = ReportReader(database.collection("reports"))
    gather = timedelta(seconds=settings.notifier_gather_seconds)
    heartbeat = Heartbeat(egress, settings.notifier_heartbeat_url)
    timer = Timer(
        Reminders((orders, reports), desk, alerts, deadlines, clock, gather),
        sender,
        heartbeat,
        settings.notifier_scan_seconds,
    )
    uploads = UploadStore(database.collection("uploads"))
    files = Files(uploads, DataKey("uploads", master.derive("uploads")), clock)
    broker.include(
        routes(
            Parts(
                desk,
                answers,
                Line(alert_store, switches, database, outbox, clock),
                Bulletins(alerts, orders, desk, enquiries, clock, office),
                Calendars(calendar_store, orders, deadlines, outbox, clock),
                Templates(template_store, texts, outbox, clock),
                Recipients(rests, units, database, outbox, clock, office),
                Filing(orders, uploads, files, outbox, clock),
                Revoking(orders, links, desk, clock),
            )
        )
    )
    door = Door(
        links,
        Forms(master.derive("forms")),
        Limits(Knocks(WRONG_A_MINUTE), Knocks(ACTIONS_A_MINUTE)),
        forwarded=settings.notifier_forwarded_for,
    )
    page_desk = PageDesk(answers.change, PageBooks(orders, units, targets), links, files, clock)
    restored = Restored(
        (alert_store, orders), switches, broker, outbox, clock, asked=settings.notifier_hold
    )
    stock = counted(
        Stock(KINDS, registry, clock, settings.stock_seconds), orders, alert_store, metrics
    )
    return Service(
        name="notifier",
        broker=broker,
        database=database,
        registry=registry,
        durability=Durability(settings.nats_monitor_url, registry),
        loops=[
            outbox.run,
            timer.remind,
            timer.send,
            heartbeat.run,
            stock.run,
            uses.run,
            Certificate(base, metrics.certificate).run,
        ],
        prepare=[restored.look],
        closing=[egress.aclose],
        pages=pages(door, page_desk, Screen(office)),
    )


def _set_up(sender: Sender, settings: NotifierSettings) -> None:
    sender.lease = timedelta(seconds=settings.notifier_lease_seconds)
    sender.office = settings.notifier_office
    merge = settings.notifier_merge_minutes
    sender.merge_after = timedelta(minutes=merge) if merge else None
