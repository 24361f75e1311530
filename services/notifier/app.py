"""Puts the notifier together: the only place that constructs its parts."""

from datetime import timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry

from services.notifier.alerts import Alerts
from services.notifier.answers import Answers
from services.notifier.channels.email import Email, Relay
from services.notifier.desk import Desk
from services.notifier.handlers import routes
from services.notifier.loop import Timer
from services.notifier.metrics import NotifierMetrics
from services.notifier.send import Sender
from services.notifier.settings import NotifierSettings
from shared.broker import Broker
from shared.calendar import load_calendar
from shared.clock import parse_clock
from shared.durability import Durability
from shared.errors import PermanentError
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.runtime import Service
from shared.store.alerts import AlertStore
from shared.store.database import Database
from shared.store.findings import FindingReader
from shared.store.occurrences import OccurrenceReader
from shared.store.orders import OrderStore
from shared.store.targets import TargetReader
from shared.store.units import UnitReader


def create(settings: NotifierSettings) -> Service:
    """Construct the notifier."""
    registry = CollectorRegistry()
    clock = parse_clock(settings.clock)
    database = Database(settings.mongo_url, settings.database)
    broker = Broker(settings.nats_url, "notifier", registry)
    calendar = load_calendar(settings.notifier_calendar_file)

    orders = OrderStore(database.collection("orders"))
    alert_store = AlertStore(database.collection("alerts"))
    outbox = Outbox(
        [database.collection("orders"), database.collection("alerts")],
        broker.publisher,
        OutboxMetrics.register(registry),
        settings.outbox_seconds,
    )
    alerts = Alerts(
        alert_store,
        UnitReader(database.collection("units")),
        TargetReader(database.collection("targets")),
        database,
        clock,
        settings.notifier_office,
    )
    metrics = NotifierMetrics.register(registry)
    sender = Sender(alert_store, database, [Email(_relay(settings))], outbox, clock, metrics)
    sender.lease = timedelta(seconds=settings.notifier_lease_seconds)
    timer = Timer(orders, alerts, sender, clock, settings.notifier_scan_seconds)
    findings = FindingReader(database.collection("findings"))
    occurrences = OccurrenceReader(database.collection("occurrences"))
    desk = Desk(orders, findings, alerts, outbox, calendar, clock)
    broker.include(routes(desk, Answers(orders, alert_store, occurrences, outbox, clock)))
    return Service(
        name="notifier",
        broker=broker,
        database=database,
        registry=registry,
        durability=Durability(settings.nats_monitor_url, registry),
        loops=[outbox.run, timer.remind, timer.send],
    )


def _relay(settings: NotifierSettings) -> Relay:
    file = settings.notifier_smtp_password_file
    return Relay(
        host=settings.notifier_smtp_host,
        port=settings.notifier_smtp_port,
        tls=settings.notifier_smtp_tls,
        user=settings.notifier_smtp_user,
        password=_secret(file) if file else "",
        sender=settings.notifier_mail_from,
        name=settings.notifier_office,
    )


def _secret(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise PermanentError(
            f"XUNCHA_NOTIFIER_SMTP_PASSWORD_FILE: {file} cannot be read ({error.strerror}); "
            "name a file that this user may read"
        ) from error
