"""Takes proposals about the registry, has them approved, and watches that they are filed."""

import asyncio
import csv
from collections.abc import Awaitable, Callable
from io import StringIO

import structlog

from services.reporter.asking import read_day
from services.reporter.domain.proposing import audit_of, decided, is_sensitive
from services.reporter.enact import Enact, Stores
from shared.clock import Clock, office_date
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.base import identity
from shared.contracts.command import Command, ListQuery
from shared.contracts.finding import Step
from shared.contracts.proposal import Proposal, ProposalState, ProposalVerb
from shared.contracts.registry_command import DecideProposal, FileProposal, Propose
from shared.errors import ConflictError, TransientError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.workdays import Workdays

RULE = "registry.unfiled"
log = structlog.get_logger()
Report = Callable[[str, str], Awaitable[None]]
"""Brings a findings file to its owner: request and CSV."""


class Proposals:
    """The way of a proposal.

    Args:
        stores: proposals, and what they change.
        workdays: count the working days until the filing is due.
        filing_days: how many.
        report: tells the owner of findings about a filing that is missing.
        outbox: relays what was done.
        clock: business time.
    """

    def __init__(
        self,
        stores: Stores,
        workdays: Workdays,
        filing_days: int,
        report: Report,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._proposals = stores.proposals
        self._enact = Enact(stores, outbox, clock)
        self._workdays = workdays
        self._filing_days = filing_days
        self._report = report
        self._outbox = outbox
        self._clock = clock

    async def propose(self, command: Propose) -> Proposal:
        """Take a proposal; it is checked as if it were approved now.

        Raises:
            Refused: what it wants is not possible.
        """
        verb = ProposalVerb(command.verb)
        proposal = Proposal(
            id=identity("proposal", command.request),
            verb=verb,
            about=command.about,
            fields=command.fields,
            on=read_day(command.on, "on") if command.on else office_date(self._clock.now()),
            reason=mask_text(command.reason),
            proposed_by=command.actor,
            proposed_at=self._clock.now(),
            sensitive=is_sensitive(verb, command.fields),
        )
        await self._enact.check(proposal)
        if await self._proposals.add(proposal, self._audit(command, proposal, "proposed")):
            self._outbox.nudge()
        return proposal

    async def listed(self, query: ListQuery) -> list[Proposal]:
        """Return proposals by state."""
        return await self._proposals.listed(state=query.state, limit=query.limit)

    async def decide(self, command: DecideProposal) -> Proposal:
        """Approve or reject; an approved one takes effect at once, and must be filed.

        The decision is written before the registry: of two people who decide in the same moment
        one is refused, and what is on the registry was approved.

        Raises:
            Refused: it is decided already, its proposer wants to approve it, or it is not possible.
        """
        proposal = await self._one(command.proposal)
        if any(step.cause == command.request for step in proposal.history):
            return await self._enact.once(proposal) if proposal.unenacted else proposal
        action = "approved" if command.approve else "rejected"
        calendar = await self._workdays.in_force()
        due = calendar.add_working_days(office_date(self._clock.now()), self._filing_days)
        after = decided(
            proposal, self._step(command, proposal, action, command.reason), file_by=due.on
        )
        if command.approve:
            await self._enact.catch_up()
            await self._enact.check(after)
        await self._change(command, after, action)
        return await self._enact.once(after) if command.approve else after

    async def file(self, command: FileProposal) -> Proposal:
        """Note the filing number of an approved proposal.

        Raises:
            Refused: it is not approved, or filed under another number.
        """
        proposal = await self._one(command.proposal)
        if proposal.filing == command.number:
            return proposal
        if proposal.state is not ProposalState.APPROVED or proposal.filing:
            what = f"filed as {proposal.filing}" if proposal.filing else proposal.state.value
            raise Refused(f"the proposal is {what}")
        step = self._step(command, proposal, "filed", command.number)
        after = proposal.model_copy(
            update={
                "filing": mask_text(command.number),
                "version": step.version,
                "history": (*proposal.history, step),
            }
        )
        await self._change(command, after, "filed")
        return after

    async def run(self) -> None:
        """Put into effect what was left, and look for filings that are missing, for ever."""
        while True:
            await self._enact.catch_up()
            await self.look()
            await asyncio.sleep(60.0)

    async def look(self) -> int:
        """Make a finding of every filing that is overdue; return how many."""
        today = office_date(self._clock.now())
        told = 0
        for proposal in await self._proposals.unfiled(today.isoformat()):
            if await self._tell(proposal, today.isoformat()):
                told += 1
        return told

    async def _tell(self, proposal: Proposal, today: str) -> bool:
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("id", "target", "rule", "found_on", "source", "status", "excerpt"))
        what = f"变更已批准，应于{proposal.file_by}前报备，至今未报备"
        writer.writerow((proposal.id, proposal.about, RULE, today, "monitor", "suspected", what))
        try:
            await self._report(identity("unfiled", proposal.id), text.getvalue())
        except TransientError as error:
            log.warning("proposal.not_told", proposal=proposal.id, reason=str(error))
            return False
        after = proposal.model_copy(update={"unfiled_told": True, "version": proposal.version + 1})
        return await self._proposals.change(after)

    async def _change(self, command: Command, after: Proposal, action: str) -> None:
        if not await self._proposals.change(after, self._audit(command, after, action)):
            raise ConflictError("somebody changed the proposal just now; look at it again")
        self._outbox.nudge()

    async def _one(self, beginning: str) -> Proposal:
        found = await self._proposals.starting_with(beginning)
        if not found:
            raise NotFound(f"no proposal {beginning}; see `xuncha registry proposals`")
        if len(found) > 1:
            raise Refused(f"several proposals begin with {beginning}; write more of the id")
        return found[0]

    def _step(self, command: Command, proposal: Proposal, action: str, note: str) -> Step:
        return Step(
            version=proposal.version + 1,
            at=self._clock.now(),
            actor=command.actor,
            action=action,
            cause=command.request,
            note=mask_text(note),
        )

    def _audit(self, command: Command, proposal: Proposal, action: str) -> AuditRecorded:
        now = self._clock.now()
        return audit_of(proposal, action, actor=command.actor, cause=command.request, at=now)
