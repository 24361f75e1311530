"""What the analyzer's store holds, as metrics."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.rules import RULES
from services.analyzer.marks import JOB, Marks
from services.analyzer.metrics import DECIDED, AnalyzerMetrics
from shared.clock import OFFICE_ZONE, office_date
from shared.contracts.assessment import Verdict
from shared.contracts.finding import Decision
from shared.contracts.precision import Precision
from shared.contracts.target import TargetKind
from shared.stock import Stock, put
from shared.store.findings import FindingReader

FINDING, ASSESSMENT = KINDS = ("finding", "assessment")
"""Of data whose newest moment the analyzer tells."""


class Shelves(NamedTuple):
    """What is counted."""

    findings: FindingReader
    marks: Marks
    precision: Callable[[], Mapping[str, Precision]]


def counted(stock: Stock, shelves: Shelves, metrics: AnalyzerMetrics) -> Stock:
    """Let `stock` count findings, decisions and verdicts."""

    async def findings(now: datetime) -> None:
        put(metrics.standing, await shelves.findings.tally(), RULES, Decision)
        stock.tell(FINDING, _begin(await shelves.findings.newest_day(office_date(now))))
        rows = shelves.precision()
        for rule in RULES:
            row = rows.get(rule, Precision(rule=rule))
            for decision, number in zip(DECIDED, (row.confirmed, row.rejected), strict=True):
                metrics.decided.labels(rule, decision).set(number)

    async def verdicts(now: datetime) -> None:
        last = await shelves.marks.jobs.last_day(JOB, office_date(now))
        stock.tell(ASSESSMENT, _begin(last and last + timedelta(days=1)))
        quarter = Quarter.of(last or office_date(now))
        counts = await shelves.marks.standings.tally(str(quarter))
        put(metrics.verdicts, counts, TargetKind, Verdict)

    stock.looks = (findings, verdicts)
    return stock


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, OFFICE_ZONE) if day else None
