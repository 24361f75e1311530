"""What the crawler does when a message comes."""

from faststream.nats import NatsRouter

from services.crawler.crawl import Crawl
from services.crawler.recheck import Recheck
from services.crawler.schedule import Schedule
from shared import commands
from shared.broker import pull
from shared.contracts.article import Article
from shared.contracts.command import CrawlNow, ListQuery
from shared.contracts.target import Target, TargetRegistered
from shared.contracts.task import CrawlTask, RecheckTask
from shared.store.articles import ArticleReader
from shared.store.targets import TargetReader, host_of
from shared.streams import CRAWLER_RECHECKS, CRAWLER_RUNS, CRAWLER_TARGETS


def routes(
    crawl: Crawl,
    recheck: Recheck,
    schedule: Schedule,
    *,
    targets: TargetReader,
    articles: ArticleReader,
    workers: int,
) -> NatsRouter:
    """Return the crawler's handlers.

    Args:
        crawl: visits the pages of a host.
        recheck: answers whether a finding still stands.
        schedule: when each host is due.
        targets: the registry.
        articles: what was crawled.
        workers: hosts crawled at the same time.
    """
    router = NatsRouter()

    @router.subscriber(**pull(CRAWLER_TARGETS))
    async def on_target(event: TargetRegistered) -> None:
        """A target with an address puts its host on the schedule."""
        if host := host_of(event.target.url):
            await schedule.enter(host)

    @router.subscriber(**pull(CRAWLER_RUNS, workers=workers))
    async def on_task(task: CrawlTask) -> None:
        """Crawl the host, then move its schedule on; a slot that was recorded is not run again."""
        if run := await schedule.open_run(task):
            pages = await crawl.run(await targets.running_on(task.host))
            await schedule.record(run, pages)

    @router.subscriber(**pull(CRAWLER_RECHECKS, workers=4))
    async def on_recheck(task: RecheckTask) -> None:
        """Look at every place of the finding and answer for each."""
        await recheck.answer(task)

    async def crawl_now(command: CrawlNow) -> dict[str, int]:
        found = await _named(targets, command.targets)
        hosts = sorted({host for target in found if (host := host_of(target.url))})
        return {"hosts": len(hosts), "hastened": await schedule.hasten(hosts)}

    async def listed(query: ListQuery) -> list[Article]:
        return await articles.latest(target=query.target, limit=query.limit)

    commands.answer(router, "crawler", "crawl.now", CrawlNow, crawl_now)
    commands.answer(router, "crawler", "article.list", ListQuery, listed)
    return router


async def _named(targets: TargetReader, ids: tuple[str, ...]) -> list[Target]:
    """Return the targets of these ids, or all when none is named."""
    if not ids:
        return [target async for target in targets.every()]
    found = await targets.get_many(ids)
    if unknown := [name for name in ids if name not in found]:
        raise commands.NotFound(f"no such target: {', '.join(unknown)}; see `xuncha registry list`")
    return list(found.values())
