"""A pause that was taken back holds nobody: what seems paused is looked up."""

from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler.pauses import Pauses
from shared.commands import NotFound
from shared.contracts.command import PauseCrawl
from shared.metrics import OutboxMetrics
from shared.outbox import Outbox
from shared.publisher import Publisher
from shared.store.collection import Document
from shared.store.pauses import PauseStore
from shared.store.targets import TargetReader
from tests.factories import NOW, make_target
from tests.fakes import FrozenClock, MemoryCollection

SITE = make_target(id="site-a", unit="county-a")


class Slow(MemoryCollection):
    """Runs something between reading what is paused and telling it."""

    meanwhile: Any = None

    async def find(self, *args: Any, **bounds: Any) -> list[Document]:
        found = await super().find(*args, **bounds)
        then, self.meanwhile = self.meanwhile, None
        if then:
            await then()
        return found


def replica(store: MemoryCollection) -> Pauses:
    targets = MemoryCollection()
    targets._documents["site-a"] = {"_id": "site-a", **SITE.model_dump(by_alias=True)}
    outbox = Outbox([store], Publisher(), OutboxMetrics.register(CollectorRegistry()), 1.0)
    return Pauses(PauseStore(store), TargetReader(targets), outbox, FrozenClock(NOW))


def command(request: str, *, paused: bool) -> PauseCrawl:
    return PauseCrawl(request=request, actor="zhang", paused=paused, targets=("site-a",))


async def test_another_replica_knows_at_once_that_a_pause_was_taken_back() -> None:
    store = MemoryCollection()
    here, there = replica(store), replica(store)
    await here.change(command("r1", paused=True))
    assert await there.holds(SITE)
    assert await there.held(["site-a", "site-b"]) == {"site-a"}

    await here.change(command("r2", paused=False))

    assert not await there.holds(SITE)
    assert await there.held(["site-a"]) == frozenset()


@pytest.mark.parametrize(
    "about", [{"targets": ("site-a",)}, {"units": ("county-a",)}, {"everything": True}]
)
async def test_one_target_a_unit_or_everything_is_paused_and_resumed(about: dict[str, Any]) -> None:
    pauses = replica(MemoryCollection())
    other = make_target(id="site-b", unit="county-b")
    for number, paused in enumerate((True, False)):
        change = PauseCrawl(request=f"r{number}", actor="zhang", paused=paused, **about)
        assert [one.id for one in await pauses.change(change)] == ["site-a"]

        assert await pauses.holds(SITE) is paused
        assert await pauses.holds(other) is (paused and "everything" in about)


async def test_a_target_or_a_unit_that_nobody_knows_is_named() -> None:
    pauses = replica(MemoryCollection())
    for about in ({"targets": ("nobody",)}, {"units": ("nobody",)}):
        with pytest.raises(NotFound, match="nobody"):
            await pauses.change(PauseCrawl(request="r", actor="zhang", paused=True, **about))


async def test_what_was_read_before_a_change_is_not_kept_after_it() -> None:
    store = Slow()
    pauses = replica(store)

    async def pause() -> None:
        await pauses.change(command("r1", paused=True))

    store.meanwhile = pause
    await pauses.holds(SITE)

    assert await pauses.holds(SITE)
