"""Puts together what assesses; `app.py` puts it beside the rest of the analyzer."""

from services.analyzer.assessing.again import Again
from services.analyzer.assessing.assess import Assess
from services.analyzer.assessing.boards import Boards
from services.analyzer.assessing.coverage import Coverage
from services.analyzer.assessing.desk import AssessmentDesk
from services.analyzer.assessing.inspections import Inspections, Pages
from services.analyzer.assessing.late import Late, Told
from services.analyzer.assessing.observed import Observations, Readers
from services.analyzer.assessing.profiledesk import ProfileDesk
from services.analyzer.assessing.registered import Registers
from services.analyzer.assessing.said import Shelves
from services.analyzer.assessing.schemes import Schemes
from services.analyzer.assessing.standings import Standings
from services.analyzer.assessing.warn import Warn
from services.analyzer.assessing.whatif import WhatIf
from services.analyzer.loop import After, Daily
from services.analyzer.marks import Marks
from services.analyzer.metrics import AnalyzerMetrics
from services.analyzer.opening import Opening
from services.analyzer.settings import AnalyzerSettings
from shared.broker import Broker
from shared.clock import parse_clock
from shared.contracts.observation import Listing, Probe
from shared.outbox import Outbox
from shared.store.articles import ArticleReader
from shared.store.assessments import AssessmentStore
from shared.store.coverage import CoverageStore
from shared.store.database import Database
from shared.store.days import DayReader
from shared.store.enquiries import EnquiryReader
from shared.store.findings import FindingStore
from shared.store.inspections import InspectionStore
from shared.store.jobs import JobStore
from shared.store.links import LinkReader
from shared.store.marks import MarksReader
from shared.store.profiles import ProfileStore
from shared.store.raised import RaisedStore
from shared.store.standings import StandingStore
from shared.store.targets import TargetReader
from shared.store.units import UnitReader

WAITING = ("assessments", "inspections", "profiles", "analyzer_warnings")
"""Collections whose documents may hold pending events."""


def assessing(
    settings: AnalyzerSettings,
    database: Database,
    broker: Broker,
    outbox: Outbox,
    opening: Opening,
    metrics: AnalyzerMetrics,
) -> tuple[Daily, Late, tuple[ProfileDesk, AssessmentDesk, Inspections], Marks]:
    """Construct what assesses."""
    clock = parse_clock(settings.clock)
    of = database.collection
    targets, findings = TargetReader(of("targets")), FindingStore(of("findings"))
    marks = Marks(
        JobStore(of("analyzer_jobs")),
        StandingStore(of("standings")),
        CoverageStore(of("coverage")),
    )
    standings, enquiries = Standings(marks.standings), EnquiryReader(of("enquiries"))
    profiles = ProfileStore(of("profiles"))
    schemes = Schemes(profiles)
    readers = Readers(
        Registers(targets, UnitReader(of("units")), enquiries),
        DayReader(of("probes"), Probe),
        DayReader(of("listings"), Listing),
        LinkReader(of("links")),
        MarksReader(of("marks")),
    )
    observations = Observations(readers)
    inspected = InspectionStore(of("inspections"))
    assessed = AssessmentStore(of("assessments"))
    shelves = Shelves(findings, assessed, inspected)
    assess = Assess(observations, shelves, standings, schemes, broker.publisher, clock)
    again = Again(observations, shelves, standings, schemes, broker.publisher, clock)
    articles = ArticleReader(of("articles"))
    pages = Pages(articles, opening)
    inspections = Inspections(inspected, pages, marks, schemes, outbox, clock)
    boards = Boards(pages, schemes, broker.publisher, clock, on=settings.analyzer_boards)
    warn = Warn(RaisedStore(of("analyzer_warnings")), standings, enquiries, schemes, clock)
    every = settings.analyzer_assess_seconds
    coverage = Coverage(readers.probes, readers.listings, marks, clock)
    after = After(inspections, warn, boards, coverage)
    daily = Daily((assess, again), after, marks, clock, metrics, every)
    whatif = WhatIf(observations, findings, clock)
    desk = ProfileDesk(profiles, schemes, whatif, outbox, clock)
    verdicts = AssessmentDesk(again, assessed, marks, clock)
    return daily, Late(marks, Told(targets, enquiries), clock), (desk, verdicts, inspections), marks
