"""Puts the analyzer together: the only place that constructs its parts."""

from functools import partial

from prometheus_client import CollectorRegistry

from services.analyzer.analyze import Analyze
from services.analyzer.assessing.app import WAITING, assessing
from services.analyzer.assessing.schemes import Schemes, keep_digests
from services.analyzer.compile import Compile
from services.analyzer.corrector import Corrector, HttpCorrector, NoCorrector
from services.analyzer.decide import Decide, Show
from services.analyzer.domain.rules import RULES
from services.analyzer.domain.weigh import Bar
from services.analyzer.endpoint import Endpoint, read_authorization
from services.analyzer.grading import Grading
from services.analyzer.handlers import answers, assessments, changes, facts, routes
from services.analyzer.inforce import InForce
from services.analyzer.keep import Keep
from services.analyzer.lexicon import load_lists
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.onsite import OnSite
from services.analyzer.opening import Opening
from services.analyzer.prove import Prove
from services.analyzer.reported import FindingFiles
from services.analyzer.ruledesk import RuleDesk
from services.analyzer.rulesets import Rulesets
from services.analyzer.settings import AnalyzerSettings
from services.analyzer.silence import Silence
from services.analyzer.stock import KINDS, Shelves, counted
from services.analyzer.sweep import Sweep
from services.analyzer.trial import Trial
from services.analyzer.vanish import Vanish
from shared.broker import Broker
from shared.bucket import Files
from shared.clock import parse_clock
from shared.contracts.finding import Severity
from shared.durability import Durability
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.own import own_parts
from shared.egress.policy import Policy, load_internal_targets
from shared.errors import PermanentError
from shared.intake.workflow import Intake
from shared.internal import InternalUses
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.runtime import Service
from shared.sealing import MasterKey
from shared.stock import Stock
from shared.store.analyses import AnalysisStore
from shared.store.articles import ArticleReader
from shared.store.database import Database
from shared.store.findings import FindingStore
from shared.store.imports import ImportStore
from shared.store.keys import KeyReader
from shared.store.occurrences import OccurrenceStore
from shared.store.precision import PrecisionStore
from shared.store.profiles import ProfileStore
from shared.store.rulesets import RulesetStore
from shared.store.suppressions import SuppressionStore
from shared.store.targets import TargetReader
from shared.store.units import UnitReader
from shared.store.visits import VisitReader
from shared.streams import IMPORTS
from shared.tables.model import Limits
from shared.vault import Reader

_WAITING = ("findings", "analyzer_imports", "rulesets")


