"""Every store class keeps its promises, in memory and on a Mongo-wire server."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.contracts.alert import Alert, AlertEvent, AlertKind, AlertState
from shared.contracts.finding import Decision, Proof
from shared.contracts.marks import Marks
from shared.contracts.order import OrderState
from shared.contracts.task import host_hash
from shared.sealing import MasterKey, SealBroken
from shared.store.alerts import AlertStore
from shared.store.analyses import AnalysisStore
from shared.store.articles import ArticleStore
from shared.store.audit import AuditStore
from shared.store.collection import Collection
from shared.store.database import Database
from shared.store.evidence import Aged, EvidenceStore
from shared.store.findings import FIRST_DAY, FindingStore, Window
from shared.store.keys import KeyReader, KeyStore
from shared.store.marks import MarksStore
from shared.store.occurrences import OccurrenceStore
from shared.store.orders import OrderStore
from shared.store.runs import Run, RunKind, RunStore
from shared.store.switches import ALERTS, Switch, SwitchStore
from shared.store.targets import TargetStore
from shared.store.units import UnitStore
from shared.store.visits import VisitStore
from tests.factories import (
    NOW,
    TODAY,
    make_alert,
    make_article,
    make_audit,
    make_finding,
    make_finding_event,
    make_occurrence,
    make_order,
    make_order_event,
    make_target,
    make_target_event,
    make_unit,
    make_unit_event,
    make_visit,
)
from tests.fakes import MemoryCollection

Open = Callable[[str], Collection]
REAL = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
"""Real time, by which leases are measured."""


@pytest.fixture(params=["memory", "mongo"])
def opened(request: pytest.FixtureRequest) -> Open:
    """Open a collection by its name."""
    if request.param == "memory":
        collections: dict[str, Collection] = {}
        return lambda name: collections.setdefault(name, MemoryCollection())
    return request.getfixturevalue("database").collection


async def test_a_target_is_entered_once_and_changed_by_version(opened: Open) -> None:
    store, event = TargetStore(opened("targets")), make_target_event()
    first = make_target()
    second = first.model_copy(update={"name": "新名称", "version": 2})

    assert await store.put(first, event, known=None)
    assert not await store.put(first, event, known=None)
    assert await store.put(second, event, known=first)
    assert not await store.put(second, event, known=first)

    assert await store.get("site-a") == second
    assert await store.get_many(["site-a", "nowhere"]) == {"site-a": second}
    document = await opened("targets").get("site-a")
    assert document is not None
    assert len(document["pending"]) == 2
    assert document["waiting"] is True


async def test_every_version_of_a_target_stays_in_its_life(opened: Open) -> None:
    store, event = TargetStore(opened("targets")), make_target_event()
    first = make_target()
    second = first.model_copy(update={"name": "新名", "version": 2})

    await store.put(first, event, known=None)
    await store.put(second, event, known=first)
    await store.put(second.model_copy(update={"name": "又一名"}), event, known=first)

    assert [life.target.name for life in await store.lives(first.id)] == [first.name, "新名"]
    assert [[life.target.version for life in each] async for each in store.every_life()] == [[1, 2]]
    assert await store.get(first.id) == second


async def test_targets_are_found_by_the_host_they_run_on(opened: Open) -> None:
    store = TargetStore(opened("targets"))
    for fields in (
        {"id": "b-site"},
        {"id": "c-column", "kind": "column", "url": "http://WWW.county-a.example.cn/news/"},
        {"id": "d-closed", "status": "closed"},
        {"id": "e-other", "url": "http://other.example.cn/"},
        {"id": "f-account", "kind": "account", "url": ""},
    ):
        await store.put(make_target(**fields), make_target_event(), known=None)

    found = await store.running_on("www.county-a.example.cn")

    assert [target.id for target in found] == ["c-column", "b-site"]


async def test_all_targets_are_walked_in_order(opened: Open) -> None:
    store = TargetStore(opened("targets"))
    for number in (3, 1, 2):
        await store.put(make_target(id=f"t{number}"), make_target_event(), known=None)

    assert [target.id async for target in store.every()] == ["t1", "t2", "t3"]
    assert [target.id for target in await store.page("t1", limit=1)] == ["t2"]


async def test_a_unit_is_entered_once_and_changed_by_version(opened: Open) -> None:
    store, event = UnitStore(opened("units")), make_unit_event()
    first = make_unit()
    second = first.model_copy(update={"channels": (), "version": 2})

    assert await store.put(first, event, known=None)
    assert not await store.put(second, event, known=None)
    assert await store.put(second, event, known=first)
    assert not await store.put(second, event, known=first)

    assert await store.get("county-a") == second
    assert await store.page() == [second]


async def test_an_article_is_stored_once(opened: Open) -> None:
    store, article = ArticleStore(opened("articles")), make_article()

    assert await store.put(article, b"sealed")
    assert not await store.put(article, b"another")

    assert await store.get(article.id) == (article, b"sealed")
    assert await store.sealed([article.id, "nowhere"]) == {article.id: b"sealed"}
    assert await store.get("nowhere") is None


async def test_an_article_is_known_by_its_name_the_first_of_it_first(opened: Open) -> None:
    store = ArticleStore(opened("articles"))
    for hour in (2, 1, 3):
        at = NOW + timedelta(hours=hour)
        await store.put(make_article(id=f"a{hour}", fetched_at=at), b"sealed", "name")
    await store.put(make_article(id="other"), b"sealed")

    known = await store.named("name")

    assert known
    assert known.id == "a1"
    assert await store.named("another") is None


async def test_the_latest_articles_come_first(opened: Open) -> None:
    store = ArticleStore(opened("articles"))
    for hour in range(4):
        at = NOW + timedelta(hours=hour)
        target = "site-b" if hour == 3 else "site-a"
        await store.put(make_article(id=f"a{hour}", target=target, fetched_at=at), b"")

    assert [article.id for article in await store.latest(limit=2)] == ["a3", "a2"]
    of_target = await store.latest(target="site-a", limit=2)
    assert [article.id for article in of_target] == ["a2", "a1"]


async def test_the_last_look_for_marks_of_a_day_stands(opened: Open) -> None:
    store, later = MarksStore(opened("marks")), NOW + timedelta(hours=1)
    first = Marks(target="site-a", at=NOW, footer=("icp",), tls_expires_on=TODAY)
    last = first.model_copy(update={"at": later, "tags": ("SiteName",)})
    tomorrow = first.model_copy(update={"at": NOW + timedelta(days=1)})
    other = first.model_copy(update={"target": "site-b"})

    await store.record([first, other])
    await store.record([last, tomorrow])

    assert await store.between("site-a", TODAY, TODAY) == [last]
    assert await store.between("site-a", TODAY, TODAY + timedelta(days=1)) == [last, tomorrow]
    assert await store.on_day(TODAY) == [last, other]
    assert await store.on_day(TODAY, after="site-a") == [other]


async def test_the_last_visit_wins(opened: Open) -> None:
    store, first = VisitStore(opened("visits")), make_visit()
    last = first.model_copy(update={"outcome": "gone", "etag": ""})

    await store.record(first)
    await store.record(last)

    assert await store.get_many([first.id, "nowhere"]) == {first.id: last}


async def test_a_host_is_due_until_its_slot_is_recorded(opened: Open) -> None:
    store, later = RunStore(opened("runs")), NOW + timedelta(days=1)
    await store.enter("a.example.cn", NOW)
    await store.enter("a.example.cn", later)
    await store.enter("b.example.cn", NOW - timedelta(hours=1))

    due = await store.due(RunKind.CRAWL, NOW, limit=9)
    assert [run.host for run in due] == ["b.example.cn", "a.example.cn"]
    run = due[1]
    done = run.model_copy(update={"next_at": later, "recorded_at": NOW, "pages": 7})
    assert await store.record(done, slot=run.next_at)
    assert not await store.record(done, slot=run.next_at)

    assert await store.get("a.example.cn") == done
    assert [run.host for run in await store.due(RunKind.CRAWL, NOW, limit=9)] == ["b.example.cn"]
    assert await store.get("c.example.cn") is None


async def test_hastening_moves_only_what_is_not_due(opened: Open) -> None:
    store = RunStore(opened("runs"))
    await store.enter("a.example.cn", NOW + timedelta(days=1))
    await store.enter("b.example.cn", NOW - timedelta(days=1))

    moved = await store.hasten(["a.example.cn", "b.example.cn", "c.example.cn"], NOW)

    assert moved == 1
    assert len(await store.due(RunKind.CRAWL, NOW, limit=9)) == 2
    assert await store.get("a.example.cn") == Run(
        id=host_hash("a.example.cn"), host="a.example.cn", next_at=NOW, hastened_at=NOW
    )


async def test_a_host_that_was_hastened_during_its_run_is_due_again_at_once(opened: Open) -> None:
    store, host = RunStore(opened("runs")), "a.example.cn"
    minute, day = timedelta(minutes=1), timedelta(days=1)
    await store.enter(host, NOW)
    for number in range(2):
        run = await store.get(host)
        assert run is not None
        asked, ended = run.next_at + minute, run.next_at + 2 * minute
        assert await store.hasten([host], asked) == 0
        done = run.model_copy(update={"next_at": ended + day, "recorded_at": ended, "pages": 7})
        assert await store.record(done, slot=run.next_at)
        assert not await store.record(done, slot=run.next_at)

        after = await store.get(host)
        assert after is not None, number
        assert (after.next_at, after.hastened_at, after.pages) == (ended, asked, 7)

    done = after.model_copy(update={"next_at": ended + day, "recorded_at": ended})
    assert await store.record(done, slot=after.next_at)
    assert await store.due(RunKind.CRAWL, ended, limit=9) == []


async def test_whoever_comes_first_makes_the_key_for_all(opened: Open) -> None:
    master = MasterKey(b"k" * 32)
    stores = [KeyStore(opened("keys"), master) for _ in range(4)]

    keys = await asyncio.gather(*(store.ensure("2021Q1") for store in stores))

    assert len({key.key for key in keys}) == 1
    read = await KeyReader(opened("keys"), master).get("2021Q1")
    assert read is not None
    assert read.key == keys[0].key
    assert await KeyReader(opened("keys"), master).get("2020Q4") is None
    with pytest.raises(SealBroken):
        await KeyReader(opened("keys"), MasterKey(b"x" * 32)).get("2021Q1")


async def test_evidence_is_stored_once_under_its_digest(opened: Open) -> None:
    store = EvidenceStore(opened("evidence"))

    assert await store.put("d1", b"sealed", {"status": 200, "fetched_at": NOW}, "a1")
    later = NOW + timedelta(days=2)
    assert not await store.put("d1", b"other", {"status": 500, "fetched_at": later}, "a2")
    assert await store.put("d2", b"sealed", {"status": 200, "fetched_at": NOW}, "a1")

    found = await store.get("d1")
    assert found is not None
    assert (found["sealed"], found["status"], found["fetched_at"]) == (b"sealed", 200, NOW)
    assert await store.get("d3") is None
    assert await store.aged(later, limit=9) == [Aged("d2", frozenset({"a1"}))]
    both = await store.aged(later + timedelta(days=1), limit=9)
    assert both[1] == Aged("d1", frozenset({"a1", "a2"}))
    await store.keep("d2", later)
    await store.drop("d1")
    assert await store.aged(later, limit=9) == []
    assert await store.get("d1") is None


async def test_findings_are_added_once_and_changed_by_version(opened: Open) -> None:
    store = FindingStore(opened("findings"))
    first, other = make_finding(), make_finding(fingerprint="print-2")
    assert await store.add([first]) == {first.id}
    assert await store.add([first, other]) == {other.id}
    confirmed = first.model_copy(update={"decision": Decision.CONFIRMED, "version": 2})
    event = make_finding_event(finding=confirmed, verb="confirmed")

    assert await store.change(confirmed, event)
    assert not await store.change(confirmed, event)

    assert await store.get(first.id) == confirmed
    assert await store.get_many([first.id, other.id]) == {first.id: confirmed, other.id: other}
    document = await opened("findings").get(first.id)
    assert document is not None
    assert [item["id"] for item in document["pending"]] == [event.msg_id]
    assert document["pending"][0]["subject"] == "finding.confirmed"


async def test_only_one_of_two_changes_at_once_takes_effect(opened: Open) -> None:
    store, first = FindingStore(opened("findings")), make_finding()
    await store.add([first])
    changes = [first.model_copy(update={"why": str(number), "version": 2}) for number in range(8)]

    took = await asyncio.gather(*(store.change(each) for each in changes))

    assert sum(took) == 1
    assert await store.get(first.id) == changes[took.index(True)]


async def test_findings_are_listed_newest_day_first(opened: Open) -> None:
    store = FindingStore(opened("findings"))
    await store.add(
        [
            make_finding(id=f"{day:02}f", found_on=f"2021-01-{day:02}", unit=unit)
            for day, unit in ((9, "u1"), (30, "u1"), (10, "u2"))
        ]
    )

    days = Window(FIRST_DAY, date(2021, 1, 30))
    assert [found.id for found in await store.page(days, {}, limit=2)] == ["30f", "10f"]
    of_unit = await store.page(days, {"unit": "u1"}, limit=9)
    assert [found.id for found in of_unit] == ["30f", "09f"]
    assert await store.page(days, {"decision": "confirmed"}, limit=9) == []


async def test_a_beginning_finds_at_most_two(opened: Open) -> None:
    store = FindingStore(opened("findings"))
    await store.add([make_finding(id=name) for name in ("aa1", "aa2", "aa3", "ab1", "zz9")])

    assert [found.id for found in await store.starting_with("aa")] == ["aa1", "aa2"]
    assert [found.id for found in await store.starting_with("ab")] == ["ab1"]
    assert await store.starting_with("q") == []


async def test_places_are_added_once_and_answered(opened: Open) -> None:
    store = OccurrenceStore(opened("occurrences"))
    first, second = make_occurrence(), make_occurrence(article="another")
    assert await store.add([first, second]) == {first.id, second.id}
    assert await store.add([first]) == set()

    await store.answer(first.id, "recheck-1", Proof.PASSED)
    await store.answer("nowhere", "recheck-1", Proof.FAILED)

    found = {place.id: place for place in await store.of_finding(first.finding)}
    assert found[first.id].proof is Proof.PASSED
    assert found[first.id].request == "recheck-1"
    assert found[first.id].span == (5, 13)
    assert found[second.id] == second


async def test_an_article_is_done_per_rule_set(opened: Open) -> None:
    store = AnalysisStore(opened("analyses"))

    await store.record(["a1", "a2"], "rules-1", NOW)
    await store.record(["a1"], "rules-1", NOW)

    assert await store.done("a1", "rules-1")
    assert not await store.done("a1", "rules-2")
    assert await opened("analyses").count({}) == 2


async def test_an_order_is_issued_once_with_its_event(opened: Open) -> None:
    store, order = OrderStore(opened("orders")), make_order()

    assert await store.add(order, make_order_event())
    assert not await store.add(order, make_order_event())
    later = order.model_copy(update={"state": OrderState.ACKNOWLEDGED, "version": 2})
    assert await store.change(later, make_order_event(order=later, verb="acknowledged"))
    assert not await store.change(later)

    assert await store.get(order.id) == later
    document = await opened("orders").get(order.id)
    assert document is not None
    subjects = [item["subject"] for item in document["pending"]]
    assert subjects == ["order.issued", "order.acknowledged"]
    assert await store.starting_with(order.id[:6]) == [later]


async def test_orders_are_due_inside_a_window(opened: Open) -> None:
    store = OrderStore(opened("orders"))
    for number, state in enumerate(("issued", "closed", "reopened", "issued")):
        due = NOW + timedelta(days=number)
        await store.add(make_order(id=f"o{number}", state=state, due_at=due, unit=f"u{number % 2}"))

    states = [OrderState.ISSUED, OrderState.REOPENED]
    found = await store.due_between(NOW, NOW + timedelta(days=3), states, limit=9)

    assert [order.id for order in found] == ["o0", "o2"]
    rest = await store.due_between(NOW, NOW + timedelta(days=3), states, limit=9, after="o0")
    assert [order.id for order in rest] == ["o2"]
    assert [order.id for order in await store.listed(unit="u1", limit=9)] == ["o1", "o3"]
    assert [order.id for order in await store.listed(state="closed", limit=9)] == ["o1"]


@pytest.fixture
async def alerts(opened: Open) -> AlertStore:
    store = AlertStore(opened("alerts"))
    await store.add([make_alert()], ready_at=REAL)
    return store


def closing(state: AlertState = AlertState.SENT) -> tuple:
    alert = make_alert(state=state, attempts=1, version=2)
    return alert, AlertEvent(alert=alert, occurred_at=NOW)


async def claimed(alerts: AlertStore, fence: str, now: datetime = REAL) -> list[Alert]:
    waiting = await alerts.claimable(now, limit=9)
    return await alerts.claim(waiting, fence, now + timedelta(seconds=60))


async def ready(alerts: AlertStore, now: datetime, **where: str) -> list[str]:
    return sorted(one.alert.id for one in await alerts.claimable(now, limit=9, **where))


async def test_an_alert_is_added_once_and_claimable_from_its_time(alerts: AlertStore) -> None:
    key, other = make_alert().id, make_alert(id="new", recipient="mailto:b@example.cn")

    assert await alerts.add([make_alert(), other], ready_at=REAL) == {"new"}

    assert await ready(alerts, REAL - timedelta(seconds=1)) == []
    assert await ready(alerts, REAL) == sorted([key, "new"])
    assert await ready(alerts, REAL, recipient="mailto:b@example.cn") == ["new"]
    assert [alert.id for alert in await alerts.of_order(make_order().id)] == sorted([key, "new"])
    assert await alerts.starting_with("ne") == [other]
    early = await alerts.pending_before(NOW + timedelta(seconds=1), after="", limit=9)
    assert [alert.id for alert in early] == sorted([key, "new"])
    assert await alerts.oldest_open(make_alert().kind) == make_alert().due_at
    assert await alerts.oldest_open(AlertKind.TEST) is None


async def test_one_of_many_claims_at_once_wins(alerts: AlertStore) -> None:
    waiting = await alerts.claimable(REAL, limit=9)
    until = REAL + timedelta(seconds=60)

    claims = await asyncio.gather(*(alerts.claim(waiting, f"f{n}", until) for n in range(10)))

    assert [claim for claim in claims if claim] == [[make_alert()]]
    assert await ready(alerts, REAL + timedelta(seconds=59)) == []


async def test_of_a_bundle_only_what_is_still_free_is_claimed(alerts: AlertStore) -> None:
    await alerts.add([make_alert(id="new")], ready_at=REAL)
    waiting = await alerts.claimable(REAL, limit=9)
    first = [one for one in waiting if one.alert.id == "new"]
    await alerts.claim(first, "f1", REAL + timedelta(seconds=60))

    rest = await alerts.claim(waiting, "f2", REAL + timedelta(seconds=60))

    assert [alert.id for alert in rest] == [make_alert().id]
    assert not await alerts.holds([one.alert for one in waiting], "f2")
    assert await alerts.holds(rest, "f2")


async def test_a_lease_that_ended_is_taken_over_and_fences_out_the_first(
    alerts: AlertStore, opened: Open
) -> None:
    until = REAL + timedelta(seconds=60)
    first = await claimed(alerts, "f1")
    assert await alerts.holds(first, "f1")

    assert [one.id for one in await claimed(alerts, "f2", until)] == [first[0].id]

    assert not await alerts.holds(first, "f1")
    assert await alerts.holds(first, "f2")
    assert not await alerts.close(by_id(closing(AlertState.FAILED)), "f1")
    assert not await alerts.postpone(first, "f1", until)
    assert await alerts.close(by_id(closing()), "f2")
    assert not await alerts.holds(first, "f2")
    assert not await alerts.close(by_id(closing()), "f2")
    assert not await alerts.postpone(first, "f2", until)
    assert await ready(alerts, until + timedelta(days=9)) == []
    document = await opened("alerts").get(first[0].id)
    assert document is not None
    assert document["state"] == "sent"
    assert [item["subject"] for item in document["pending"]] == ["alert.sent"]


async def test_a_postponed_alert_comes_back_at_its_time(alerts: AlertStore) -> None:
    await claimed(alerts, "f1")
    later = make_alert(attempts=1, answer="451 try later")

    assert await alerts.postpone([later], "f1", REAL + timedelta(minutes=5))

    assert await ready(alerts, REAL + timedelta(seconds=60)) == []
    (listed,) = await alerts.listed(state="pending", limit=9)
    assert listed == later
    (again,) = await claimed(alerts, "f2", REAL + timedelta(minutes=5))
    assert again.attempts == 1


async def bundled(alerts: AlertStore, opened: Open, lost: str) -> tuple[int, dict[str, dict]]:
    """Close three alerts of one message, of which another replica took one meanwhile."""
    await alerts.add([make_alert(id="b"), make_alert(id="c")], ready_at=REAL)
    bundle = await claimed(alerts, "f1")
    await opened("alerts").update(lost, {"fence": "f2"}, where={})
    change = {"state": AlertState.SENT, "version": 2, "sent_in": bundle[0].id}
    closed = [one.model_copy(update=change) for one in bundle]
    events = {one.id: (one, AlertEvent(alert=one, occurred_at=NOW)) for one in closed}
    return await alerts.close(events, "f1"), {
        one["_id"]: one for one in await opened("alerts").find({}, limit=9)
    }


async def test_the_first_of_a_bundle_carries_the_events_of_all(
    alerts: AlertStore, opened: Open
) -> None:
    count, found = await bundled(alerts, opened, "none of them")

    assert count == 3
    assert {one["state"] for one in found.values()} == {"sent"}
    carried = [len(one["pending"]) for one in found.values()]
    assert sorted(carried) == [0, 0, 3]


async def test_a_bundle_without_its_first_carries_the_events_of_what_is_still_ours(
    alerts: AlertStore, opened: Open
) -> None:
    first = make_alert().id
    count, found = await bundled(alerts, opened, first)

    assert count == 2
    assert {key: len(one["pending"]) for key, one in found.items()} == {first: 0, "b": 1, "c": 1}
    assert found[first]["open"]


async def test_of_a_bundle_that_lost_one_the_rest_is_closed(
    alerts: AlertStore, opened: Open
) -> None:
    count, found = await bundled(alerts, opened, "c")

    assert count == 2
    assert found["c"]["open"]
    assert found["c"]["fence"] == "f2"


async def test_a_failed_alert_is_put_back_in_line_once(alerts: AlertStore) -> None:
    await claimed(alerts, "f1")
    failed, event = closing(AlertState.FAILED)
    await alerts.close({failed.id: (failed, event)}, "f1")
    again = failed.model_copy(update={"state": AlertState.PENDING, "replays": 1, "version": 3})

    assert await alerts.replay(again, make_audit(), ready_at=REAL)
    assert not await alerts.replay(again, make_audit(), ready_at=REAL)

    assert await ready(alerts, REAL) == [failed.id]


async def test_what_is_just_being_sent_is_not_dropped(alerts: AlertStore) -> None:
    dropped = make_alert(state=AlertState.DROPPED, version=2)
    await claimed(alerts, "f1")
    assert not await alerts.drop(dropped, now=REAL)
    await alerts.postpone([make_alert()], "f1", REAL)

    assert await alerts.drop(dropped, now=REAL)

    assert await ready(alerts, REAL) == []


async def test_a_lease_that_a_backup_holds_does_not_protect_from_being_dropped(
    alerts: AlertStore,
) -> None:
    await claimed(alerts, "f1")

    assert await alerts.drop(
        make_alert(state=AlertState.DROPPED, version=2), now=REAL + timedelta(hours=1)
    )


async def test_a_switch_is_off_until_set_and_changes_once_per_version(opened: Open) -> None:
    store = SwitchStore(opened("switches"))
    assert not (await store.get(ALERTS)).held
    held = Switch(held=True, by="li", reason="restored", at=NOW, version=1)

    assert await store.put(ALERTS, held)
    assert not await store.put(ALERTS, held)
    assert await store.get(ALERTS) == held
    assert await store.put(ALERTS, held.model_copy(update={"held": False, "version": 2}))
    assert not await store.put(ALERTS, held.model_copy(update={"version": 2}))

    assert not (await store.get(ALERTS)).held


async def test_an_order_rings_until_its_next_look_and_again_after_each_change(
    opened: Open,
) -> None:
    store, order = OrderStore(opened("orders")), make_order()
    await store.add(order)
    assert await store.ringing(NOW, limit=9) == [order]
    assert await store.ringing(NOW - timedelta(seconds=1), limit=9) == []

    await store.rung({order.id: (order, NOW + timedelta(days=1))})
    assert await store.ringing(NOW, limit=9) == []
    later = order.model_copy(update={"version": 2})
    await store.change(later)
    await store.rung({order.id: (order, NOW + timedelta(days=1))})

    assert await store.ringing(NOW, limit=9) == [later]


async def test_an_order_is_found_by_each_of_its_findings(opened: Open) -> None:
    store = OrderStore(opened("orders"))
    await store.add(make_order(id="o1", findings=("f1", "f2")))
    await store.add(make_order(id="o2", findings=("f3",), state="closed", period="2020Q4"))

    found = await store.of_finding("f2")

    assert found is not None
    assert found.id == "o1"
    assert await store.of_finding("f9") is None
    assert [one.id for one, _ in await store.standing([OrderState.ISSUED], after="", limit=9)] == [
        "o1"
    ]
    assert [one.id for one in await store.duties("2020Q4")] == ["o2"]


def by_id(closed: tuple) -> dict:
    return {closed[0].id: closed}


async def chained(opened: Open, number: int = 5) -> AuditStore:
    store = AuditStore(opened("audit"))
    for n in range(number):
        await store.append(make_audit(cause=f"request-{n}"))
    return store


async def test_the_chain_holds_and_a_repeat_is_not_chained_again(opened: Open) -> None:
    store = await chained(opened)

    await store.append(make_audit(cause="request-2"))

    assert await store.verify() == ""
    rows = await store.latest(limit=2)
    assert [row["seq"] for row in rows] == [5, 4]
    assert [row["cause"] for row in rows] == ["request-4", "request-3"]
    assert await opened("audit").count({}) == 6


async def test_an_empty_chain_holds(opened: Open) -> None:
    assert await AuditStore(opened("audit")).verify() == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "li"),
        ("action", "finding.reject"),
        ("about", "another"),
        ("cause", "request-9"),
        ("reason", ""),
        ("occurred_at", NOW + timedelta(seconds=1)),
        ("previous", "0" * 64),
        ("hash", "f" * 64),
    ],
)
async def test_a_changed_row_is_found(opened: Open, field: str, value: object) -> None:
    store = await chained(opened)
    row = (await store.latest(limit=3))[-1]

    await opened("audit").update(row["_id"], {field: value}, where={})

    assert await store.verify() == f"row 3 ({row['_id']}) was changed"


async def test_a_removed_row_is_found(opened: Open) -> None:
    store = await chained(opened)
    rows = await store.latest(limit=5)

    await opened("audit").delete(rows[2]["_id"])
    assert await store.verify() == "row 3 is missing"


async def test_a_cut_tail_is_found(opened: Open) -> None:
    store = await chained(opened)
    rows = await store.latest(limit=1)

    await opened("audit").delete(rows[0]["_id"])

    assert await store.verify() == "the chain ends at row 4, not 5"


async def test_a_crash_between_row_and_head_is_mended_by_the_repeat(opened: Open) -> None:
    store = await chained(opened)
    last, before = await store.latest(limit=2)
    await opened("audit").update("head", {"seq": 4, "hash": before["hash"]}, where={})
    assert await store.verify() == ""

    await store.append(make_audit(cause="request-4"))
    await store.append(make_audit(cause="request-5"))

    assert await store.verify() == ""
    assert [row["seq"] for row in await store.latest(limit=2)] == [6, 5]
    assert last["seq"] == 5


async def test_rows_that_no_head_ever_took_in_are_found(opened: Open) -> None:
    store = await chained(opened)

    await opened("audit").update("head", {"seq": 3}, where={})

    assert await store.verify() == "the chain ends at row 5, not 3"


async def test_a_chain_that_grows_while_it_is_walked_holds(opened: Open) -> None:
    store = await chained(opened)

    verdicts = await asyncio.gather(
        *(store.verify() for _ in range(20)),
        *(store.append(make_audit(cause=f"request-{n}")) for n in (5,)),
    )

    assert {verdict for verdict in verdicts if verdict is not None} == {""}


async def test_another_entry_after_that_crash_forks_nothing(opened: Open) -> None:
    store = await chained(opened)
    before = (await store.latest(limit=2))[1]
    await opened("audit").update("head", {"seq": 4, "hash": before["hash"]}, where={})

    await store.append(make_audit(cause="request-5"))
    await store.append(make_audit(cause="request-4"))

    assert await store.verify() == ""
    assert [row["cause"] for row in await store.latest(limit=2)] == ["request-5", "request-4"]
    assert await opened("audit").count({}) == 7


async def test_a_row_moved_to_another_place_is_found(opened: Open) -> None:
    store = await chained(opened)
    row = (await store.latest(limit=1))[0]

    await opened("audit").update(row["_id"], {"seq": 900}, where={})

    assert await store.verify() == "the chain ends at row 4, not 5"


async def test_probes_are_due_apart_from_crawls(opened: Open) -> None:
    store, later = RunStore(opened("runs")), NOW + timedelta(minutes=15)
    await store.enter("a.example.cn", NOW)
    await store.enter_probe("site-a", "http://a.example.cn/", NOW)
    await store.enter_probe("site-a", "http://moved.example.cn/", later)

    (probe,) = await store.due(RunKind.PROBE, NOW, limit=9)
    assert (probe.id, probe.url) == ("site-a", "http://moved.example.cn/")
    await store.probed([probe.model_copy(update={"recorded_at": NOW, "next_at": later})])

    assert await store.due(RunKind.PROBE, NOW, limit=9) == []
    assert len(await store.due(RunKind.CRAWL, NOW, limit=9)) == 1
    await store.leave("site-a")
    assert await store.due(RunKind.PROBE, later, limit=9) == []


async def test_an_index_leaves_no_finding_out_at_the_ends_of_a_window(database: Database) -> None:
    await database.prepare("analyzer")
    store = FindingStore(database.collection("findings"))
    days = [date(2021, 1, day) for day in (1, 1, 2, 14, 29, 30, 30, 31)]
    made = [
        make_finding(id=f"f{place}", found_on=day, unit="u1", target="t1")
        for place, day in enumerate(days)
    ]
    await store.add(made)
    window = Window(date(2021, 1, 1), date(2021, 1, 30))
    inside = ["f5", "f6", "f4", "f3", "f2", "f0", "f1"]

    for wanted in ({}, {"decision": "suspected"}, {"unit": "u1"}, {"target": "t1"}):
        for limit in (2, 3, 9):
            seen: list[str] = []
            after: tuple[date, str] | None = None
            while page := await store.page(window._replace(after=after), wanted, limit=limit):
                seen += [one.id for one in page]
                after = (page[-1].found_on, page[-1].id)
            assert seen == inside, (wanted, limit)
    found = await store.of_target_between("t1", window.first, window.last)
    assert sorted(one.id for one in found) == sorted(inside)
    between = [one.id async for one in store.found_between(window.first, window.last)]
    assert sorted(between) == sorted(inside)
    assert await store.newest_day(date(2021, 1, 30)) == date(2021, 1, 30)
