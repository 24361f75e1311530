"""Records that are valid by default; override the one thing that a test is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.contracts.alert import Alert, AlertEvent, AlertKind, alert_id
from shared.contracts.article import Article, ArticleCrawled, Content, article_id
from shared.contracts.audit import AuditRecorded
from shared.contracts.base import identity
from shared.contracts.finding import (
    Effect,
    Finding,
    FindingEvent,
    FindingRechecked,
    Occurrence,
    Proof,
    Severity,
    Step,
    finding_id,
    occurrence_id,
    root_id,
)
from shared.contracts.observation import PageVisited, Visited, VisitOutcome
from shared.contracts.order import Order, OrderEvent, order_id
from shared.contracts.report import Report, ReportKind, ReportReady, UnitReport
from shared.contracts.ruleset import Edition, Ruleset, RulesetRegistered
from shared.contracts.target import Target, TargetKind, TargetRegistered
from shared.contracts.task import CrawlTask, RecheckTask, host_hash
from shared.contracts.unit import Unit, UnitKind, UnitRegistered
from shared.store.visits import Visit

NOW = datetime(2021, 1, 30, 1, 0, 0, 123_000, tzinfo=UTC)
"""2021-01-30 09:00 in the office, a Saturday."""
TODAY = date(2021, 1, 30)
RULE = "wording.serious"


def make_unit(**fields: Any) -> Unit:
    """A county with one mailbox."""
    given = {
        "id": "county-a",
        "name": "甲县人民政府",
        "short_name": "甲县",
        "kind": UnitKind.COUNTY,
        "region": "甲县",
        "order": 1,
        "channels": ("mailto:office@county-a.example.cn",),
    }
    return Unit(**{**given, **fields})


def make_target(**fields: Any) -> Target:
    """A county's website."""
    given = {
        "id": "site-a",
        "kind": TargetKind.WEBSITE,
        "name": "甲县人民政府门户网站",
        "unit": "county-a",
        "url": "http://www.county-a.example.cn/",
        "site_code": "3700000001",
        "level": "county",
        "opened_on": date(2015, 6, 1),
    }
    return Target(**{**given, **fields})


def make_content(**fields: Any) -> Content:
    """What a page says."""
    given = {"title": "工作动态", "text": "本页内容供测试。", "source": "甲县人民政府"}
    return Content(**{**given, **fields})


def make_article(**fields: Any) -> Article:
    """One page of the county's website."""
    target = fields.get("target", "site-a")
    given = {
        "id": article_id(target, make_content()),
        "target": target,
        "address": identity("address", "http://www.county-a.example.cn/news/1.html"),
        "url": "http://www.county-a.example.cn/news/1.html",
        "published_at": NOW - timedelta(days=2),
        "fetched_at": NOW,
        "seal": "2021Q1",
        "raw": "0" * 64,
    }
    return Article(**{**given, **fields})


def make_finding(**fields: Any) -> Finding:
    """A suspected serious wording."""
    target, print_ = fields.get("target", "site-a"), fields.pop("fingerprint", "print-1")
    given = {
        "id": finding_id(target, RULE, print_),
        "root": root_id(RULE, print_),
        "target": target,
        "unit": "county-a",
        "rule": RULE,
        "family": "wording",
        "severity": Severity.SERIOUS,
        "effect": Effect.VETO,
        "title": "严重表述错误",
        "excerpt": "供测试的错误表述",
        "suggestion": "供测试的正确表述",
        "why": "测试词条",
        "article": make_article(target=target).id,
        "headline": "工作动态",
        "url": "http://www.county-a.example.cn/news/1.html",
        "found_on": TODAY,
        "rule_set": "1",
        "history": (make_step(),),
    }
    return Finding(**{**given, **fields})


def make_step(**fields: Any) -> Step:
    """The first entry of a history."""
    given = {"version": 1, "at": NOW, "actor": "analyzer", "action": "detected", "cause": "c-1"}
    return Step(**{**given, **fields})


def make_occurrence(**fields: Any) -> Occurrence:
    """Where the finding stands."""
    finding, article = make_finding(), make_article()
    given = {
        "id": occurrence_id(fields.get("finding", finding.id), fields.get("article", article.id)),
        "finding": finding.id,
        "target": finding.target,
        "article": article.id,
        "address": article.address,
        "url": article.url,
        "span": (5, 13),
        "seen_at": NOW,
    }
    return Occurrence(**{**given, **fields})


def make_order(**fields: Any) -> Order:
    """An order to fix the finding within seven working days."""
    finding = make_finding()
    given = {
        "id": order_id(finding.id),
        "unit": finding.unit,
        "target": finding.target,
        "findings": (finding.id,),
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "excerpt": finding.excerpt,
        "issued_at": NOW,
        "due_on": date(2021, 2, 8),
        "due_at": datetime(2021, 2, 8, 16, 0, tzinfo=UTC),
        "deadline_explained": "自2021年1月30日起第7个工作日",
        "history": (make_step(actor="notifier", action="issued"),),
    }
    return Order(**{**given, **fields})


