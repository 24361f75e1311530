"""The stores of lists, rejections, precision and places, in memory and on a Mongo-wire server."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.contracts.finding import Decision
from shared.contracts.precision import Precision
from shared.contracts.suppression import Scope, Suppression, suppression_id
from shared.store.analyses import AnalysisStore
from shared.store.articles import ArticleStore
from shared.store.collection import Collection
from shared.store.findings import FindingStore
from shared.store.occurrences import OccurrenceStore
from shared.store.precision import PrecisionStore
from shared.store.rulesets import RulesetStore
from shared.store.suppressions import SuppressionStore
from shared.store.visits import VisitStore
from tests.factories import (
    NOW,
    make_article,
    make_finding,
    make_occurrence,
    make_ruleset,
    make_ruleset_event,
    make_visit,
)
from tests.fakes import MemoryCollection

Open = Callable[[str], Collection]
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["memory", "mongo"])
def opened(request: pytest.FixtureRequest) -> Open:
    """Open a collection by its name."""
    if request.param == "memory":
        collections: dict[str, Collection] = {}
        return lambda name: collections.setdefault(name, MemoryCollection())
    return request.getfixturevalue("database").collection


async def test_a_place_that_was_left_stands_again_only_when_seen_after_that(opened: Open) -> None:
    store, place = OccurrenceStore(opened("occurrences")), make_occurrence()
    await store.add([place])
    assert await store.stands(place.finding)

    await store.leave({place.id: LATER})
    await store.add([place])
    assert not await store.stands(place.finding)
    assert await store.at_address(place.address) == []
    assert [one.left_at for one in await store.in_articles([place.article])] == [LATER]

    await store.add([place.model_copy(update={"seen_at": LATER + timedelta(hours=1)})])
    assert await store.stands(place.finding)
    assert len(await store.at_address(place.address)) == 1


async def test_a_place_moves_with_its_article(opened: Open) -> None:
    store, place = OccurrenceStore(opened("occurrences")), make_occurrence()
    await store.add([place])

    await store.move(place.id, "another", "http://www.county-a.example.cn/2.html")

    assert await store.at_address(place.address) == []
    assert [one.id for one in await store.at_address("another")] == [place.id]


async def test_only_decisions_of_people_count(opened: Open) -> None:
    store = FindingStore(opened("findings"))
    said = {"decision": Decision.REJECTED, "decided_by": "clerk"}
    await store.add(
        [
            make_finding(fingerprint="1", **said),
            make_finding(fingerprint="2", **{**said, "decided_by": ""}),
            make_finding(fingerprint="3", decision=Decision.CONFIRMED, decided_by="clerk"),
            make_finding(fingerprint="4"),
        ]
    )

    assert await store.decided("wording.serious") == (1, 1)
    assert await store.decided("wording.typo") == (0, 0)


async def test_the_same_defect_is_found_by_its_root(opened: Open) -> None:
    store = FindingStore(opened("findings"))
    here, there = make_finding(), make_finding(target="site-b")
    await store.add([here, there, make_finding(fingerprint="other")])

    assert {one.target for one in await store.of_root(here.root)} == {"site-a", "site-b"}


async def test_a_suppression_replaces_one_of_the_same_reach_and_can_be_lifted(
    opened: Open,
) -> None:
    store, root = SuppressionStore(opened("suppressions")), make_finding().root
    first = Suppression(
        id=suppression_id(root, Scope.ALL, ""),
        root=root,
        rule="wording.serious",
        scope=Scope.ALL,
        finding=make_finding().id,
        actor="clerk",
        request="r-1",
        at=NOW,
    )
    await store.put(first)
    await store.put(first.model_copy(update={"request": "r-2"}))

    assert [one.request for one in await store.of_roots([root])] == ["r-2"]
    assert await store.of_roots([]) == []
    assert await store.lift(first.id)
    assert await store.listed(limit=10) == []


async def test_a_rule_set_changes_by_version_and_its_rows_are_kept_once(opened: Open) -> None:
    store = RulesetStore(opened("rulesets"), opened("editions"))
    first, event = make_ruleset(), make_ruleset_event()
    second = first.model_copy(update={"version": 2, "edition": 0})

    assert await store.put(first, event)
    assert not await store.put(first, event)
    assert await store.put(second, event)
    assert not await store.put(second, event)
    await store.keep("city", "digest", [("布署", "部署")])
    await store.keep("city", "digest", [("布署", "部署")])

    assert await store.every() == [second]
    assert [list(row) for row in await store.rows("city", "digest") or ()] == [["布署", "部署"]]
    assert await store.rows("city", "unknown") is None
    assert await opened("editions").count({}) == 1


async def test_what_was_not_read_with_these_rules_is_known(opened: Open) -> None:
    store = AnalysisStore(opened("analyses"))
    await store.record(["a1"], "rules-1", NOW)

    assert await store.missing(["a1", "a2"], "rules-1") == {"a2"}
    assert await store.missing(["a1", "a2"], "rules-2") == {"a1", "a2"}
    assert not await store.is_complete("rules-1")
    await store.complete("rules-1", NOW)
    assert await store.is_complete("rules-1")


async def test_articles_are_walked_by_time_and_visits_asked_by_article(opened: Open) -> None:
    articles, visits = ArticleStore(opened("articles")), VisitStore(opened("visits"))
    await articles.put(make_article(id="a"), b"sealed")
    await articles.put(make_article(id="b", fetched_at=LATER), b"sealed")
    await visits.record(make_visit(article="a"))

    walked = await articles.fetched_between(NOW, LATER, limit=10)

    assert walked == ["a"]
    assert await articles.fetched_between(NOW, LATER, after="a", limit=10) == []
    assert [one.article for one in await visits.showing("a")] == ["a"]
    assert await visits.showing("b") == []


async def test_a_rule_has_one_row_in_the_ledger(opened: Open) -> None:
    store = PrecisionStore(opened("precision"))
    begun, once = Precision(rule="wording.typo"), Precision(rule="wording.typo", confirmed=1)
    assert await store.count(begun, once)
    await store.consent("wording.typo", by="谢敏", reason="误报多")

    assert not await store.count(once, once.model_copy(update={"confirmed": 9}))
    read = await store.get("wording.typo")
    assert read is not None
    assert await store.count(read, read.model_copy(update={"confirmed": 2, "rejected": 2}))

    row = await store.get("wording.typo")
    assert row is not None
    assert row.share == 0.5
    assert (row.consent_by, row.consent_reason) == ("谢敏", "误报多")
    assert await store.every() == {"wording.typo": row}
    assert await store.get("wording.place") is None
