"""What the crawler does when a message comes."""

from typing import NamedTuple, cast

from faststream.nats import NatsRouter
from faststream.nats.annotations import NatsMessage
from nats.aio.msg import Msg

from services.crawler.connect import Connect
from services.crawler.pauses import Pauses
from services.crawler.probe import Prober
from services.crawler.push import Push
from services.crawler.recheck import Recheck
from services.crawler.schedule import Schedule
from services.crawler.slices import Slices
from shared import commands
from shared.broker import pull
from shared.contracts.article import Article
from shared.contracts.command import CrawlNow, ListQuery, PauseCrawl
from shared.contracts.connector import DropConnection, SetConnection
from shared.contracts.push import IssuePush, PushPosts, RevokePush
from shared.contracts.target import Target, TargetRegistered
from shared.contracts.task import CrawlTask, ProbeTask, RecheckTask
from shared.settlement import Settlement
from shared.store.articles import ArticleReader
from shared.store.targets import TargetReader, host_of
from shared.streams import CRAWLER_PROBES, CRAWLER_RECHECKS, CRAWLER_RUNS, CRAWLER_TARGETS

PROBES_TOGETHER = 64
PROBES_WAIT_SECONDS = 0.05
TARGETS_TOGETHER = 16
"""A registry of 20,000 targets is entered in minutes; each waits for the store a few times."""
RECHECKS_TOGETHER = 2_048
"""Most of them wait for their host and cost next to nothing; see `services.crawler.lobby`."""


class Parts(NamedTuple):
    """What the handlers call."""

    slices: Slices
    recheck: Recheck
    prober: Prober
    schedule: Schedule
    settlement: Settlement
    pauses: Pauses
    targets: TargetReader
    articles: ArticleReader
    push: Push
    connect: Connect


def routes(parts: Parts, workers: int) -> NatsRouter:
    """Return the crawler's handlers.

    Args:
        parts: what they call.
        workers: hosts crawled at the same time.
    """
    schedule = parts.schedule
    router = NatsRouter()

    @router.subscriber(**pull(CRAWLER_TARGETS, workers=TARGETS_TOGETHER))
    async def on_target(event: TargetRegistered) -> None:
        """A target that is new or changed is put on the schedule."""
        await schedule.enter(event.target)

    @router.subscriber(**pull(CRAWLER_RUNS, workers=workers))
    async def on_task(task: CrawlTask) -> None:
        """Do a slice of what is due on the host; a slot that was recorded is not run again."""
        if run := await schedule.open_run(task):
            await parts.slices.run(run)

    @router.subscriber(
        **pull(CRAWLER_PROBES, batch=PROBES_TOGETHER, wait_seconds=PROBES_WAIT_SECONDS)
    )
    async def on_probes(message: NatsMessage) -> None:
        """Probe the websites that are due, together."""
        tasks = cast("list[Msg]", message.raw_message)
        await parts.settlement.settle_batch(tasks, ProbeTask, parts.prober.batch)

    @router.subscriber(**pull(CRAWLER_RECHECKS, workers=RECHECKS_TOGETHER))
    async def on_recheck(task: RecheckTask) -> None:
        """Look at every place of the finding and answer for each."""
        await parts.recheck.answer(task)

    _answer_commands(router, parts)
    return router


def _answer_commands(router: NatsRouter, parts: Parts) -> None:
    schedule, pauses, targets = parts.schedule, parts.pauses, parts.targets
    placed = parts.connect.placed

    async def crawl_now(command: CrawlNow) -> dict[str, int]:
        found = await placed(await _named(targets, command.targets))
        held = len(await pauses.among(found))
        hastened = await schedule.hasten(found)
        return {"hosts": len(_hosts(found)), "hastened": hastened, "held": held}

    async def pause(command: PauseCrawl) -> dict[str, int]:
        about = await pauses.change(command)
        hastened = 0 if command.paused else await schedule.hasten(await placed(about))
        held = len(await pauses.among(about))
        return {"targets": len(about), "hastened": hastened, "held": held}

    async def paused(_query: ListQuery) -> list[dict[str, str]]:
        return await pauses.listed()

    async def listed(query: ListQuery) -> list[Article]:
        return await parts.articles.latest(target=query.target, limit=query.limit)

    commands.answer(router, "crawler", "crawl.now", CrawlNow, crawl_now)
    commands.answer(router, "crawler", "crawl.pause", PauseCrawl, pause)
    commands.answer(router, "crawler", "crawl.paused", ListQuery, paused)
    commands.answer(router, "crawler", "article.list", ListQuery, listed)
    connect = parts.connect
    commands.answer(router, "crawler", "connector.set", SetConnection, connect.change)
    commands.answer(router, "crawler", "connector.drop", DropConnection, connect.drop)
    commands.answer(router, "crawler", "connector.list", ListQuery, connect.listed)
    _answer_push(router, parts.push)


def _answer_push(router: NatsRouter, push: Push) -> None:
    async def listed(_query: ListQuery) -> list[dict[str, str]]:
        return await push.listed()

    commands.answer(router, "crawler", "push.issue", IssuePush, push.issue)
    commands.answer(router, "crawler", "push.revoke", RevokePush, push.revoke)
    commands.answer(router, "crawler", "push.list", ListQuery, listed)
    commands.answer(router, "crawler", "article.push", PushPosts, push.command)


def _hosts(targets: list[Target]) -> list[str]:
    return sorted({host for target in targets if (host := host_of(target.url))})


async def _named(targets: TargetReader, ids: tuple[str, ...]) -> list[Target]:
    """Return the targets of these ids, or all when none is named."""
    if not ids:
        return [target async for target in targets.every()]
    found = await targets.get_many(ids)
    if unknown := [name for name in ids if name not in found]:
        raise commands.NotFound(f"no such target: {', '.join(unknown)}; see `xuncha registry list`")
    return list(found.values())
