"""Puts the crawler together: the only place that constructs its parts."""

from datetime import timedelta

from prometheus_client import CollectorRegistry

from services.crawler.archive import Archive, Stores
from services.crawler.crawl import Crawl
from services.crawler.fetch import Fetcher
from services.crawler.handlers import routes
from services.crawler.loop import Dispatch
from services.crawler.metrics import CrawlerMetrics
from services.crawler.recheck import Recheck
from services.crawler.robots import Robots
from services.crawler.schedule import Schedule
from services.crawler.settings import CrawlerSettings
from shared.broker import Broker
from shared.clock import parse_clock
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.policy import Policy, load_internal_targets
from shared.runtime import Service
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.database import Database
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.runs import RunStore
from shared.store.targets import TargetReader
from shared.store.visits import VisitStore
from shared.vault import Vault


def create(settings: CrawlerSettings) -> Service:
    """Construct the crawler."""
    registry = CollectorRegistry()
    metrics = CrawlerMetrics.register(registry)
    clock = parse_clock(settings.clock)
    database = Database(settings.mongo_url, settings.database)
    broker = Broker(settings.nats_url, "crawler", registry)
    internal = settings.crawler_internal_file
    policy = Policy(internal=load_internal_targets(internal) if internal else ())
    egress = Egress(Guard(policy))

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
    crawl = Crawl(
        Fetcher(egress, Robots(egress, agent), agent),
        archive,
        clock,
        metrics,
        delay_seconds=settings.crawler_host_delay_seconds,
        pages_per_run=settings.crawler_pages_per_run,
    )
    recheck = Recheck(crawl, archive, visits, broker.publisher, clock, metrics)
    dispatch = Dispatch(runs, broker.publisher, clock, metrics, settings.crawler_dispatch_seconds)
    schedule = Schedule(runs, clock, timedelta(seconds=settings.crawler_interval_seconds))
    targets = TargetReader(database.collection("targets"))
    broker.include(
        routes(
            crawl,
            recheck,
            schedule,
            targets=targets,
            articles=stores.articles,
            workers=settings.crawler_workers,
        )
    )
    return Service(
        name="crawler",
        broker=broker,
        database=database,
        registry=registry,
        loops=[dispatch.run],
        prepare=[archive.prepare],
        closing=[egress.aclose],
    )
