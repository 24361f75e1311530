"""What the analyzer does when a message comes."""

from typing import cast

from faststream.nats import NatsRouter
from faststream.nats.annotations import NatsMessage
from nats.aio.msg import Msg

from services.analyzer.analyze import Analyze
from services.analyzer.decide import Decide
from services.analyzer.prove import Prove
from services.analyzer.ruledesk import RuleDesk
from shared import commands
from shared.broker import pull
from shared.contracts.article import ArticleCrawled
from shared.contracts.command import DecideFinding, ListQuery, ShowQuery
from shared.contracts.observation import PageVisited
from shared.contracts.rule_command import ApplyRuleset, CheckText, ImportRuleset, TryRuleset
from shared.settlement import Settlement
from shared.streams import ANALYZER_ARTICLES, ANALYZER_VISITS


def routes(analyze: Analyze, prove: Prove, settlement: Settlement, batch: int) -> NatsRouter:
    """Return what the analyzer does with what is stored in streams.

    Args:
        analyze: reads articles.
        prove: answers re-checks.
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

    return router


def answers(router: NatsRouter, decide: Decide, rules: RuleDesk) -> None:
    """Add the analyzer's answers to people.

    Args:
        router: of the service.
        decide: the commands about findings.
        rules: the commands about rules and texts.
    """

    @router.subscriber("registry.ruleset.*", no_reply=True)
    async def on_ruleset() -> None:
        """Every replica hears it, none is waited for: the store says what is in force."""
        await rules.inforce.refresh()

    commands.answer(router, "analyzer", "finding.decide", DecideFinding, decide.decide)
    commands.answer(router, "analyzer", "finding.list", ListQuery, decide.listed)
    commands.answer(router, "analyzer", "finding.show", ShowQuery, decide.shown)
    commands.answer(router, "analyzer", "rule.list", ListQuery, rules.listed)
    commands.answer(router, "analyzer", "ruleset.import", ImportRuleset, rules.lists.import_)
    commands.answer(router, "analyzer", "ruleset.apply", ApplyRuleset, rules.lists.apply)
    commands.answer(router, "analyzer", "ruleset.try", TryRuleset, rules.trial.run)
    commands.answer(router, "analyzer", "text.check", CheckText, rules.check)
