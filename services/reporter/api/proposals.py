"""Proposals about the registry: made by one token, approved by another."""

from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.reporter.api.answers import answer
from services.reporter.api.lists import MOST
from services.reporter.api.owners import Key, Owners
from shared.contracts.base import ID_PATTERN
from shared.contracts.command import ListQuery
from shared.contracts.proposal import ProposalState
from shared.contracts.registry_command import DecideProposal, FileProposal, Propose


class Wish(BaseModel):
    """What is to happen on the registry."""

    verb: Literal["open", "change", "close", "contact"]
    about: str = Field(pattern=ID_PATTERN)
    """Id of the target; of the unit for a contact."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Keys and cells as an import file has them."""
    on: str = ""
    """First day on which it holds; empty means today."""
    reason: str = Field(default="", max_length=500)


class Grounds(BaseModel):
    """Why a proposal is approved or declined."""

    reason: str = Field(default="", max_length=500)


class Filing(BaseModel):
    """Under which number an approved proposal was filed."""

    number: str = Field(min_length=1, max_length=60)


class Proposing:
    """What answers at the addresses of proposals; see `api.app`.

    Args:
        owners: carry commands out.
    """

    def __init__(self, owners: Owners) -> None:
        self._owners = owners

    async def listed(
        self,
        request: Request,
        state: ProposalState = ProposalState.PROPOSED,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    ) -> Response:
        """List the proposals in one state."""
        found = await self._owners.asked(
            request, "proposal.list", ListQuery, state=state.value, limit=limit
        )
        return answer(request, {"items": found})

    async def propose(self, request: Request, given: Wish, idempotency_key: Key = "") -> Response:
        """Propose to open, change or close a target, or to change a unit's contact."""
        data = await self._owners.asked(
            request, "proposal.make", Propose, idempotency_key, **given.model_dump()
        )
        return _shown(request, data)

    async def approve(
        self, request: Request, proposal: str, given: Grounds, idempotency_key: Key = ""
    ) -> Response:
        """Approve a proposal of somebody else: it takes effect, and must be filed in time."""
        return await self._decided(request, proposal, given, idempotency_key, approve=True)

    async def decline(
        self, request: Request, proposal: str, given: Grounds, idempotency_key: Key = ""
    ) -> Response:
        """Decline a proposal."""
        return await self._decided(request, proposal, given, idempotency_key, approve=False)

    async def file(
        self, request: Request, proposal: str, given: Filing, idempotency_key: Key = ""
    ) -> Response:
        """Note the filing number of an approved proposal."""
        data = await self._owners.asked(
            request,
            "proposal.file",
            FileProposal,
            idempotency_key,
            proposal=proposal,
            number=given.number,
        )
        return _shown(request, data)

    async def _decided(
        self, request: Request, proposal: str, given: Grounds, key: str, *, approve: bool
    ) -> Response:
        data = await self._owners.asked(
            request,
            "proposal.decide",
            DecideProposal,
            key,
            proposal=proposal,
            approve=approve,
            reason=given.reason,
        )
        return _shown(request, data)


def _shown(request: Request, data: dict[str, Any]) -> Response:
    return answer(request, data, tag=str(data["version"]))
