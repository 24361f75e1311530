"""Puts the analyzer together: the only place that constructs its parts."""

from prometheus_client import CollectorRegistry

from services.analyzer.analyze import Analyze, Stores
from services.analyzer.decide import Decide
from services.analyzer.domain.rules import rule_set
from services.analyzer.handlers import routes
from services.analyzer.lexicon import load_lists
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.prove import Prove
from services.analyzer.reported import FindingFiles
from services.analyzer.settings import AnalyzerSettings
from shared.broker import Broker
from shared.bucket import Files
from shared.clock import parse_clock
from shared.durability import Durability
from shared.intake.workflow import Intake
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.runtime import Service
from shared.sealing import MasterKey
from shared.store.analyses import AnalysisStore
from shared.store.articles import ArticleReader
from shared.store.database import Database
from shared.store.findings import FindingStore
from shared.store.imports import ImportStore
from shared.store.keys import KeyReader
from shared.store.occurrences import OccurrenceStore
from shared.store.targets import TargetReader
from shared.streams import IMPORTS
from shared.tables.model import Limits
from shared.vault import Reader


def create(settings: AnalyzerSettings) -> Service:
    """Construct the analyzer."""
    registry = CollectorRegistry()
    metrics = AnalyzerMetrics.register(registry)
    clock = parse_clock(settings.clock)
    database = Database(settings.mongo_url, settings.database)
    broker = Broker(settings.nats_url, "analyzer", registry)
    rules = rule_set(load_lists())

    vault = Reader(
        KeyReader(database.collection("keys"), MasterKey.read(settings.sealing_key_file))
    )
    findings = FindingStore(database.collection("findings"))
    occurrences = OccurrenceStore(database.collection("occurrences"))
    stores = Stores(
        ArticleReader(database.collection("articles")),
        TargetReader(database.collection("targets")),
        findings,
        occurrences,
        AnalysisStore(database.collection("analyses")),
    )
    outbox = Outbox(
        [database.collection("findings"), database.collection("analyzer_imports")],
        broker.publisher,
        OutboxMetrics.register(registry),
        settings.outbox_seconds,
    )
    analyze = Analyze(stores, vault, rules, broker.publisher, clock, metrics)
    prove = Prove(analyze, findings, occurrences, broker.publisher, metrics)
    decide = Decide(findings, occurrences, outbox, clock)
    intake = Intake(
        Files(IMPORTS, broker.connect),
        ImportStore(database.collection("analyzer_imports")),
        outbox,
        clock,
        Limits(settings.analyzer_import_limit_bytes, settings.analyzer_import_limit_rows),
    )
    intake.takes("finding", FindingFiles(findings, stores.targets, clock))
    router = routes(analyze, prove, decide, broker.settlement, settings.analyzer_batch)
    intake.answer(router, "analyzer")
    broker.include(router)
    return Service(
        name="analyzer",
        broker=broker,
        database=database,
        registry=registry,
        durability=Durability(settings.nats_monitor_url, registry),
        loops=[outbox.run],
        prepare=[intake.resume],
    )