def create(settings: AnalyzerSettings) -> Service:
    """Construct the analyzer."""
    registry = CollectorRegistry()
    metrics = AnalyzerMetrics.register(registry)
    clock = parse_clock(settings.clock)
    database = Database(settings.store_of("analyzer"), settings.database, registry, "analyzer")
    broker = Broker(settings.broker_of("analyzer"), "analyzer", registry)
    uses = InternalUses("analyzer", broker.publisher, clock)
    rulesets = RulesetStore(database.collection("rulesets"), database.collection("editions"))
    packaged = load_lists()
    inforce = InForce(packaged, rulesets, metrics, settings.analyzer_rules_seconds)

    master = MasterKey.read(settings.sealing_key_file)
    vault = Reader(KeyReader(database.collection("keys"), master))
    findings = FindingStore(database.collection("findings"))
    occurrences = OccurrenceStore(database.collection("occurrences"))
    articles = ArticleReader(database.collection("articles"))
    targets = TargetReader(database.collection("targets"))
    analyses = AnalysisStore(database.collection("analyses"))
    outbox = Outbox(
        [database.collection(name) for name in (*_WAITING, *WAITING)],
        broker.publisher,
        OutboxMetrics.register(registry),
        settings.outbox_seconds,
    )
    opening = Opening(articles, targets, vault)
    onsite = OnSite(articles, VisitReader(database.collection("visits")))
    suppressions = SuppressionStore(database.collection("suppressions"))
    grading = Grading(
        findings,
        PrecisionStore(database.collection("precision")),
        broker.publisher,
        clock,
        Bar(settings.analyzer_hint_below, settings.analyzer_hint_decisions),
        every_seconds=settings.analyzer_rules_seconds,
    )
    vanish = Vanish(findings, occurrences, onsite, opening)
    keep = Keep(
        findings,
        occurrences,
        Silence(findings, suppressions),
        vanish,
        grading,
        confirming=confirming(settings.analyzer_confirms),
        publisher=broker.publisher,
        metrics=metrics,
    )
    analyze = Analyze(
        opening,
        vault,
        inforce,
        keep,
        analyses,
        corrector=corrector(settings, metrics, uses),
        clock=clock,
        metrics=metrics,
    )
    prove = Prove(
        analyze,
        findings,
        occurrences,
        vanish,
        opening,
        publisher=broker.publisher,
        metrics=metrics,
    )
    decide = Decide(findings, occurrences, suppressions, grading, outbox, clock)
    show = Show(findings, occurrences, targets, UnitReader(database.collection("units")))
    files = Files(IMPORTS, broker.connect)
    limits = Limits(settings.analyzer_import_limit_bytes, settings.analyzer_import_limit_rows)
    sweep = Sweep(
        analyze,
        inforce,
        onsite,
        analyses,
        clock,
        metrics,
        days=settings.analyzer_sweep_days,
        every_seconds=settings.analyzer_sweep_seconds,
        known_seconds=2 * settings.analyzer_rules_seconds,
    )
    lists = Rulesets(rulesets, files, inforce, outbox, clock, limits)
    intake = Intake(
        files,
        ImportStore(database.collection("analyzer_imports")),
        outbox,
        clock,
        limits,
        master,
    )
    profiles = ProfileStore(database.collection("profiles"))
    schemes = Schemes(profiles)
    intake.takes("finding", FindingFiles(findings, targets, schemes, clock))
    router = routes(analyze, prove, vanish, broker.settlement, settings.analyzer_batch)
    trial = Trial(opening, vault, keep, lists, onsite, inforce=inforce, clock=clock)
    rules = RuleDesk(inforce, lists, trial, grading)
    answers(router, decide, show, rules)
    daily, late, desks, marks = assessing(settings, database, broker, outbox, opening, metrics)
    facts(router, late, broker.settlement)
    changes(router, late)
    assessments(router, *desks)
    intake.answer(router, "analyzer")
    broker.include(router)
    stock = counted(
        Stock(KINDS, registry, clock, settings.stock_seconds),
        Shelves(findings, marks, lambda: grading.rows),
        metrics,
    )
    return Service(
        name="analyzer",
        broker=broker,
        database=database,
        registry=registry,
        durability=Durability(settings.nats_monitor_url, registry),
        loops=[
            outbox.run,
            inforce.run,
            grading.run,
            sweep.run,
            daily.run,
            stock.run,
            uses.run,
            Compile(packaged, inforce.repackage).run,
        ],
        prepare=[
            intake.resume,
            inforce.refresh,
            analyze.prepare,
            grading.recount_all,
            partial(keep_digests, profiles),
        ],
    )


def corrector(
    settings: AnalyzerSettings, metrics: AnalyzerMetrics, uses: InternalUses
) -> Corrector:
    """Return the corrector that the settings name, or one that asks nobody."""
    if not settings.analyzer_corrector_url:
        return NoCorrector()
    internal = settings.analyzer_internal_file
    file = settings.analyzer_corrector_authorization_file
    policy = Policy(
        internal=load_internal_targets(internal) if internal else (),
        protected=own_parts(settings.nats_url, settings.nats_monitor_url, settings.mongo_url),
    )
    return HttpCorrector(
        Egress(Guard(policy, on_internal=uses.note)),
        Endpoint(
            settings.analyzer_corrector_url,
            settings.analyzer_corrector_seconds,
            Severity(settings.analyzer_corrector_severity),
            read_authorization(file) if file else "",
            settings.analyzer_corrector_attachments,
        ),
        asked=metrics.asked,
    )


def confirming(names: str) -> frozenset[str]:
    """Read the rules that may confirm what they find.

    Raises:
        PermanentError: one of them is no rule.
    """
    rules = frozenset(name.strip() for name in names.split(",") if name.strip())
    if unknown := sorted(rules - set(RULES)):
        raise PermanentError(f"XUNCHA_ANALYZER_CONFIRMS: no rule {', '.join(unknown)}")
    return rules
