"""What the analyzer does when a message comes."""

from typing import cast

from faststream.nats import NatsRouter
from faststream.nats.annotations import NatsMessage
from nats.aio.msg import Msg

from services.analyzer.analyze import Analyze
from services.analyzer.assessing.desk import AssessmentDesk
from services.analyzer.assessing.inspections import Inspections
from services.analyzer.assessing.late import Late
from services.analyzer.assessing.profiledesk import ProfileDesk
from services.analyzer.decide import Decide, Show
from services.analyzer.prove import Prove
from services.analyzer.ruledesk import RuleDesk
from services.analyzer.vanish import Vanish
from shared import commands
from shared.broker import pull
from shared.contracts.article import ArticleCrawled
from shared.contracts.assessment_command import (
    AnswerInspection,
    ApplyProfile,
    AssessmentQuery,
    InspectionQuery,
    ProfileFiles,
)
from shared.contracts.command import DecideFinding, ListQuery, ReopenFinding, ShowQuery
from shared.contracts.enquiry import EnquiryChanged
from shared.contracts.finding import FindingEvent
from shared.contracts.marks import MarksObserved
from shared.contracts.observation import (
    LinkObserved,
    ListingObserved,
    PageVisited,
    ProbeObserved,
    VisitOutcome,
)
from shared.contracts.rule_command import (
    ApplyRuleset,
    CheckText,
    ConsentToHint,
    ImportRuleset,
    TryRuleset,
)
from shared.contracts.target import TargetRegistered
from shared.settlement import Settlement
from shared.streams import (
    ANALYZER_ARTICLES,
    ANALYZER_CONFIRMED,
    ANALYZER_DETECTED,
    ANALYZER_ENQUIRIES,
    ANALYZER_LINKED,
    ANALYZER_LISTED,
    ANALYZER_MARKED,
    ANALYZER_PROBED,
    ANALYZER_REJECTED,
    ANALYZER_REOPENED,
    ANALYZER_TARGETS,
    ANALYZER_VISITS,
)

BATCH = 250
"""Observations whose day is looked at together."""


