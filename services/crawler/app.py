"""Puts the crawler together: the only place that constructs its parts."""

from datetime import timedelta
from functools import partial

from prometheus_client import CollectorRegistry

from services.crawler.accounts import Accounts
from services.crawler.archive import Archive, Stores
from services.crawler.connect import Connect
from services.crawler.copies import Copies
from services.crawler.crawl import Crawl
from services.crawler.desk import Desk
from services.crawler.discover import Discovery
from services.crawler.domain.plan import Rhythm
from services.crawler.faces import Faces
from services.crawler.feeds import Feeds
from services.crawler.fetch import Fetcher
from services.crawler.handlers import Parts, routes
from services.crawler.hosts import Hosts
from services.crawler.links import Links, LinkShelf
from services.crawler.loop import Dispatch
from services.crawler.marks import Marker
from services.crawler.metrics import CrawlerMetrics
from services.crawler.observe import Observer
from services.crawler.observed import ObservationFiles, Shelves
from services.crawler.overrides import load_owned_hosts, overrides_told
from services.crawler.pace import Pace
from services.crawler.passes import Passes
from services.crawler.pauses import Pauses
from services.crawler.posts import PostFiles, Posts
from services.crawler.probe import Prober, Way
from services.crawler.push import PUSHES_A_MINUTE, Push
from services.crawler.read import WORK, Reader
from services.crawler.recheck import Recheck
from services.crawler.retention import Needs, Retention
from services.crawler.robots import Robots
from services.crawler.schedule import Schedule
from services.crawler.seats import Seats
from services.crawler.settings import CrawlerSettings
from services.crawler.slices import Shelf, Slices
from services.crawler.stock import KINDS, counted
from shared.broker import Broker
from shared.bucket import Files
from shared.clock import parse_clock
from shared.confined import Confined
from shared.contracts.observation import Listing, Probe
from shared.durability import Durability
from shared.egress.client import Egress
from shared.egress.dial import dial_tcp
from shared.egress.guard import Guard
from shared.egress.own import own_parts
from shared.egress.policy import Policy, load_internal_targets
from shared.egress.proxy import ProxyDial
from shared.egress.reach import look
from shared.intake.workflow import Intake
from shared.internal import InternalUses
from shared.leases import Leases
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.runtime import Service
from shared.sealing import MasterKey
from shared.stock import Stock
from shared.store.articles import ArticleStore
from shared.store.connections import ConnectionStore
from shared.store.copies import CopyStore
from shared.store.cursors import CursorStore
from shared.store.database import Database
from shared.store.days import DayStore
from shared.store.evidence import EvidenceStore
from shared.store.findings import FindingReader
from shared.store.imports import ImportStore
from shared.store.keys import KeyStore
from shared.store.links import LinkStore
from shared.store.marks import MarksStore
from shared.store.occurrences import OccurrenceReader
from shared.store.outlinks import OutlinkStore
from shared.store.pauses import PauseStore
from shared.store.plans import PlanStore
from shared.store.pushes import PushStore
from shared.store.reports import ReportReader
from shared.store.runs import RunStore
from shared.store.targets import TargetReader
from shared.store.visits import VisitStore
from shared.streams import IMPORTS, LEASES
from shared.tables.model import Limits
from shared.vault import Vault
from shared.web.limits import Knocks

BY_PEOPLE = ("crawler_imports", "pauses", "push_tokens", "connections")
"""Collections that people's commands write, each with its outbox."""


