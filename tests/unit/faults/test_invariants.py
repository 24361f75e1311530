"""Every check of the fault harness can fail: each is given one violation and must name it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.analyzer.domain.assessing.dates import Quarter
from shared.contracts.alert import AlertKind, AlertState, alert_id
from shared.contracts.finding import Decision
from shared.contracts.order import OrderState
from shared.contracts.report import Report, ReportKind, ReportReady, UnitReport
from tests.factories import NOW, make_alert, make_finding, make_order, make_step
from tests.faults import collect, indicators, invariants, mails
from tests.faults.facts import Entry, Facts, Letter, Mail, Told
from tests.faults.ledger import Fault
from tests.faults.run import CHECKS
from tests.faults.tiers import TIERS
from tests.faults.world import Page, resident_id, serial_of

UNIT, BOX = "county-a", "mailto:office@county-a.example.cn"
FINDING = make_finding(decision=Decision.CONFIRMED, excerpt="第0001号项目已经峻工验收。")
ORDER = make_order()
KEY = (FINDING.target, FINDING.rule, 1)
DUE = ORDER.due_at
STAMP = int(DUE.timestamp())
ENDED = DUE + timedelta(days=2)
SENT = Told("decide-1", FINDING.id, "confirmed", ok=True)
ENTRY = Entry("finding.confirmed", FINDING.id, "decide-1")


def mail(kind: AlertKind, occasion: str, at: datetime, **fields: Any) -> Mail:
    given = {
        "at": (at - NOW).total_seconds(),
        "business": at,
        "alert": alert_id(ORDER.id, kind, occasion, BOX),
        "recipient": BOX,
        "subject": kind.value,
        "digest": kind.value,
    }
    return Mail(**{**given, **fields})


ISSUED = mail(AlertKind.ISSUED, "version 1", NOW + timedelta(seconds=1))
BEFORE = mail(AlertKind.BEFORE_DUE, f"rectify -24h {STAMP}", DUE - timedelta(hours=23, minutes=59))
OVERDUE = mail(AlertKind.DUE, f"rectify due {STAMP}", DUE + timedelta(seconds=5))


def sound(**fields: Any) -> Facts:
    """Facts of a run in which everything held, but for the fields that are given."""
    given = {
        "served": frozenset({"article-1"}),
        "standing": frozenset({"article-1"}),
        "articles": ["article-1"],
        "analysed": [("article-1", "rules-1")],
        "expected": Counter({KEY: 1}),
        "found": Counter({KEY: 1}),
        "findings": [FINDING],
        "places": Counter({(FINDING.id, "article-1"): 1}),
        "told": [SENT],
        "orders": [ORDER],
        "plans": {ORDER.id: "never"},
        "channels": {UNIT: (BOX,)},
        "mails": [ISSUED, BEFORE, OVERDUE],
        "able": [(0.0, 1e9)],
        "began": NOW,
        "ended": ENDED,
        "waiting": {"orders": 0},
        "consumers": {"analyzer-article-crawled": (0, 0)},
        "letters": [Letter("ARTICLES:7", "dead.article.crawled", "unreadable")],
        "poisons": {"ARTICLES:7": "undecodable"},
        "audit": [ENTRY],
        "probes": {"open": 3},
        "rows": 2,
        "assessments": 1,
        "failpoints": {"analyzer.after_store": True},
        "recoveries": {"crawler-1": [2.0], "nats": [40.0]},
    }
    return Facts(**{**given, **fields})


def test_a_sound_run_breaks_nothing() -> None:
    for check in CHECKS:
        verdict = check(sound())
        assert verdict.broken == [], verdict.id
        assert verdict.checked, verdict.id


CLOSED = ORDER.model_copy(
    update={
        "state": OrderState.CLOSED,
        "history": (
            *ORDER.history,
            make_step(version=2, at=NOW + timedelta(hours=2), action="closed"),
        ),
    }
)
RECTIFIED = ORDER.model_copy(update={"state": OrderState.RECTIFIED})
REPORT = make_alert(kind=AlertKind.REPORT, state=AlertState.SENT)
AGAIN = replace(ISSUED, at=ISSUED.at + 1)

FAILURE = ("site-0", "freshness.home", Quarter(2021, 1))
DAILY = (
    0.0,
    ReportReady(
        report=Report(
            kind=ReportKind.DAY,
            period="2021-03-02",
            as_of=date(2021, 3, 2),
            subject_line="监测日报 2021-03-02",
            text="示例",
            units=(UnitReport(unit=UNIT, text="示例"),),
        ),
        occurred_at=NOW,
    ),
)

VIOLATIONS: list[tuple[Callable[[Facts], invariants.Verdict], dict[str, Any], str]] = [
    (invariants.articles_kept, {"articles": []}, "served, not stored"),
    (invariants.articles_kept, {"articles": ["article-1", "x"]}, "stored, never served"),
    (invariants.articles_kept, {"analysed": []}, "stored, not analysed"),
    (invariants.articles_kept, {"analysed": [("article-1", "rules-1")] * 2}, "analysed 2 times"),
    (invariants.articles_kept, {"articles": ["article-1"] * 2}, "stored 2 times"),
    (invariants.articles_kept, {"standing": frozenset({"new"})}, "never served: new"),
    (invariants.findings_exact, {"found": Counter()}, "missing"),
    (invariants.findings_exact, {"found": Counter({KEY: 2})}, "too many"),
    (invariants.findings_exact, {"owed": frozenset({FAILURE})}, "never raised"),
    (invariants.findings_exact, {"failing": Counter({FAILURE: 2})}, "failed 2 times"),
    (invariants.findings_exact, {"places": Counter({("f", "a"): 2})}, "noted 2 times"),
    (invariants.findings_exact, {"failing": Counter({("t", "r", (2021, 1)): 2})}, "failed 2 times"),
    (mails.alerts_arrived, {"mails": [BEFORE, OVERDUE]}, "never arrived"),
    (mails.alerts_arrived, {"alerts": [REPORT]}, "never arrived: report"),
    (mails.alerts_arrived, {"mails": [ISSUED, AGAIN]}, "without a fault"),
    (mails.alerts_arrived, {"mails": [ISSUED, AGAIN, AGAIN, AGAIN]}, "4 copies"),
    (mails.alerts_arrived, {"mails": [ISSUED, replace(ISSUED, alert="b")]}, "2 ids for one mail"),
    (mails.alerts_arrived, {"mails": [ISSUED, replace(ISSUED, alert="b")]}, "unexpected"),
    (mails.alerts_arrived, {"orders": [CLOSED]}, "never arrived: closed"),
    (mails.alerts_arrived, {"reports": [DAILY]}, "report of 2021-03-02 never went to"),
    (mails.alerts_arrived, {"reports": [DAILY, DAILY]}, "announced 2 times"),
    (mails.reminders_in_time, {"mails": [ISSUED, BEFORE]}, "due of"),
    (mails.reminders_in_time, {"mails": [ISSUED, OVERDUE]}, "before_due of"),
    (
        mails.reminders_in_time,
        {"mails": [ISSUED, BEFORE, replace(OVERDUE, business=DUE - timedelta(seconds=2))]},
        "came before",
    ),
    (
        mails.reminders_in_time,
        {"mails": [ISSUED, BEFORE, replace(OVERDUE, at=OVERDUE.at + 90)]},
        "came late",
    ),
    (mails.reminders_in_time, {"orders": [CLOSED]}, "which was not open then"),
    (invariants.orders_settled, {"orders": [], "plans": {}}, "no order"),
    (invariants.orders_settled, {"told": []}, "order that nobody confirmed"),
    (invariants.orders_settled, {"orders": [RECTIFIED]}, "rests as rectified"),
    (invariants.orders_settled, {"plans": {ORDER.id: "mend"}}, "rests as issued"),
    (
        invariants.orders_settled,
        {"findings": [FINDING.model_copy(update={"decision": Decision.SUSPECTED})]},
        "never decided",
    ),
    (invariants.orders_settled, {"consumers": {"notifier-x": (0, 1)}}, "1 unacknowledged"),
    (invariants.orders_settled, {"consumers": {"notifier-x": (2, 0)}}, "2 pending"),
    (invariants.orders_settled, {"waiting": {"orders": 1}}, "unpublished events"),
    (invariants.orders_settled, {"open_alerts": 1}, "not closed"),
    (invariants.orders_settled, {"poisons": {}}, "dead letter dead.article.crawled"),
    (invariants.orders_settled, {"letters": []}, "poison without a dead letter"),
    (invariants.orders_settled, {"unanswered": ["decide-2"]}, "no answer"),
    (invariants.orders_settled, {"told": [replace(SENT, ok=False)]}, "refused"),
    (invariants.audit_complete, {"chain": "row 3 is missing"}, "row 3 is missing"),
    (invariants.audit_complete, {"audit": []}, "no entry"),
    (invariants.audit_complete, {"audit": [ENTRY, ENTRY]}, "entered twice"),
    (invariants.audit_complete, {"imports": [("i", "r")]}, "no entry"),
    (invariants.nothing_leaked, {"leaks": ["page 001 in stream DEAD"]}, "stream DEAD"),
    (invariants.counted_once, {"wrong_rows": ["row 2021-03:t is 2"]}, "row 2021-03:t"),
    (invariants.assessed_once, {"wrong_assessments": ["a was announced 2 times"]}, "2 times"),
    (invariants.recovered, {"recoveries": {"crawler-1": [31.0]}}, "crawler-1 needed"),
    (invariants.recovered, {"recoveries": {"nats": [91.0]}}, "nats needed"),
    (invariants.recovered, {"wrong": ["the full stream deleted messages"]}, "deleted"),
    (invariants.nobody_blamed, {"probes": {"open": 3, "failed": 1}}, "1 probes"),
    (invariants.failpoints_fired, {"failpoints": {"crawler.after_fetch": False}}, "did not fire"),
]


@pytest.mark.parametrize(
    ("check", "fields", "text"),
    VIOLATIONS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_violation_is_named(
    check: Callable[[Facts], invariants.Verdict], fields: dict[str, Any], text: str
) -> None:
    verdict = check(sound(**fields))

    assert any(text in reason for reason in verdict.broken), verdict.broken
    assert verdict.bound == "-"


def test_every_check_has_a_violation() -> None:
    assert {check for check, _, _ in VIOLATIONS} == set(CHECKS)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("kill", "notifier-1", start=1.5, end=2.0),
        Fault("mail", "drop", start=0.5, end=1.5),
        Fault("pause", "notifier-2", start=0.5, end=9.0),
    ],
)
def test_a_second_copy_is_explained_by_a_fault_in_its_window(fault: Fault) -> None:
    facts = sound(mails=[ISSUED, AGAIN, BEFORE, OVERDUE], faults=[fault])

    assert mails.alerts_arrived(facts).broken == []


@pytest.mark.parametrize(
    "fault", [Fault("kill", "crawler-1", start=1.5, end=2.0), Fault("mail", "drop", 500.0, 501.0)]
)
def test_a_second_copy_is_not_explained_by_any_other_fault(fault: Fault) -> None:
    facts = sound(mails=[ISSUED, AGAIN, BEFORE, OVERDUE], faults=[fault])

    assert len(mails.alerts_arrived(facts).broken) == 1


def test_no_reminder_is_owed_while_nobody_could_make_it() -> None:
    facts = sound(mails=[ISSUED, OVERDUE], able=[(0.0, 60.0), (OVERDUE.at - 1, 1e9)])

    assert mails.reminders_in_time(facts).broken == []


def test_zero_failures_are_worth_a_bound() -> None:
    assert invariants.Verdict("I1", "", checked=300).bound == "1.00%"
    assert invariants.Verdict("I1", "", checked=0).bound == "-"


def test_a_page_is_mended_by_its_last_character() -> None:
    page = Page(7, 0, "both", "mend")
    before = page.article

    page.mended = True

    assert page.article != before
    assert resident_id(7) not in page.content.text
    assert serial_of(page.content.text) == 7


def test_the_commit_tier_kills_thirty_times_and_sweeps_every_failpoint() -> None:
    commit = TIERS["commit"]
    assert commit.kills == 30
    assert any(each.hit == 1 for each in commit.rounds)
    assert TIERS["release"].kills > TIERS["nightly"].kills >= 600


def test_a_look_counts_for_two_weeks_and_not_beyond_the_days_that_are_surely_done() -> None:
    seen = date(2021, 3, 20)

    assert set(indicators.quarters(seen, date(2021, 3, 19))) == set()
    assert set(indicators.quarters(seen, date(2021, 3, 31))) == {Quarter(2021, 1)}
    assert set(indicators.quarters(seen, date(2021, 5, 1))) == {Quarter(2021, 1), Quarter(2021, 2)}
    assert set(indicators.quarters(date(2021, 3, 17), date(2021, 5, 1))) == {Quarter(2021, 1)}


def test_a_finding_raised_when_the_clerk_went_home_is_not_held_against_it() -> None:
    late = FINDING.model_copy(
        update={
            "id": "late",
            "article": "",
            "decision": Decision.SUSPECTED,
            "history": (make_step(at=ENDED - timedelta(seconds=1)),),
        }
    )

    assert invariants.orders_settled(sound(findings=[FINDING, late])).broken == []


def test_time_in_which_a_server_was_away_is_not_counted_as_a_recovery_of_a_service() -> None:
    broker, store = [(0.0, 10.0), (12.0, 40.0)], [(0.0, 20.0), (25.0, 40.0)]

    both = list(collect.overlaps(broker, store))

    assert list(collect.overlaps([(5.0, 30.0)], both)) == [(5.0, 10.0), (12.0, 20.0), (25.0, 30.0)]
