"""The crawler's own stores keep their promises, in memory and on a Mongo-wire server."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.contracts.audit import AuditRecorded
from shared.contracts.plan import Plan
from shared.contracts.push import PushToken
from shared.store.articles import ArticleStore
from shared.store.collection import Collection
from shared.store.cursors import CursorStore, SealedCursor
from shared.store.evidence import Aged, EvidenceStore, Undated
from shared.store.outlinks import Outlink, OutlinkStore
from shared.store.pauses import EVERYTHING, PauseStore, of_target, of_unit
from shared.store.plans import PlanStore
from shared.store.pushes import PushStore
from shared.store.visits import VisitStore
from tests.factories import NOW, make_article, make_visit
from tests.fakes import MemoryCollection

Open = Callable[[str], Collection]
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "mongo"])
def opened(request: pytest.FixtureRequest) -> Open:
    """Open a collection by its name."""
    if request.param == "memory":
        collections: dict[str, Collection] = {}
        return lambda name: collections.setdefault(name, MemoryCollection())
    return request.getfixturevalue("database").collection


def audit(request: str) -> AuditRecorded:
    return AuditRecorded(
        actor="zhang",
        action="crawl.pause",
        about="all",
        cause=request,
        reason="维护",
        occurred_at=NOW,
    )


async def test_plans_are_kept_by_target_and_found_by_host(opened: Open) -> None:
    store = PlanStore(opened("plans"))
    plans = [Plan(target=f"t{n}", host=f"h{n % 2}", next_at=NOW) for n in range(3)]
    await store.put(plans)
    later = plans[0].model_copy(update={"next_at": NOW + HOUR, "full_at": NOW})
    await store.put([later])
    await store.leave("t2")

    assert await store.of_host("h0") == {"t0": later}
    assert await store.get("t1") == plans[1]
    assert await store.get("t2") is None


async def test_the_last_cursor_of_a_run_stands_until_it_is_dropped(opened: Open) -> None:
    store = CursorStore(opened("cursors"))
    await store.put("run-a", SealedCursor("2021Q1", b"1"), NOW)
    await store.put("run-a", SealedCursor("2021Q1", b"2"), NOW)

    assert await store.get("run-a") == SealedCursor("2021Q1", b"2")
    await store.drop("run-a")
    assert await store.get("run-a") is None


async def test_a_pause_is_in_force_until_it_is_taken_back_and_each_change_is_audited_once(
    opened: Open,
) -> None:
    store = PauseStore(opened("pauses"))
    assert await store.put(EVERYTHING, paused=True, request="r1", audit=audit("r1"))
    assert not await store.put(EVERYTHING, paused=True, request="r1", audit=audit("r1"))
    assert await store.put(of_unit("county-a"), paused=True, request="r2", audit=audit("r2"))
    assert not await store.put(of_target("t"), paused=False, request="r3", audit=audit("r3"))
    assert await store.in_force() == {EVERYTHING, of_unit("county-a")}
    assert [row["reason"] for row in await store.listed()] == ["维护", "维护"]

    assert await store.put(EVERYTHING, paused=False, request="r4", audit=audit("r4"))
    assert await store.in_force() == {of_unit("county-a")}
    assert await store.put(EVERYTHING, paused=True, request="r5", audit=audit("r5"))

    document = await opened("pauses").get(EVERYTHING)
    assert document is not None
    assert len(document["pending"]) == 3
    assert document["waiting"] is True


async def test_a_token_stands_until_it_is_revoked_and_each_change_is_audited_once(
    opened: Open,
) -> None:
    store = PushStore(opened("push_tokens"))
    token = PushToken(hash="a" * 64, unit="county-a", expires_at=NOW + HOUR)
    assert await store.add(token, audit("r1"))
    assert not await store.add(token, audit("r1"))
    assert await store.find("a" * 64) == token
    assert await store.find("b" * 64) is None
    assert await store.listed() == [token]

    assert await store.revoke("a" * 64, NOW, audit("r2"))
    assert not await store.revoke("a" * 64, NOW, audit("r2"))
    assert await store.listed() == []
    found = await store.find("a" * 64)
    assert found is not None
    assert found.revoked_at is not None
    document = await opened("push_tokens").get("a" * 64)
    assert document is not None
    assert len(document["pending"]) == 2


async def test_links_are_noted_once_and_due_by_their_time(opened: Open) -> None:
    store = OutlinkStore(opened("outlinks"))
    links = [
        Outlink(
            id=f"l{n}",
            target="site-a" if n < 3 else "site-b",
            page="http://a/",
            url=f"http://b/{n}",
            sealed_url=b"\x01",
            next_at=NOW - n * HOUR,
        )
        for n in range(4)
    ]
    await store.enter(links)
    await store.enter([links[0].model_copy(update={"failures": 9})])

    assert [link.id for link in await store.due("site-a", NOW, limit=2)] == ["l2", "l1"]
    await store.put([links[2].model_copy(update={"next_at": NOW + HOUR, "failures": 1})])
    due = await store.due("site-a", NOW, limit=9)
    assert [(link.id, link.failures) for link in due] == [("l1", 0), ("l0", 0)]
    assert await store.known(["l0", "l9"]) == {"l0"}


async def test_recent_visits_are_those_whose_article_was_first_read_in_the_time(
    opened: Open,
) -> None:
    store = VisitStore(opened("visits"))
    for number, first_at in enumerate([NOW - 9 * HOUR, NOW - HOUR, NOW - 2 * HOUR, None]):
        await store.record(make_visit(id=f"v{number}", first_at=first_at))
    await store.record(make_visit(id="other", target="site-b", first_at=NOW))

    recent = await store.recent("site-a", NOW - 3 * HOUR, NOW)

    assert [visit.id for visit in recent] == ["v2", "v1"]


async def test_a_body_without_an_age_is_found_until_it_has_one(opened: Open) -> None:
    bodies, articles = opened("evidence"), ArticleStore(opened("articles"))
    store = EvidenceStore(bodies)
    await bodies.insert([{"_id": "old", "sealed": b"", "fetched_at": NOW}])
    await store.put("new", b"", {"fetched_at": NOW}, "a1")
    for number in range(2):
        await articles.put(make_article(id=f"a{number}", raw="old"), b"")

    assert await store.undated(limit=9) == [Undated("old", NOW)]
    assert await articles.read_from(["old", "new"]) == {"old": {"a0", "a1"}}
    await store.date("old", NOW - HOUR, {"a0"})

    assert await store.undated(limit=9) == []
    aged = [Aged("old", frozenset({"a0"})), Aged("new", frozenset({"a1"}))]
    assert await store.aged(NOW + HOUR, limit=9) == aged
