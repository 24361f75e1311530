"""Puts the notifier together: the only place that constructs its parts."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry

from services.notifier.alerts import Alerts
from services.notifier.answers import Answers
from services.notifier.channels.base import Channel
from services.notifier.channels.email import Email, Relay
from services.notifier.channels.every import channels, dry, redirected
from services.notifier.channels.posting import Poster
from services.notifier.credentials import read_credentials
from services.notifier.desk import Desk
from services.notifier.handlers import routes
from services.notifier.links import Links
from services.notifier.loop import Timer
from services.notifier.metrics import NotifierMetrics
from services.notifier.pages.app import pages
from services.notifier.pages.desk import Desk as PageDesk
from services.notifier.pages.door import ACTIONS_A_MINUTE, WRONG_A_MINUTE, Door, Limits
from services.notifier.pages.files import Files
from services.notifier.pages.screen import Screen
from services.notifier.send import Sender, Ways
from services.notifier.settings import NotifierSettings
from shared.broker import Broker
from shared.calendar import load_calendar
from shared.clock import parse_clock
from shared.durability import Durability
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.own import own_parts
from shared.egress.policy import Policy, load_internal_targets
from shared.errors import PermanentError
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.runtime import Service
from shared.sealing import DataKey, MasterKey
from shared.store.alerts import AlertStore
from shared.store.database import Database
from shared.store.findings import FindingReader
from shared.store.occurrences import OccurrenceReader
from shared.store.orders import OrderStore
from shared.store.paces import PaceStore
from shared.store.targets import TargetReader
from shared.store.tokens import TokenStore
from shared.store.units import UnitReader
from shared.store.uploads import UploadStore
from shared.web.forms import Forms
from shared.web.limits import Knocks


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
    master = MasterKey.read(settings.sealing_key_file)
    base = settings.notifier_public_url or f"http://{settings.health_host}:{settings.health_port}"
    tokens = TokenStore(database.collection("tokens"))
    links = Links(tokens, orders, master.derive("links"), base.rstrip("/"), clock)
    egress = Egress(Guard(_policy(settings)))
    ways = Ways(_channels(settings, egress), links, PaceStore(database.collection("paces")))
    sender = Sender(alert_store, database, ways, outbox, clock, metrics)
    sender.lease = timedelta(seconds=settings.notifier_lease_seconds)
    timer = Timer(orders, alerts, sender, clock, settings.notifier_scan_seconds)
    findings = FindingReader(database.collection("findings"))
    occurrences = OccurrenceReader(database.collection("occurrences"))
    desk = Desk(orders, findings, alerts, outbox, calendar, clock)
    answers = Answers(orders, alert_store, occurrences, outbox, clock)
    broker.include(routes(desk, answers))
    key = DataKey("uploads", master.derive("uploads"))
    files = Files(UploadStore(database.collection("uploads")), key, clock)
    door = Door(
        links,
        Forms(master.derive("forms")),
        Limits(Knocks(WRONG_A_MINUTE), Knocks(ACTIONS_A_MINUTE)),
        forwarded=settings.notifier_forwarded_for,
    )
    page_desk = PageDesk(
        answers.change, orders, UnitReader(database.collection("units")), links, files, clock
    )
    return Service(
        name="notifier",
        broker=broker,
        database=database,
        registry=registry,
        durability=Durability(settings.nats_monitor_url, registry),
        loops=[outbox.run, timer.remind, timer.send],
        closing=[egress.aclose],
        pages=pages(door, page_desk, Screen(settings.notifier_office)),
    )


def _channels(settings: NotifierSettings, egress: Egress) -> Sequence[Channel]:
    mail = Email(_relay(settings))
    if settings.notifier_dry_run:
        return dry()
    if settings.notifier_dry_run_mail:
        return redirected(mail, settings.notifier_dry_run_mail)
    return channels(mail, Poster(egress), read_credentials(settings.notifier_credentials_file))


def _policy(settings: NotifierSettings) -> Policy:
    internal = settings.notifier_internal_file
    return Policy(
        internal=load_internal_targets(internal) if internal else (),
        protected=own_parts(settings.nats_url, settings.nats_monitor_url, settings.mongo_url),
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
