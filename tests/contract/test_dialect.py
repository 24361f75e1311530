"""What the embedded store cannot do, kept in sight; a real mongod must do the opposite."""

from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ReturnDocument
from pymongo.errors import OperationFailure

from shared.store.database import Database
from tests.servers import StoreKind

Things = AsyncIOMotorCollection[Any]


@pytest.fixture
async def things(database: Database) -> Things:
    collection: Things = database._database["things"]
    await collection.insert_many(
        [
            {"_id": "a", "kind": "x", "items": [{"n": 1, "k": "p"}, {"n": 2, "k": "q"}]},
            {"_id": "b", "kind": "x", "items": [{"n": 3, "k": "p"}]},
        ]
    )
    return collection


@pytest.fixture
def embedded(store_kind: StoreKind) -> None:
    if not store_kind.embedded:
        pytest.skip(f"{store_kind} is no embedded store; see the tests of a real one")


@pytest.fixture
def real(store_kind: StoreKind) -> None:
    if store_kind.embedded:
        pytest.skip(f"{store_kind} is no real mongod; name one in MONGO_URL")


async def total(things: Things, expression: dict[str, Any]) -> list[Any]:
    rows = things.aggregate([{"$sort": {"_id": 1}}, {"$project": {"value": expression}}])
    return [row.get("value") async for row in rows]


async def grouped(things: Things, *steps: dict[str, Any]) -> dict[Any, int]:
    rows = things.aggregate([*steps, {"$group": {"_id": "$items.k", "sum": {"$sum": 1}}}])
    return {str(row["_id"]): row["sum"] async for row in rows}


@pytest.mark.usefixtures("embedded")
class TestEmbedded:
    """If one of these fails, the embedded store has learned something: mend the list."""

    async def test_a_sum_over_a_path_into_a_list_is_silently_wrong(self, things: Things) -> None:
        assert await total(things, {"$sum": "$items.n"}) == [0, 0]

    @pytest.mark.parametrize("operator", ["$avg", "$max", "$min"])
    async def test_so_are_other_figures(self, things: Things, operator: str) -> None:
        assert await total(things, {operator: "$items.n"}) == [None, None]

    async def test_grouping_by_a_path_into_a_list_is_silently_wrong(self, things: Things) -> None:
        assert await grouped(things) == {"None": 2}

    async def test_setting_a_field_of_list_members_in_a_pipeline_does_nothing(
        self, things: Things
    ) -> None:
        await things.update_one({"_id": "a"}, [{"$set": {"items.z": 1}}])

        document = await things.find_one({"_id": "a"})
        assert document is not None
        assert all("z" not in item for item in document["items"])

    async def test_find_and_modify_takes_no_positional_path(self, things: Things) -> None:
        with pytest.raises(OperationFailure):
            await things.find_one_and_update(
                {"_id": "a", "items.k": "q"}, {"$set": {"items.$.n": 9}}
            )

    @pytest.mark.parametrize("kind", ["text", "hashed"])
    async def test_some_indexes_are_refused(self, things: Things, kind: str) -> None:
        with pytest.raises(OperationFailure) as refused:
            await things.create_index([("kind", kind)])
        assert refused.value.code == 67

    async def test_no_script_runs_in_the_store(self, things: Things) -> None:
        with pytest.raises(OperationFailure):
            await things.find({"$where": "this.kind == 'x'"}).to_list(9)


@pytest.mark.usefixtures("real")
class TestReal:
    """The opposite, where the store is a mongod."""

    async def test_paths_into_lists_are_followed(self, things: Things) -> None:
        assert await total(things, {"$sum": "$items.n"}) == [3, 3]
        assert await total(things, {"$max": "$items.n"}) == [2, 3]
        assert await grouped(things) == {"['p', 'q']": 1, "['p']": 1}

    async def test_fields_of_list_members_are_set(self, things: Things) -> None:
        await things.update_one({"_id": "a"}, [{"$set": {"items.z": 1}}])

        document = await things.find_one({"_id": "a"})
        assert document is not None
        assert [item["z"] for item in document["items"]] == [1, 1]

    async def test_find_and_modify_takes_a_positional_path(self, things: Things) -> None:
        document = await things.find_one_and_update(
            {"_id": "a", "items.k": "q"},
            {"$set": {"items.$.n": 9}},
            return_document=ReturnDocument.AFTER,
        )
        assert [item["n"] for item in document["items"]] == [1, 9]

    async def test_all_indexes_are_made(self, things: Things) -> None:
        await things.create_index([("kind", "text")])
        await things.create_index([("kind", "hashed")])


class TestPortable:
    """The forms that our code may use: the same on every server."""

    async def test_sums_over_unwound_lists(self, things: Things) -> None:
        steps = [
            {"$unwind": "$items"},
            {"$group": {"_id": "$_id", "sum": {"$sum": "$items.n"}}},
            {"$sort": {"_id": 1}},
        ]

        assert [row["sum"] async for row in things.aggregate(steps)] == [3, 3]
        assert await grouped(things, {"$unwind": "$items"}) == {"p": 2, "q": 1}

    async def test_sums_over_mapped_lists(self, things: Things) -> None:
        numbers = {"$map": {"input": "$items", "as": "item", "in": "$$item.n"}}

        assert await total(things, {"$sum": numbers}) == [3, 3]

    async def test_positional_update_of_one(self, things: Things) -> None:
        await things.update_one({"_id": "a", "items.k": "q"}, {"$set": {"items.$.n": 9}})

        document = await things.find_one({"_id": "a"})
        assert document is not None
        assert [item["n"] for item in document["items"]] == [1, 9]

    async def test_a_path_into_a_list_in_a_condition(self, things: Things) -> None:
        assert await things.count_documents({"items.k": "q"}) == 1

    async def test_a_chinese_pattern(self, things: Things) -> None:
        await things.insert_one({"_id": "c", "text": "本页是巡查测试"})

        assert await things.count_documents({"text": {"$regex": "巡查"}}) == 1

    async def test_every_index_of_ours_is_made_and_made_again(self, database: Database) -> None:
        for writer in ("crawler", "analyzer", "notifier", "reporter"):
            await database.prepare(writer)
            await database.prepare(writer)

        indexes = await database._database["orders"].index_information()
        assert {"state_1_due_at_1", "unit_1", "waiting_1"} <= set(indexes)
