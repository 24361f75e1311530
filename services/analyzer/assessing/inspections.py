"""Inspections: opened once a quarter with a sample, answered by people."""

from collections.abc import Collection
from typing import NamedTuple

from services.analyzer.assessing.schemes import Schemes
from services.analyzer.domain.assessing.case import Case, class_of
from services.analyzer.domain.assessing.checks import INSPECTION
from services.analyzer.domain.assessing.daily import Roster
from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.inspections import draw, seed_of
from services.analyzer.domain.assessing.ledger import begin
from services.analyzer.domain.assessing.seen import Suggested
from services.analyzer.domain.assessing.suggesting import SEEN
from services.analyzer.domain.assessing.verdict import scope
from services.analyzer.domain.findings import Reading
from services.analyzer.marks import Marks
from services.analyzer.opening import Opening
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.assessment_command import AnswerInspection, InspectionQuery
from shared.contracts.audit import AuditRecorded
from shared.contracts.inspection import Inspection
from shared.contracts.profile import Item
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.articles import ArticleReader
from shared.store.inspections import InspectionStore
from shared.store.standings import Mark

JOB = "inspections"
POPULATION = 500


class Pages(NamedTuple):
    """Articles as they rest, and what opens them."""

    articles: ArticleReader
    opening: Opening


class Columns:
    """The articles in the columns of one website; each is read once for all that ask."""

    def __init__(self, case: Case, known: Roster, pages: Pages) -> None:
        self._case = case
        self._columns = known.columns.get(case.target.id, ())
        self._articles, self._opening = pages
        self._read: dict[str, list[Reading]] = {}

    async def articles(self, classes: Collection[str]) -> list[str]:
        """Return the ids of the articles in the columns of some classes."""
        return [
            article.id
            for column in self._columns
            if (kind := class_of(self._case.profile, column)) and kind.name in classes
            for article in await self._articles.latest(target=column.id, limit=POPULATION)
        ]

    async def read(self, kind: str) -> list[Reading]:
        """Return the articles in the columns of one class, opened."""
        if kind not in self._read:
            ids = await self.articles([kind])
            self._read[kind] = list((await self._opening.named(ids)).values())
        return self._read[kind]


class Inspections:
    """Opens inspections and takes the answers.

    Args:
        inspections: where they rest.
        pages: what samples are drawn from.
        marks: which quarters were opened, and where a target is marked when an answer came.
        schemes: which profile is in effect.
        outbox: relays what an answer says.
        clock: business time.
    """

    def __init__(
        self,
        inspections: InspectionStore,
        pages: Pages,
        marks: Marks,
        schemes: Schemes,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._inspections = inspections
        self._pages = pages
        self._jobs, self._standings = marks.jobs, marks.standings
        self._schemes = schemes
        self._outbox = outbox
        self._clock = clock

    async def open(self, quarter: Quarter, known: Roster) -> int:
        """Open the inspections of a quarter, once; return how many were new."""
        if await self._jobs.is_done(JOB, str(quarter)):
            return 0
        profile = await self._schemes.on(quarter.last)
        cases = (
            Case(target, quarter.last, begin(quarter.first), profile)
            for target in known.targets.values()
        )
        tasks = [task for case in cases for task in await self._tasks(case, known)]
        new = await self._inspections.add(tasks)
        await self._jobs.finish(JOB, str(quarter), self._clock.now())
        return len(new)

    async def listed(self, query: InspectionQuery) -> list[Inspection]:
        """Return the inspections of a quarter."""
        quarter = str(Quarter.parse(query.quarter))
        after = f"{quarter}:{query.target}:" if query.target else f"{quarter}:"
        found = await self._inspections.page(after, f"{after[:-1]};")
        wanted = {"": {True, False}, "open": {False}, "answered": {True}}[query.state]
        return [one for one in found if one.is_answered in wanted][: query.limit]

    async def answer(self, command: AnswerInspection) -> Inspection:
        """Keep a person's answers; a repeat of the same command changes nothing."""
        one = await self._inspections.get(command.inspection)
        if one is None:
            raise NotFound(f"no inspection {command.inspection}; see `xuncha inspections list`")
        if one.cause == command.request:
            return one
        wrong = [key for key, given in command.answers.items() if len(given) != len(one.form)]
        if wrong or set(command.answers) - set(one.samples):
            raise Refused(
                f"answer each of the samples {', '.join(one.samples)} with "
                f"{len(one.form)} times true or false"
            )
        now = self._clock.now()
        answered = one.model_copy(
            update={
                "answers": {**one.answers, **command.answers},
                "answered_by": command.actor,
                "answered_at": now,
                "note": mask_text(command.note),
                "cause": command.request,
                "version": one.version + 1,
            }
        )
        audit = AuditRecorded(
            actor=command.actor,
            action="inspection.answer",
            about=one.id,
            cause=command.request,
            reason=answered.note,
            occurred_at=now,
        )
        if not await self._inspections.change(answered, audit):
            raise ConflictError("somebody answered it just now; look at it again")
        await self._standings.mark_late({f"{one.quarter}:{one.target}": Mark(one.target)}, now)
        self._outbox.nudge()
        return answered

    async def _tasks(self, case: Case, known: Roster) -> list[Inspection]:
        columns = Columns(case, known, self._pages)
        items = [item for item in scope(case) if item.check == INSPECTION]
        return [await self._task(item, case, columns) for item in items]

    async def _task(self, item: Item, case: Case, columns: Columns) -> Inspection:
        target, quarter = case.target, case.quarter
        seed = seed_of(str(quarter), target.id, item.id)
        sampled = item.sample and item.classes
        population = await columns.articles(item.classes) if sampled else []
        chosen = tuple(str(n + 1) for n in range(max(item.sample, 1)))
        samples = draw(population, item.sample, seed) or chosen
        return Inspection(
            target=target.id,
            unit=target.unit,
            quarter=str(quarter),
            item=item.id,
            title=item.title,
            form=item.form,
            samples=samples,
            seed=seed,
            population=len(population),
            suggested=await _seen(item, samples, columns),
            due_on=quarter.last,
        )


async def _seen(item: Item, samples: Collection[str], columns: Columns) -> Suggested:
    """Return what the pages show of a sample, where they show anything."""
    see = SEEN.get(item.rule)
    if see is None:
        return {}
    pages = [await columns.read(name) for name in see.classes]
    return {key: said for key, said in see.look(*pages).items() if key in samples}
