"""Puts the reporter together: the only place that constructs its parts."""

from prometheus_client import CollectorRegistry

from services.reporter.api.app import api
from services.reporter.api.door import WRONG_A_MINUTE, Door
from services.reporter.api.lists import Books, Lists
from services.reporter.api.owners import Owners
from services.reporter.api.proofs import Proofs
from services.reporter.api.proposals import Proposing
from services.reporter.api.records import Records
from services.reporter.api.reports import Reports
from services.reporter.api.routes import Desks
from services.reporter.audit import Audit
from services.reporter.boards import Boards
from services.reporter.consequences import Consequences
from services.reporter.days import Days
from services.reporter.enact import Stores
from services.reporter.facts import Readers
from services.reporter.figures import enquiry_files, score_files
from services.reporter.finding_file import FindingFile
from services.reporter.freezer import Freezer
from services.reporter.handlers import Desk, routes
from services.reporter.indicators import Indicators
from services.reporter.limits import EnquiryLimits, Limiting
from services.reporter.live import Live
from services.reporter.machines import Machines
from services.reporter.metrics import ReporterMetrics
from services.reporter.notice.profile import load_profile
from services.reporter.proposals import Proposals
from services.reporter.quarters import Quarters
from services.reporter.reconcile import Reconcile
from services.reporter.registry import Registry, target_files, unit_files
from services.reporter.rollups import Rollups
from services.reporter.seen import Sights
from services.reporter.settings import ReporterSettings
from services.reporter.statistics import Statistics
from services.reporter.stock import KINDS, Shelves, counted
from shared.broker import Broker
from shared.bucket import Files
from shared.clock import parse_clock
from shared.contracts.observation import Listing, Probe
from shared.durability import Durability
from shared.intake.workflow import Intake
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.runtime import Service
from shared.sealing import MasterKey
from shared.stock import Stock
from shared.store.alerts import AlertReader
from shared.store.assessments import AssessmentReader
from shared.store.audit import AuditStore
from shared.store.calendars import CalendarReader
from shared.store.coverage import CoverageReader
from shared.store.database import Database
from shared.store.days import DayReader
from shared.store.enquiries import EnquiryStore
from shared.store.findings import FindingReader
from shared.store.imports import ImportStore
from shared.store.links import LinkReader
from shared.store.machines import MachineStore
from shared.store.orders import OrderReader
from shared.store.profiles import ProfileReader
from shared.store.proposals import ProposalStore
from shared.store.reports import ReportStore
from shared.store.rollups import RollupStore
from shared.store.scores import ScoreStore
from shared.store.targets import TargetStore
from shared.store.units import UnitStore
from shared.store.warnings import WarningStore
from shared.streams import IMPORTS
from shared.tables.model import Limits
from shared.web.limits import Knocks
from shared.workdays import Workdays

OUTBOXES = ("units", "targets", "enquiries", "imports", "reports", "proposals", "machines")


def create(settings: ReporterSettings) -> Service:
    """Construct the reporter."""
    prometheus = CollectorRegistry()
    metrics = ReporterMetrics.register(prometheus)
    clock = parse_clock(settings.clock)
    database = Database(settings.store_of("reporter"), settings.database, prometheus, "reporter")
    broker = Broker(settings.broker_of("reporter"), "reporter", prometheus)
    outbox = Outbox(
        [database.collection(name) for name in OUTBOXES],
        broker.publisher,
        OutboxMetrics.register(prometheus),
        settings.outbox_seconds,
    )

    units = UnitStore(database.collection("units"))
    targets = TargetStore(database.collection("targets"))
    limits = Limits(settings.reporter_import_limit_bytes, settings.reporter_import_limit_rows)
    imports = ImportStore(database.collection("imports"))
    files = Files(IMPORTS, broker.connect)
    master = MasterKey.read(settings.sealing_key_file)
    intake = Intake(files, imports, outbox, clock, limits, master)
    guarded = settings.reporter_second_approver
    of_targets = target_files(targets, units, clock, guarded=guarded)
    intake.takes("registry", unit_files(units, clock, guarded=guarded), of_targets)
    enquiries = EnquiryStore(database.collection("enquiries"))
    workdays = Workdays(CalendarReader(database.collection("calendars")))
    limits_of = EnquiryLimits.load(settings.reporter_enquiry_limits_file)
    limit = Limiting(limits_of, workdays).limited
    intake.takes("enquiry", enquiry_files(enquiries, units, targets, limit, clock))
    scores = ScoreStore(database.collection("scores"))
    intake.takes("score", score_files(scores, targets))

    readers = Readers(
        units,
        targets,
        FindingReader(database.collection("findings")),
        Sights(
            CoverageReader(database.collection("coverage")),
            DayReader(database.collection("probes"), Probe),
            DayReader(database.collection("listings"), Listing),
        ),
        enquiries,
        scores,
        OrderReader(database.collection("orders")),
        AlertReader(database.collection("alerts")),
        WarningStore(database.collection("warnings")),
        AssessmentReader(database.collection("assessments")),
    )
    profile = load_profile(settings.reporter_notice_profile)
    indicators = Indicators(ProfileReader(database.collection("profiles")))
    live = Live(readers, profile, indicators, workdays)
    reports = ReportStore(database.collection("reports"))
    freezer = Freezer(reports, live, readers.orders, workdays, outbox, clock)
    days = Days(readers, reports, outbox, clock, settings.reporter_day_at)
    rows = RollupStore(database.collection("rollups"))
    rollups = Rollups(
        rows,
        readers.findings,
        readers.orders,
        metrics,
        settings.reporter_rollup_seconds,
    )
    stores = Stores(ProposalStore(database.collection("proposals")), targets, units)
    proposals = Proposals(
        stores,
        workdays,
        settings.reporter_filing_working_days,
        FindingFile(files, broker.connect).send,
        outbox,
        clock,
    )
    machines = Machines(MachineStore(database.collection("machines")), outbox, clock)
    books = Books(units, targets, readers.findings, readers.orders, enquiries)
    door = Door(machines, Knocks(WRONG_A_MINUTE), forwarded=settings.reporter_forwarded_for)
    lists = Lists(books, clock)
    owners = Owners(broker.connect)
    records = Records(books, imports, files, owners)
    desks = Desks(lists, records, Reports(owners), Proposing(owners), Proofs(owners))
    desk = Desk(
        Registry(units, targets),
        proposals,
        Reconcile(
            readers, LinkReader(database.collection("links")), files, of_targets, limits, clock
        ),
        Audit(AuditStore(database.collection("audit")), metrics),
        intake,
        Quarters(live, freezer, profile, clock),
        freezer,
        days,
        Consequences(readers, reports),
        Statistics(readers, rollups, profile, reports, clock),
        rollups,
        Boards(enquiries, targets, limit, outbox, clock),
        readers.warnings,
        machines,
    )
    broker.include(routes(desk))
    stock = counted(
        Stock(KINDS, prometheus, clock, settings.stock_seconds),
        Shelves(database, broker.streams, targets, rows, reports),
        metrics,
    )
    most = settings.reporter_import_limit_bytes
    return Service(
        name="reporter",
        broker=broker,
        database=database,
        registry=prometheus,
        durability=Durability(settings.nats_monitor_url, prometheus),
        loops=[outbox.run, rollups.run, days.run, proposals.run, stock.run],
        prepare=[intake.resume],
        pages=api(door, desks, most),
    )