def make_alert(**fields: Any) -> Alert:
    """The mail that tells a unit of its order."""
    order, recipient = make_order().id, "mailto:office@county-a.example.cn"
    kind = fields.get("kind", AlertKind.ISSUED)
    given = {
        "id": alert_id(order, kind, "1", recipient),
        "kind": kind,
        "order": order,
        "unit": "county-a",
        "recipient": recipient,
        "subject_line": "整改通知",
        "text": "请于2021年2月8日前整改。",
        "due_at": NOW,
    }
    return Alert(**{**given, **fields})


def make_visit(**fields: Any) -> Visit:
    """What the crawler knows of the page."""
    article = make_article()
    given = {
        "id": article.address,
        "target": article.target,
        "host": "www.county-a.example.cn",
        "url": article.url,
        "sealed_url": b"\x01sealed",
        "article": article.id,
        "etag": '"1"',
        "outcome": "new",
        "visited_at": NOW,
    }
    return Visit(**{**given, **fields})


def make_report_ready(**fields: Any) -> ReportReady:
    """The report of a day, with something to hear for one unit."""
    given = {
        "kind": ReportKind.DAY,
        "period": "2021-01-30",
        "as_of": TODAY,
        "subject_line": "监测日报 2021年1月30日",
        "text": "今日新发现问题1个。",
        "units": (UnitReport(unit="county-a", text="今日新发现问题1个。"),),
        "digest": "0" * 64,
    }
    return ReportReady(report=Report(**{**given, **fields}), occurred_at=NOW)


def make_audit(**fields: Any) -> AuditRecorded:
    """Somebody confirmed the finding."""
    given = {
        "occurred_at": NOW,
        "actor": "zhang",
        "action": "finding.confirm",
        "about": make_finding().id,
        "cause": "request-1",
        "reason": "核实无误",
    }
    return AuditRecorded(**{**given, **fields})


def make_target_event(**fields: Any) -> TargetRegistered:
    """The website was entered."""
    return TargetRegistered(**{"occurred_at": NOW, "target": make_target(), **fields})


def make_unit_event(**fields: Any) -> UnitRegistered:
    """The county was entered."""
    return UnitRegistered(**{"occurred_at": NOW, "unit": make_unit(), **fields})


def make_article_event(**fields: Any) -> ArticleCrawled:
    """The page was fetched."""
    given = {"occurred_at": NOW, "article": make_article(), "sealed": b"\x01\x02\xff"}
    return ArticleCrawled(**{**given, **fields})


def make_finding_event(**fields: Any) -> FindingEvent:
    """The finding was detected."""
    given = {"occurred_at": NOW, "finding": make_finding(), "verb": "detected"}
    return FindingEvent(**{**given, **fields})


def make_rechecked(**fields: Any) -> FindingRechecked:
    """A re-check found it gone."""
    given = {
        "occurred_at": NOW,
        "request": "recheck-1",
        "finding": make_finding(),
        "proof": Proof.PASSED,
        "before": "供测试的错误表述",
    }
    return FindingRechecked(**{**given, **fields})


def make_visited_event(**fields: Any) -> PageVisited:
    """The page was visited for a re-check."""
    article = make_article()
    visit = Visited(
        request="recheck-1",
        finding=make_finding().id,
        target=article.target,
        address=article.address,
        url=article.url,
        outcome=VisitOutcome.SAME,
        article=article.id,
        at=NOW,
    )
    return PageVisited(**{"occurred_at": NOW, "visit": visit, **fields})


def make_order_event(**fields: Any) -> OrderEvent:
    """The order was issued."""
    return OrderEvent(**{"occurred_at": NOW, "order": make_order(), "verb": "issued", **fields})


def make_alert_event(**fields: Any) -> AlertEvent:
    """The alert was sent."""
    alert = make_alert(state="sent", sent_at=NOW, attempts=1, answer="250 ok", version=2)
    return AlertEvent(**{"occurred_at": NOW, "alert": alert, **fields})


def make_task(host: str = "www.county-a.example.cn", **fields: Any) -> CrawlTask:
    """A host is due."""
    given = {"occurred_at": NOW, "host": host, "hosthash": host_hash(host), "slot": NOW}
    return CrawlTask(**{**given, **fields})


def make_recheck(**fields: Any) -> RecheckTask:
    """Somebody wants to know whether the finding is gone."""
    given = {
        "occurred_at": NOW,
        "request": "recheck-1",
        "finding": make_finding().id,
        "target": "site-a",
        "addresses": (make_article().address,),
    }
    return RecheckTask(**{**given, **fields})


def make_ruleset(**fields: Any) -> Ruleset:
    """A list of wrong forms, its first edition in force."""
    edition = Edition(number=1, digest="0" * 32, entries=2, file="city.csv", actor="clerk", at=NOW)
    given = {"id": "city", "edition": 1, "editions": (edition,), "history": (make_step(),)}
    return Ruleset(**{**given, **fields})


def make_ruleset_event(**fields: Any) -> RulesetRegistered:
    """The list was imported."""
    return RulesetRegistered(**{"occurred_at": NOW, "ruleset": make_ruleset(), **fields})