def routes(
    analyze: Analyze, prove: Prove, vanish: Vanish, settlement: Settlement, batch: int
) -> NatsRouter:
    """Return what the analyzer does with what is stored in streams.

    Args:
        analyze: reads articles.
        prove: answers re-checks.
        vanish: knows what stands no more.
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
        """A visit that a re-check asked for is an answer; a page that is gone shows nothing."""
        if event.visit.request:
            await prove.answer(event.visit)
        elif event.visit.outcome is VisitOutcome.GONE:
            await vanish.page_gone(event.visit)

    return router


def facts(router: NatsRouter, late: Late, settlement: Settlement) -> None:
    """Hear of facts that may belong to a day which was assessed already.

    Args:
        router: of the service.
        late: marks whose facts came late.
        settlement: splits good messages from bad.
    """

    @router.subscriber(**pull(ANALYZER_PROBED, batch=BATCH))
    async def on_probes(message: NatsMessage) -> None:
        """A probe of a day that was assessed."""
        batch_of = cast("list[Msg]", message.raw_message)
        await settlement.settle_batch(batch_of, ProbeObserved, late.probed)

    @router.subscriber(**pull(ANALYZER_LISTED, batch=BATCH))
    async def on_listings(message: NatsMessage) -> None:
        """A listing of a day that was assessed."""
        batch_of = cast("list[Msg]", message.raw_message)
        await settlement.settle_batch(batch_of, ListingObserved, late.listed)

    @router.subscriber(**pull(ANALYZER_LINKED, batch=BATCH))
    async def on_links(message: NatsMessage) -> None:
        """A link check of a day that was assessed."""
        batch_of = cast("list[Msg]", message.raw_message)
        await settlement.settle_batch(batch_of, LinkObserved, late.linked)

    @router.subscriber(**pull(ANALYZER_MARKED, batch=BATCH))
    async def on_marks(message: NatsMessage) -> None:
        """Marks of a page, of a day that was assessed."""
        batch_of = cast("list[Msg]", message.raw_message)
        await settlement.settle_batch(batch_of, MarksObserved, late.marked)

    @router.subscriber(**pull(ANALYZER_DETECTED, batch=BATCH))
    async def on_reports(message: NatsMessage) -> None:
        """A finding that others report of a day that was assessed."""
        batch_of = cast("list[Msg]", message.raw_message)
        await settlement.settle_batch(batch_of, FindingEvent, late.found)


def changes(router: NatsRouter, late: Late) -> None:
    """Hear of what people, files and the registry say of days that were assessed already.

    Args:
        router: of the service.
        late: marks whose facts came late.
    """

    @router.subscriber(**pull(ANALYZER_ENQUIRIES))
    async def on_enquiry(event: EnquiryChanged) -> None:
        """An enquiry of a day that was assessed."""
        await late.enquired(event)

    @router.subscriber(**pull(ANALYZER_TARGETS))
    async def on_target(event: TargetRegistered) -> None:
        """A change of the registry that holds from a day that was assessed."""
        await late.registered(event)

    @router.subscriber(**pull(ANALYZER_CONFIRMED))
    @router.subscriber(**pull(ANALYZER_REJECTED))
    @router.subscriber(**pull(ANALYZER_REOPENED))
    async def on_finding(event: FindingEvent) -> None:
        """What people decide about findings changes the verdict of their quarter."""
        await late.decided(event.finding)


def assessments(
    router: NatsRouter, profiles: ProfileDesk, verdicts: AssessmentDesk, tasks: Inspections
) -> None:
    """Add the analyzer's answers about profiles, verdicts and inspections.

    Args:
        router: of the service.
        profiles: the commands about profiles.
        verdicts: the commands about assessments.
        tasks: the commands about inspections.
    """
    commands.answer(router, "analyzer", "profile.check", ProfileFiles, profiles.check)
    commands.answer(router, "analyzer", "profile.diff", ProfileFiles, profiles.diff)
    commands.answer(router, "analyzer", "profile.explain", ProfileFiles, profiles.explain)
    commands.answer(router, "analyzer", "profile.apply", ApplyProfile, profiles.apply)
    commands.answer(router, "analyzer", "assessment.list", AssessmentQuery, verdicts.listed)
    commands.answer(router, "analyzer", "assessment.show", AssessmentQuery, verdicts.shown)
    commands.answer(router, "analyzer", "assessment.replay", AssessmentQuery, verdicts.replayed)
    commands.answer(router, "analyzer", "inspection.list", InspectionQuery, tasks.listed)
    commands.answer(router, "analyzer", "inspection.answer", AnswerInspection, tasks.answer)


def answers(router: NatsRouter, decide: Decide, show: Show, rules: RuleDesk) -> None:
    """Add the analyzer's answers to people.

    Args:
        router: of the service.
        decide: the decisions about findings.
        show: one finding with what is known around it.
        rules: the commands about rules and texts.
    """

    @router.subscriber("registry.ruleset.*", no_reply=True)
    async def on_ruleset() -> None:
        """Every replica hears it, none is waited for: the store says what is in force."""
        await rules.inforce.refresh()

    commands.answer(router, "analyzer", "finding.decide", DecideFinding, decide.decide)
    commands.answer(router, "analyzer", "finding.list", ListQuery, decide.listed)
    commands.answer(router, "analyzer", "finding.reopen", ReopenFinding, decide.reopen)
    commands.answer(router, "analyzer", "finding.show", ShowQuery, show.shown)
    commands.answer(router, "analyzer", "suppression.list", ListQuery, decide.suppressions)
    commands.answer(router, "analyzer", "rule.consent", ConsentToHint, rules.grading.consent)
    commands.answer(router, "analyzer", "rule.list", ListQuery, rules.listed)
    commands.answer(router, "analyzer", "ruleset.import", ImportRuleset, rules.lists.import_)
    commands.answer(router, "analyzer", "ruleset.apply", ApplyRuleset, rules.lists.apply)
    commands.answer(router, "analyzer", "ruleset.try", TryRuleset, rules.trial.run)
    commands.answer(router, "analyzer", "text.check", CheckText, rules.check)
