"""Machine tokens: issued, listed, revoked, and known again when a program comes."""

from typing import Any

from shared.bearer import hashed
from shared.clock import Clock, office_date
from shared.commands import NotFound, Refused
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import Command, ListQuery
from shared.contracts.machine import IssueToken, MachineToken, RevokeToken
from shared.outbox import Outbox
from shared.store.machines import MachineStore


class Machines:
    """The programs that may use the JSON API.

    Args:
        machines: their tokens.
        outbox: relays what is audited.
        clock: business time.
    """

    def __init__(self, machines: MachineStore, outbox: Outbox, clock: Clock) -> None:
        self._machines = machines
        self._outbox = outbox
        self._clock = clock

    async def issue(self, command: IssueToken) -> dict[str, Any]:
        """Issue a token; the same call again changes nothing.

        Raises:
            Refused: another token has the name.
        """
        now = self._clock.now()
        token = MachineToken(
            **command.model_dump(exclude={"request", "actor"}),
            issued_at=now,
            issued_by=command.actor,
        )
        reason = " ".join(token.scopes)
        new = await self._machines.add(token, self._audit(command, "issue", token.name, reason))
        self._outbox.nudge()
        known = token if new else await self._machines.get(token.name)
        if known is None or known.hash != token.hash:
            raise Refused(f"the name {token.name} was given before: choose another one")
        return shown(known)

    async def listed(self, query: ListQuery) -> list[dict[str, Any]]:
        """Return the tokens in order of their names, without their hashes."""
        return [shown(token) for token in await self._machines.listed(limit=query.limit)]

    async def revoke(self, command: RevokeToken) -> dict[str, Any]:
        """Revoke a token; a second time changes nothing.

        Raises:
            NotFound: there is none of that name.
        """
        audit = self._audit(command, "revoke", command.name, "")
        await self._machines.revoke(command.name, self._clock.now(), audit)
        self._outbox.nudge()
        known = await self._machines.get(command.name)
        if known is None:
            raise NotFound(f"no token {command.name}; see `xuncha token list`")
        return shown(known)

    async def holder(self, token: str) -> MachineToken | None:
        """Return whose token this is; None when it opens nothing (any more)."""
        known = await self._machines.find(hashed(token))
        if known is None or known.revoked_at is not None:
            return None
        ended = known.expires_on is not None and known.expires_on < office_date(self._clock.now())
        return None if ended else known

    def _audit(self, command: Command, verb: str, name: str, reason: str) -> AuditRecorded:
        return AuditRecorded(
            actor=command.actor,
            action=f"token.{verb}",
            about=name,
            cause=command.request,
            reason=reason,
            occurred_at=self._clock.now(),
        )


def shown(token: MachineToken) -> dict[str, Any]:
    """Write a token as people see it."""
    return token.model_dump(mode="json", exclude={"hash"})
