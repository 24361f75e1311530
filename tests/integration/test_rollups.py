"""Rollup rows are replaced, never added to: any number of replicas ends at the same bytes."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path

from services.reporter.domain.period import parse_period
from shared.contracts.finding import Decision, Finding
from shared.contracts.order import order_id
from shared.store.database import Database
from shared.store.findings import FindingStore
from shared.store.orders import OrderStore
from shared.store.rollups import RollupStore
from tests.eventually import eventually
from tests.factories import make_finding, make_order
from tests.integration.rig import worker
from tests.integration.workers.roller import rollups

MONTHS = ("2020-11", "2020-12")
QUARTER = parse_period("2020Q4")


def findings(number: int) -> list[Finding]:
    return [
        make_finding(
            id=f"f{place:04}",
            target=f"site-{place % 7}",
            found_on=date(2020, 11 + place % 2, 1 + place % 28),
            decision=list(Decision)[place % 3],
        )
        for place in range(number)
    ]


async def test_three_replicas_and_a_kill_end_at_the_bytes_of_a_full_recompute(
    database: Database, mongo_url: str, tmp_path: Path
) -> None:
    name = database._database.name
    store, orders = FindingStore(database.collection("findings")), database.collection("orders")
    rows = RollupStore(database.collection("rollups"))
    known = findings(90)
    with ExitStack() as stack:
        replicas = [
            stack.enter_context(worker("roller", tmp_path / f"{number}", mongo_url, name))
            for number in range(3)
        ]
        keeper = rollups(database)
        for place, finding in enumerate(known):
            await store.add([finding])
            await keeper.finding_changed(finding)
            if place % 9 == 0:
                order = make_order(id=order_id(finding.id), findings=(finding.id,))
                await OrderStore(orders).add(order)
                await keeper.order_changed(order)
            if place == 45:
                replicas[1].kill()
        for finding in known[::4]:
            changed = finding.model_copy(update={"decision": Decision.REJECTED, "version": 2})
            await store.change(changed)
            await keeper.finding_changed(changed)

        async def settled() -> bool:
            return not await rows.marked(limit=1)

        await eventually(settled, within=20)
        after = await rows.digest(MONTHS)
    before = await keeper.of(QUARTER)
    await keeper.mark_all()
    await keeper.settle()

    assert await rows.digest(MONTHS) == after
    assert await keeper.of(QUARTER) == before
    assert sum(line.number for line in before[0]) == 90


async def test_a_mark_that_comes_while_a_row_is_computed_keeps_it_open(database: Database) -> None:
    rows = RollupStore(database.collection("rollups"))
    await rows.mark("2020-12", "site-a")
    (early,) = await rows.marked(limit=10)
    await rows.mark("2020-12", "site-a")

    assert not await rows.replace(early, {"findings": []}, {})
    (late,) = await rows.marked(limit=10)
    assert await rows.replace(late, {"findings": ["new"]}, {})
    assert await rows.marked(limit=10) == []
    assert not await rows.replace(early, {"findings": ["old"]}, {})
    assert [row async for row in rows.of_month("2020-12")] == [("site-a", {"findings": ["new"]})]
