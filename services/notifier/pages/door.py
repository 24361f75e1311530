"""Who may come in: whoever has a link that stands, unless they knock too often."""

from typing import NamedTuple

import structlog
from fastapi import Request

from services.notifier.links import Links
from shared.bearer import hashed
from shared.contracts.order import Order
from shared.web.forms import Forms
from shared.web.limits import Knocks, client

WRONG_A_MINUTE = 5
ACTIONS_A_MINUTE = 10

log = structlog.get_logger()


class Limits(NamedTuple):
    """How often one client may do what, in this process."""

    wrong: Knocks
    """Links that open nothing."""
    actions: Knocks
    """Forms."""


class Door:
    """Opens links. A wrong, revoked or ended one always looks the same: not found.

    Args:
        links: what opens what.
        forms: signs the forms on the pages.
        limits: how often one client may knock.
        forwarded: whether a proxy in front names the client.
    """

    def __init__(self, links: Links, forms: Forms, limits: Limits, *, forwarded: bool) -> None:
        self._links = links
        self._forms = forms
        self._limits = limits
        self._forwarded = forwarded

    async def opened(self, request: Request, token: str) -> Order | None:
        """Return the order behind a link, or None.

        Args:
            request: names the client.
            token: of the link.
        """
        who = self._client(request)
        if self._limits.wrong.spent(who):
            log.warning("page.too_many", token=hashed(token)[:8])
            return None
        order = await self._links.opened(token)
        if order is None:
            self._limits.wrong.count(who)
        return order

    def may_act(self, request: Request) -> bool:
        """Count one form of whoever opened a link; tell whether it is one too many."""
        who = self._client(request)
        if self._limits.actions.spent(who):
            log.warning("page.too_many")
            return False
        self._limits.actions.count(who)
        return True

    def _client(self, request: Request) -> str:
        host = request.client.host if request.client else ""
        return client(request.headers, host, self._forwarded)

    def form(self, token: str) -> str:
        """Return the form token of one showing of the page behind a link."""
        return self._forms.show(hashed(token))

    def showing(self, form: str, token: str) -> str:
        """Return the id of the showing that a form came from; empty when it is none of ours."""
        return self._forms.sent(form, hashed(token))
