"""Every collection keeps the same promises, in memory and on a Mongo-wire server."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from shared.clock import OFFICE_ZONE
from shared.errors import OutageError, PermanentError
from shared.store.collection import Collection, Update
from shared.store.database import Database
from shared.store.newest import newest
from tests.fakes import MemoryCollection
from tests.servers import Mongo

T0 = datetime(2021, 1, 30, 1, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "mongo"])
def collection(request: pytest.FixtureRequest) -> Collection:
    if request.param == "memory":
        return MemoryCollection()
    return request.getfixturevalue("database").collection("things")


async def numbered(collection: Collection, count: int = 6) -> None:
    await collection.insert(
        [
            {"_id": f"k{n}", "n": n, "at": T0 + timedelta(hours=n), "odd": n % 2}
            for n in range(count)
        ]
    )


async def test_known_ids_are_left_untouched(collection: Collection) -> None:
    assert await collection.insert([{"_id": "a", "n": 1}]) == {"a"}

    new = await collection.insert([{"_id": "a", "n": 2}, {"_id": "b", "n": 3}])

    assert new == {"b"}
    assert await collection.get("a") == {"_id": "a", "n": 1}
    assert await collection.insert([]) == set()


async def test_an_id_twice_in_one_write_is_stored_once(collection: Collection) -> None:
    documents = [{"_id": "a", "n": 1}, {"_id": "a", "n": 2}, {"_id": "b", "n": 3}]

    new = await collection.insert(documents)

    assert new == {"a", "b"}
    assert await collection.get("a") == {"_id": "a", "n": 1}


async def test_what_was_stored_does_not_change_with_the_callers_copy(
    collection: Collection,
) -> None:
    document = {"_id": "a", "list": [1]}
    await collection.insert([document])

    document["list"].append(2)
    read = await collection.get("a")
    assert read is not None
    read["list"].append(3)

    assert await collection.get("a") == {"_id": "a", "list": [1]}


async def test_what_is_not_there_is_none(collection: Collection) -> None:
    assert await collection.get("a") is None
    assert await collection.get_many(["a"]) == []
    assert await collection.get_many([]) == []
    assert not await collection.delete("a")


async def test_many_are_read_once_each(collection: Collection) -> None:
    await numbered(collection)

    found = await collection.get_many(["k1", "k1", "k4", "zz"])

    assert sorted(document["_id"] for document in found) == ["k1", "k4"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, "012345"),
        ({"n": 3}, "3"),
        ({"odd": 1}, "135"),
        ({"n": {"$in": [1, 4, 9]}}, "14"),
        ({"n": {"$lt": 2}}, "01"),
        ({"n": {"$lte": 2}}, "012"),
        ({"n": {"$gt": 4}}, "5"),
        ({"n": {"$gte": 1, "$lt": 3}}, "12"),
        ({"n": {"$ne": 0}, "odd": 0}, "24"),
        ({"_id": {"$gt": "k3"}}, "45"),
        ({"at": {"$gte": T0 + timedelta(hours=4)}}, "45"),
        ({"absent": None}, "012345"),
        ({"absent": {"$ne": 1}}, "012345"),
        ({"absent": {"$lt": 1}}, ""),
        ({"n": {"$lt": "2"}}, ""),
        ({"n": {"$in": []}}, ""),
    ],
)
async def test_conditions(collection: Collection, where: dict, expected: str) -> None:
    await numbered(collection)

    found = await collection.find(where, limit=100)

    assert "".join(str(document["n"]) for document in found) == expected
    assert await collection.count(where) == len(expected)


async def test_order_and_limit(collection: Collection) -> None:
    await numbered(collection)

    first = await collection.find({}, limit=2, order="at")
    last = await collection.find({"odd": 1}, limit=2, order="n", descending=True)

    assert await collection.ids({"odd": 1}, limit=2) == [
        one["_id"] for one in await collection.find({"odd": 1}, limit=2)
    ]
    assert [document["n"] for document in first] == [0, 1]
    assert [document["n"] for document in last] == [5, 3]


async def test_what_lacks_the_field_comes_first(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "n": 1}, {"_id": "b"}, {"_id": "c", "n": None}])

    found = await collection.find({}, limit=9, order="n")

    assert [document["_id"] for document in found][2] == "a"


async def test_a_list_matches_by_member(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "tags": ["x", "y"]}, {"_id": "b", "tags": []}])

    assert [document["_id"] for document in await collection.find({"tags": "y"}, limit=9)] == ["a"]


async def test_an_update_applies_only_where_its_condition_holds(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "version": 1, "text": "old"}])

    assert await collection.update("a", {"version": 2, "text": "new"}, where={"version": 1})
    assert not await collection.update("a", {"version": 2, "text": "late"}, where={"version": 1})
    assert not await collection.update("b", {"text": "new"}, where={})

    assert await collection.get("a") == {"_id": "a", "version": 2, "text": "new"}
    assert await collection.count({}) == 1


async def test_an_update_that_changes_nothing_still_applied(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "n": 1}])

    assert await collection.update("a", {"n": 1}, where={})


async def test_many_updates_at_once_each_apply_where_theirs_holds(collection: Collection) -> None:
    await numbered(collection, 3)

    done = await collection.update_each(
        [
            Update("k0", {"n": 10}, {"n": 0}, [{"id": "e", "subject": "s", "body": b"b"}]),
            Update("k1", {"n": 11}, {"n": 9}),
            Update("k9", {"n": 19}, {}),
            Update("k2", {"n": 12}, {"odd": 0}),
        ]
    )

    assert done == 2
    assert await collection.update_each([]) == 0
    found = {one["_id"]: one for one in await collection.find({}, limit=9)}
    assert [found[key]["n"] for key in ("k0", "k1", "k2")] == [10, 1, 12]
    assert found["k0"]["waiting"] is True
    assert [item["id"] for item in found["k0"]["pending"]] == ["e"]
    assert "k9" not in found


async def test_updates_that_are_alike_still_find_theirs_one_by_one(collection: Collection) -> None:
    await numbered(collection, 4)
    await collection.update("k2", {"state": "taken"}, where={})

    alike = [Update(f"k{n}", {"state": "ours"}, {"state": {"$ne": "taken"}}) for n in range(6)]
    other = Update("k3", {"state": "theirs"}, {"state": "taken"})
    done = await collection.update_each([*alike[:3], other, *alike[4:]])

    assert done == 2
    found = {one["_id"]: one.get("state") for one in await collection.find({}, limit=9)}
    assert found == {"k0": "ours", "k1": "ours", "k2": "taken", "k3": None}


async def test_a_dotted_key_sets_one_inner_field(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "probes": {"0900": True}}])

    await collection.update("a", {"probes.0910": False, "other.deep.er": 1}, where={})

    assert await collection.get("a") == {
        "_id": "a",
        "probes": {"0900": True, "0910": False},
        "other": {"deep": {"er": 1}},
    }


async def test_many_are_merged_in_one_write(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "minutes": {"m0900": 1}}])

    await collection.merge({"a": {"minutes.m0901": 2}, "b": {"day": "x", "minutes.m0900": 3}})
    await collection.merge({"a": {"minutes.m0901": 4}})
    await collection.merge({})

    assert await collection.get("a") == {"_id": "a", "minutes": {"m0900": 1, "m0901": 4}}
    assert await collection.get("b") == {"_id": "b", "day": "x", "minutes": {"m0900": 3}}


async def test_a_condition_may_name_an_inner_field(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "in": {"n": 1}}, {"_id": "b", "in": {"n": 2}}])

    assert [found["_id"] for found in await collection.find({"in.n": 2}, limit=9)] == ["b"]


async def test_pending_events_join_in_the_same_write(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "n": 1, "waiting": False, "pending": []}])

    await collection.update("a", {"n": 2}, where={"n": 1}, pending=[{"id": "e1"}])
    await collection.update("a", {"n": 3}, where={"n": 2}, pending=[{"id": "e2"}, {"id": "e3"}])
    await collection.update("a", {"n": 9}, where={"n": 1}, pending=[{"id": "late"}])

    document = await collection.get("a")
    assert document is not None
    assert document["waiting"] is True
    assert [item["id"] for item in document["pending"]] == ["e1", "e2", "e3"]


async def test_relayed_events_leave_and_the_last_takes_the_mark_along(
    collection: Collection,
) -> None:
    pending = [{"id": "e1"}, {"id": "e2"}]
    await collection.insert([{"_id": "a", "waiting": True, "pending": pending}])

    await collection.drop_pending({"a": ["e1"]})
    assert await collection.get("a") == {"_id": "a", "waiting": True, "pending": [{"id": "e2"}]}

    await collection.drop_pending({"a": ["e1", "e2"]})
    assert await collection.get("a") == {"_id": "a", "waiting": False, "pending": []}


async def test_a_mark_without_events_is_taken_back(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "waiting": True, "pending": []}])

    await collection.drop_pending({"a": [], "b": ["e1"]})

    assert await collection.count({"waiting": True}) == 0


async def test_a_document_can_be_removed(collection: Collection) -> None:
    await numbered(collection)

    assert await collection.delete("k2")

    assert await collection.get("k2") is None
    assert await collection.count({}) == 5


async def test_moments_keep_milliseconds_and_zone(collection: Collection) -> None:
    beijing = timezone(timedelta(hours=8))
    given = datetime(2021, 1, 30, 9, 0, 0, 123_456, tzinfo=beijing)
    await collection.insert([{"_id": "a", "at": given}])

    document = await collection.get("a")

    assert document is not None
    assert document["at"] == datetime(2021, 1, 30, 1, 0, 0, 123_000, tzinfo=UTC)
    assert document["at"].utcoffset() == timedelta(0)


async def test_values_come_back_as_they_were(collection: Collection) -> None:
    values = {
        "text": "巡查\x00𠮷",
        "bytes": b"\x00\xff",
        "yes": True,
        "none": None,
        "large": 2**53,
        "half": 0.5,
        "list": [1, {"a": [b"x"]}],
    }
    await collection.insert([{"_id": "a", **values}])

    document = await collection.get("a")

    assert document == {"_id": "a", **values}
    assert type(document["yes"]) is bool
    assert type(document["bytes"]) is bytes


async def test_a_tuple_comes_back_as_a_list(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "pair": (1, 2)}])

    assert await collection.get("a") == {"_id": "a", "pair": [1, 2]}


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "value",
    [date(2021, 1, 30), {1, 2}, object(), 2**63, "\ud800", datetime(1, 1, 1, tzinfo=OFFICE_ZONE)],
    ids=lambda value: type(value).__name__,
)
async def test_what_cannot_be_stored_is_refused_for_good(
    collection: Collection, value: object
) -> None:
    with pytest.raises(PermanentError, match="cannot hold"):
        await collection.insert([{"_id": "a", "value": value}])
    assert await collection.get("a") is None


async def test_a_named_value_is_stored_as_its_text(collection: Collection) -> None:
    await collection.insert([{"_id": "a", "colour": Colour.RED}])

    document = await collection.get("a")

    assert document is not None
    assert document["colour"] == "red"
    assert type(document["colour"]) is str


async def test_a_document_that_is_too_large_is_refused_for_good(database: Database) -> None:
    with pytest.raises(PermanentError):
        await database.collection("things").insert([{"_id": "a", "body": b"0" * (17 << 20)}])


Verb = Callable[[Collection], Awaitable[object]]
VERBS: dict[str, Verb] = {
    "insert": lambda things: things.insert([{"_id": "b"}]),
    "get": lambda things: things.get("a"),
    "get_many": lambda things: things.get_many(["a"]),
    "find": lambda things: things.find({}, limit=1),
    "ids": lambda things: things.ids({}, limit=1),
    "update": lambda things: things.update("a", {"n": 1}, where={}),
    "merge": lambda things: things.merge({"a": {"n": 1}}),
    "drop_pending": lambda things: things.drop_pending({"a": ["e"]}),
    "count": lambda things: things.count({}),
    "delete": lambda things: things.delete("a"),
}


async def test_every_verb_says_that_the_store_is_gone(mongo_server: Mongo) -> None:
    database = Database(mongo_server.url, "outage")
    things = database.collection("things")
    await things.insert([{"_id": "a", "n": 1}])
    mongo_server.kill()

    calls = [verb(things) for verb in VERBS.values()]
    failures = await asyncio.gather(
        *calls, database.ping(), database.now(), database.prepare("crawler"), return_exceptions=True
    )
    assert [type(failure) for failure in failures] == [OutageError] * len(failures)

    await mongo_server.restart()
    assert await things.get("a") == {"_id": "a", "n": 1}
    await database.ping()
    database.close()


async def test_the_store_tells_the_time(database: Database) -> None:
    first = await database.now()
    second = await database.now()

    assert first.utcoffset() == timedelta(0)
    assert first <= second
    assert abs((datetime.now(UTC) - second).total_seconds()) < 60


async def test_merge_sets_fields_of_known_documents_and_begins_missing_ones(
    collection: Collection,
) -> None:
    await collection.insert([{"_id": "a", "n": 1, "minutes": {"m0800": {"ok": True}}}])

    await collection.merge(
        {"a": {"minutes.m0830": {"ok": False}}, "b": {"n": 2, "minutes.m0900": {"ok": True}}}
    )
    await collection.merge({})

    assert await collection.get("a") == {
        "_id": "a",
        "n": 1,
        "minutes": {"m0800": {"ok": True}, "m0830": {"ok": False}},
    }
    assert await collection.get("b") == {"_id": "b", "n": 2, "minutes": {"m0900": {"ok": True}}}


async def test_documents_are_counted_by_the_values_of_fields(collection: Collection) -> None:
    await numbered(collection)
    await collection.insert([{"_id": "z", "n": 5}])

    counts = await collection.tally(("n", "odd"), {"n": {"$gte": 4}})

    assert counts == {(4, 0): 1, (5, 1): 1, (5, None): 1}
    assert await collection.tally(("odd",), {}) == {(0,): 3, (1,): 3, (None,): 1}
    assert await collection.tally(("odd",), {"n": {"$gt": 99}}) == {}


async def test_the_newest_moment_is_found_however_old(collection: Collection) -> None:
    await numbered(collection)

    last = T0 + timedelta(hours=5)
    for later in (timedelta(minutes=1), timedelta(hours=30), timedelta(days=39)):
        assert await newest(collection, "at", last + later) == last
    assert await newest(collection, "at", last - timedelta(hours=1)) == T0 + timedelta(hours=4)
    assert await newest(collection, "at", last, {"odd": 0}) == T0 + timedelta(hours=4)
    assert await newest(collection, "at", last + timedelta(days=41)) is None