def create(settings: CrawlerSettings) -> Service:  # noqa: PLR0915 - constructs, and nothing else
    """Construct the crawler."""
    registry = CollectorRegistry()
    metrics = CrawlerMetrics.register(registry)
    clock = parse_clock(settings.clock)
    database = Database(settings.store_of("crawler"), settings.database, registry, "crawler")
    broker = Broker(settings.broker_of("crawler"), "crawler", registry)
    internal = settings.crawler_internal_file
    policy = Policy(
        internal=load_internal_targets(internal) if internal else (),
        protected=own_parts(settings.nats_url, settings.nats_monitor_url, settings.mongo_url),
    )
    uses = InternalUses("crawler", broker.publisher, clock, metrics.internal.inc)
    guard = Guard(policy, on_internal=uses.note)
    dial = ProxyDial(settings.crawler_proxy) if settings.crawler_proxy else dial_tcp
    egress = Egress(guard, dial=dial)

    master = MasterKey.read(settings.sealing_key_file)
    vault = Vault(KeyStore(database.collection("keys"), master))
    visits = VisitStore(database.collection("visits"))
    stores = Stores(
        ArticleStore(database.collection("articles")),
        EvidenceStore(database.collection("evidence")),
        visits,
    )
    runs = RunStore(database.collection("runs"))
    archive = Archive(stores, vault, broker.publisher)
    agent = settings.crawler_user_agent
    owned = load_owned_hosts(settings.crawler_robots_file)
    tell = overrides_told(broker.publisher, clock)
    leases = Leases(LEASES, broker.connect)
    seats = Seats(leases)
    hosts = Hosts(settings.crawler_host_delay_seconds, seats)
    robots = Robots(egress, agent, owned, tell, metrics.learnt, hosts=hosts)
    fetcher = Fetcher(egress, robots, agent, hosts)
    confined = Confined(WORK)
    copies = Copies(CopyStore(database.collection("copies")), archive, vault, clock)
    feeds = Feeds(fetcher, confined, copies)
    discovery = Discovery(fetcher, robots, feeds, copies, confined, metrics)
    listings = DayStore(database.collection("listings"), Listing)
    observer = Observer(listings, broker.publisher, clock)
    targets = TargetReader(database.collection("targets"))
    outbox = Outbox(
        [database.collection(name) for name in BY_PEOPLE],
        broker.publisher,
        OutboxMetrics.register(registry),
        settings.outbox_seconds,
    )
    pauses = Pauses(PauseStore(database.collection("pauses")), targets, outbox, clock)
    reader = Reader(fetcher, confined, metrics)
    faces = Faces(fetcher, reader, settings.crawler_faces_days, metrics)
    crawl = Crawl(fetcher, reader, faces, archive, clock, metrics)
    probes = DayStore(database.collection("probes"), Probe)
    way = Way(fetcher, hosts, pauses)
    prober = Prober(way, probes, runs, broker.publisher, clock, metrics)
    prober.interval = timedelta(seconds=settings.crawler_probe_interval_seconds)
    prober.controls = tuple(settings.crawler_control_urls.split())
    prober.vantage = settings.crawler_vantage
    prober.reach = partial(look, guard, agent, dial=dial)
    checks = LinkStore(database.collection("links"))
    outlinks = OutlinkStore(database.collection("outlinks"))
    linked = LinkShelf(outlinks, checks)
    links = Links(way, archive, reader, linked, prober, broker.publisher, clock, metrics)
    seen = MarksStore(database.collection("marks"))
    marker = Marker(seen, probes, confined, broker.publisher, clock)
    plans = PlanStore(database.collection("plans"))
    schedule = Schedule(runs, plans, clock)
    connections = ConnectionStore(database.collection("connections"))
    connect = Connect(connections, targets, archive, schedule, outbox, clock, guard.check)
    cursors = CursorStore(database.collection("cursors"))
    shelf = Shelf(runs, plans, cursors, targets, connect, vault)
    posts = Posts(archive, observer, clock, metrics)
    accounts = Accounts(feeds, posts, archive, observer, clock, metrics)
    passes = Passes(crawl, archive, observer, marker, links, discovery, accounts, clock)
    push = Push(
        PushStore(database.collection("push_tokens")),
        targets,
        posts,
        outbox,
        clock,
        Knocks(PUSHES_A_MINUTE),
    )
    parts = Parts(
        Slices(passes, shelf, pauses, clock, metrics, _pace(settings)),
        Recheck(crawl, archive, pauses, broker.publisher, clock, metrics),
        prober,
        schedule,
        broker.settlement,
        pauses,
        targets,
        stores.articles,
        push,
        connect,
    )
    intake = Intake(
        Files(IMPORTS, broker.connect),
        ImportStore(database.collection("crawler_imports")),
        outbox,
        clock,
        Limits(settings.crawler_import_limit_bytes, settings.crawler_import_limit_rows),
        master,
    )
    shelves = Shelves(probes, listings, checks)
    intake.takes("observation", ObservationFiles(shelves, targets, broker.publisher, clock))
    intake.takes("article", PostFiles(posts, targets))
    dispatch = Dispatch(runs, broker.publisher, clock, metrics, settings.crawler_dispatch_seconds)
    router = routes(parts, settings.crawler_workers)
    intake.answer(router, "crawler")
    broker.include(router)
    needs = Needs(
        OccurrenceReader(database.collection("occurrences")),
        FindingReader(database.collection("findings")),
        ReportReader(database.collection("reports")),
        stores.articles,
    )
    days = settings.crawler_evidence_days
    retention = Retention(stores.evidence, needs, days, clock, metrics)
    stock = counted(Stock(KINDS, registry, clock, settings.stock_seconds), stores.articles, runs)
    return Service(
        name="crawler",
        broker=broker,
        database=database,
        registry=registry,
        durability=Durability(settings.nats_monitor_url, registry),
        loops=[dispatch.run, outbox.run, stock.run, retention.run, seats.run, uses.run],
        prepare=[archive.prepare, leases.prepare, intake.resume],
        pages=Desk(push),
        closing=[egress.aclose, confined.aclose],
    )


def _pace(settings: CrawlerSettings) -> Pace:
    shortest = timedelta(seconds=settings.crawler_interval_seconds)
    longest = timedelta(seconds=settings.crawler_longest_interval_seconds)
    return Pace(
        settings.crawler_pages_per_run,
        settings.crawler_run_seconds,
        settings.crawler_pages_per_pass,
        Rhythm(shortest, max(shortest, longest)),
    )
