"""What the analyzer does when a message comes."""

from typing import cast

from faststream.nats import NatsRouter
from faststream.nats.annotations import NatsMessage
from nats.aio.msg import Msg

from services.analyzer.analyze import Analyze
from services.analyzer.decide import Decide
from services.analyzer.prove import Prove
from shared import commands
from shared.broker import pull
from shared.contracts.article import ArticleCrawled
from shared.contracts.command import DecideFinding, ListQuery, ShowQuery
from shared.contracts.observation import PageVisited
from shared.settlement import Settlement
from shared.streams import ANALYZER_ARTICLES, ANALYZER_VISITS


def routes(
    analyze: Analyze, prove: Prove, decide: Decide, settlement: Settlement, batch: int
) -> NatsRouter:
    """Return the analyzer's handlers.

    Args:
        analyze: reads articles.
        prove: answers re-checks.
        decide: the commands about findings.
        settlement: splits good articles from bad.
        batch: articles analysed together.
    """
    router = NatsRouter()

    @router.subscriber(**pull(ANALYZER_ARTICLES, batch=batch))
    async def on_articles(message: NatsMessage) -> None:
        """Analyse what was crawled."""
        batch_of = cast("list[Msg]", message.raw_message)
        await settlement.settle_batch(batch_of, ArticleCrawled, analyze.batch)

    @router.subscriber(**pull(ANALYZER_VISITS, workers=4))
    async def on_visit(event: PageVisited) -> None:
        """A visit that a re-check asked for is an answer."""
        if event.visit.request:
            await prove.answer(event.visit)

    commands.answer(router, "analyzer", "finding.decide", DecideFinding, decide.decide)
    commands.answer(router, "analyzer", "finding.list", ListQuery, decide.listed)
    commands.answer(router, "analyzer", "finding.show", ShowQuery, decide.shown)
    return router
