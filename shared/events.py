"""Every event that travels, by subject; and the AsyncAPI description made of them."""

from functools import cache
from typing import Any, NamedTuple

import orjson
from faststream.nats import NatsBroker
from faststream.specification import AsyncAPI

from shared.contracts.alert import AlertEvent
from shared.contracts.article import ArticleCrawled
from shared.contracts.assessment import AssessmentChanged, WarningRaised
from shared.contracts.audit import AuditRecorded
from shared.contracts.base import Event
from shared.contracts.calendar import CalendarRegistered
from shared.contracts.enquiry import EnquiryChanged, EnquiryRead
from shared.contracts.finding import FindingEvent, FindingRechecked
from shared.contracts.marks import MarksObserved
from shared.contracts.observation import LinkObserved, ListingObserved, PageVisited, ProbeObserved
from shared.contracts.order import OrderEvent
from shared.contracts.profile import ProfileRegistered
from shared.contracts.report import ReportReady
from shared.contracts.ruleset import RulesetRegistered
from shared.contracts.target import TargetRegistered
from shared.contracts.task import CrawlTask, ProbeTask, RecheckTask
from shared.contracts.unit import UnitRegistered

VERSION = "1.0.0"


class Kind(NamedTuple):
    """One kind of event and where it travels."""

    subject: str
    """As the broker has it; `*` stands for one token, such as an id or a verb."""
    event: type[Event]


EVENTS = (
    Kind("task.crawl.*", CrawlTask),
    Kind("task.probe.*", ProbeTask),
    Kind("task.now.*", RecheckTask),
    Kind("article.crawled", ArticleCrawled),
    Kind("observation.visited", PageVisited),
    Kind("observation.probed", ProbeObserved),
    Kind("observation.listed", ListingObserved),
    Kind("observation.linked", LinkObserved),
    Kind("observation.marked", MarksObserved),
    Kind("finding.*", FindingEvent),
    Kind("finding.rechecked", FindingRechecked),
    Kind("assessment.changed", AssessmentChanged),
    Kind("warning.raised", WarningRaised),
    Kind("order.*", OrderEvent),
    Kind("alert.*", AlertEvent),
    Kind("registry.unit.*", UnitRegistered),
    Kind("registry.target.*", TargetRegistered),
    Kind("registry.ruleset.*", RulesetRegistered),
    Kind("registry.profile.*", ProfileRegistered),
    Kind("registry.calendar.*", CalendarRegistered),
    Kind("enquiry.changed", EnquiryChanged),
    Kind("enquiry.read", EnquiryRead),
    Kind("report.ready", ReportReady),
    Kind("audit.recorded", AuditRecorded),
)


@cache
def described() -> dict[str, Any]:
    """Return the AsyncAPI description of all events; no broker is asked."""
    broker = NatsBroker()
    for kind in EVENTS:
        text = (kind.event.__doc__ or "").strip()
        broker.publisher(kind.subject, title=kind.subject, description=text, schema=kind.event)
    made = AsyncAPI(
        broker,
        title="Xuncha 巡查: events",
        version=VERSION,
        description="Delivered at least once; Nats-Msg-Id is computed from the content.",
    )
    written = orjson.loads(made.to_specification().to_json())
    read: dict[str, Any] = orjson.loads(orjson.dumps(written, option=orjson.OPT_SORT_KEYS))
    return read
