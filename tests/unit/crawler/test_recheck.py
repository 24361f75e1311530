"""Re-checks of a dead host are answered, and keep nobody waiting."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from services.crawler import recheck as module
from services.crawler.crawl import Look
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from services.crawler.lobby import SHARE, Lobby
from services.crawler.metrics import CrawlerMetrics
from services.crawler.recheck import Recheck
from shared.contracts.observation import PageVisited, VisitOutcome
from shared.contracts.task import RecheckTask
from shared.store.visits import Visit
from tests.factories import NOW, make_recheck, make_target, make_visit
from tests.fakes import FrozenClock


class Site:
    """Everything that a re-check asks; says what is told, and counts how often it was asked."""

    def __init__(self, *outcomes: FetchOutcome) -> None:
        self.outcomes = list(outcomes)
        self.answers: list[VisitOutcome] = []

    async def known(self, addresses: list[str]) -> dict[str, Visit]:
        return {one: make_visit(id=one, article="a") for one in addresses}

    async def open_target(self, _: str) -> Any:
        return make_target()

    async def url_of(self, visit: Visit) -> str:
        return f"http://{visit.host}/"

    async def revisit(self, visit: Visit, *_: Any, **__: Any) -> Look:
        outcome = self.outcomes.pop(0)
        article = "a" if outcome is FetchOutcome.OK else ""
        return Look(visit, Fetched(outcome), None, article)

    async def publish(self, event: PageVisited) -> None:
        self.answers.append(event.visit.outcome)


def rechecks(site: Any) -> Recheck:
    metrics = CrawlerMetrics.register(CollectorRegistry())
    return Recheck(site, site, site, site, FrozenClock(NOW), metrics)


async def test_after_two_failures_in_a_row_a_host_is_silent_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = FetchOutcome.DEADLINE
    site = Site(late, FetchOutcome.OK, late, late, FetchOutcome.OK)
    recheck = rechecks(site)
    for _ in range(7):
        await recheck.answer(make_recheck(addresses=("x",)))
    assert len(site.outcomes) == 1  # nobody asked for the last one
    monkeypatch.setattr(module, "SILENT_SECONDS", 0.0)
    recheck._silent.clear()
    await recheck.answer(make_recheck(addresses=("x",)))

    away, same = VisitOutcome.UNREACHABLE, VisitOutcome.SAME
    assert site.answers == [away, same, away, away, away, away, away, same]


async def test_a_host_that_answers_whatever_is_not_silent() -> None:
    site = Site(*[FetchOutcome.SERVER_ERROR] * 4)
    recheck = rechecks(site)
    for _ in range(4):
        await recheck.answer(make_recheck(addresses=("x",)))
    assert site.outcomes == []


async def test_a_recheck_that_must_make_room_goes_to_the_end_of_the_queue_and_is_answered_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue: list[RecheckTask] = []

    class Queue(Site):
        async def publish(self, event: Any) -> None:
            if isinstance(event, RecheckTask):
                queue.append(event)
            else:
                await super().publish(event)

    monkeypatch.setattr(Lobby, "patience_seconds", 0.0)
    monkeypatch.setattr(Lobby, "crowded", 0)
    site = Queue(FetchOutcome.OK)
    recheck, task = rechecks(site), make_recheck(request="r1", addresses=("x",))
    places = [recheck._lobby.place(make_visit(id="x").host) for _ in range(SHARE)]
    async with AsyncExitStack() as held:
        for place in places:
            await held.enter_async_context(place)
        await recheck.answer(task)
        await recheck.answer(queue[0])
        assert site.answers == []
    await recheck.answer(queue[1])

    assert site.answers == [VisitOutcome.SAME]
    assert [one.msg_id for one in (task, *queue)] == ["r1", "r1.1", "r1.2"]
    assert {one.subject for one in queue} == {task.subject}
