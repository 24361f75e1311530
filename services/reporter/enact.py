"""Puts approved proposals into effect: once each, also when the reporter ends in between."""

from typing import NamedTuple

import structlog

from services.reporter.domain.proposing import (
    audit_of,
    enacted,
    proposed_target,
    proposed_unit,
    undone,
)
from shared.clock import Clock
from shared.contracts.life import life_of
from shared.contracts.proposal import Proposal, ProposalVerb
from shared.contracts.target import TargetRegistered
from shared.contracts.unit import UnitRegistered
from shared.errors import ConflictError, PermanentError
from shared.outbox import Outbox
from shared.store.proposals import ProposalStore
from shared.store.targets import TargetStore
from shared.store.units import UnitStore

ACTOR = "reporter"
"""Takes an approval back when the registry allows no longer what was approved."""
log = structlog.get_logger()


class Stores(NamedTuple):
    """What approved proposals change."""

    proposals: ProposalStore
    targets: TargetStore
    units: UnitStore


class Enact:
    """Writes what approved proposals want on the registry.

    Args:
        stores: proposals, and what they change.
        outbox: relays what was done.
        clock: business time.
    """

    def __init__(self, stores: Stores, outbox: Outbox, clock: Clock) -> None:
        self._stores = stores
        self._outbox = outbox
        self._clock = clock

    async def check(self, proposal: Proposal) -> None:
        """Check a proposal as if it took effect now.

        Raises:
            PermanentError: what it wants is not possible.
        """
        if proposal.verb is ProposalVerb.CONTACT:
            proposed_unit(proposal, await self._stores.units.get(proposal.about))
        else:
            proposed_target(proposal, await self._stores.targets.get(proposal.about))

    async def catch_up(self) -> None:
        """Put into effect what was approved but is not on the registry yet."""
        for proposal in await self._stores.proposals.unenacted():
            await self.once(proposal)

    async def once(self, proposal: Proposal) -> Proposal:
        """Put one approved proposal into effect; return it as it is then.

        It stays approved and waits for the next turn if somebody changes the same record just
        now. It is rejected, with the reason, if an import made it impossible since.
        """
        try:
            await self._write(proposal)
        except ConflictError as error:
            log.warning("proposal.waits", proposal=proposal.id, reason=str(error))
            return proposal
        except PermanentError as error:
            return await self._take_back(proposal, str(error))
        after = enacted(proposal)
        await self._stores.proposals.change(after)
        self._outbox.nudge()
        return after

    async def _write(self, proposal: Proposal) -> None:
        """Write the record; a repeat after a crash finds it written."""
        lives = await self._stores.targets.lives(proposal.about)
        if any(life.cause == proposal.id for life in lives):
            return
        now = self._clock.now()
        if proposal.verb is ProposalVerb.CONTACT:
            known_unit = await self._stores.units.get(proposal.about)
            unit = proposed_unit(proposal, known_unit)
            event = UnitRegistered(unit=unit, occurred_at=now)
            done = await self._stores.units.put(unit, event, known=known_unit)
        else:
            known = await self._stores.targets.get(proposal.about)
            target = proposed_target(proposal, known)
            told = {
                "actor": proposal.history[-1].actor,
                "cause": proposal.id,
                "note": proposal.reason,
            }
            life = life_of(known, target, now, on=proposal.on).model_copy(update=told)
            changed = TargetRegistered(target=target, occurred_at=now)
            done = await self._stores.targets.put(target, changed, known=known, life=life)
        if not done:
            raise ConflictError(f"somebody changed {proposal.about} just now")

    async def _take_back(self, proposal: Proposal, reason: str) -> Proposal:
        now = self._clock.now()
        after = undone(proposal, ACTOR, now, reason)
        audit = audit_of(after, "rejected", actor=ACTOR, cause=proposal.id, at=now)
        if await self._stores.proposals.change(after, audit):
            self._outbox.nudge()
            log.warning("proposal.taken_back", proposal=proposal.id, reason=reason)
        return after
