"""Records what home pages and columns list: how much, how new, or that nobody could tell."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from services.crawler.domain.extract import Page
from shared.clock import Clock, office_date
from shared.contracts.connector import Connector
from shared.contracts.observation import Listing, ListingObserved, ListingOutcome
from shared.contracts.target import Target
from shared.publisher import Publisher
from shared.store.days import DayStore

MONITOR = "monitor"
REMEMBERED = timedelta(days=100)
"""How far back the newest post of an account is looked for, business time."""


class Observer:
    """Records listings.

    Args:
        listings: where observations rest.
        publisher: of the service.
        clock: business time.
    """

    def __init__(self, listings: DayStore[Listing], publisher: Publisher, clock: Clock) -> None:
        self._listings = listings
        self._publisher = publisher
        self._clock = clock

    async def started(
        self,
        target: Target,
        page: Page | None,
        *,
        placeholder: bool = False,
        source: str = MONITOR,
    ) -> None:
        """Record what the start page of a target lists.

        Args:
            target: whose start page it is.
            page: None when it could not be read.
            placeholder: it lists nothing and says so.
            source: who looked: the monitor, or a connector of an account.
        """
        listing = Listing(
            target=target.id,
            at=self._clock.now(),
            outcome=_outcome(page),
            items=page.items if page else 0,
            newest_on=page.newest_on if page else None,
            placeholder=placeholder,
            source=source,
        )
        await self._record([listing])

    async def fed(self, target: str, days: Sequence[date] | None, items: int) -> None:
        """Record what the feed of an account holds.

        Args:
            target: the account.
            days: on which its posts were published, Asia/Shanghai; None: it could not be read.
            items: how many posts it holds.
        """
        now, outcome = self._clock.now(), ListingOutcome.READ if items else ListingOutcome.BLANK
        past = [day for day in days or () if day <= office_date(now)]
        listing = Listing(
            target=target,
            at=now,
            outcome=ListingOutcome.UNREADABLE if days is None else outcome,
            items=items,
            newest_on=max(past, default=None),
            source=Connector.FEED,
        )
        await self._record([listing])

    async def posted(self, days: Mapping[str, Sequence[date]], source: str) -> None:
        """Record the newest post of accounts whose posts were handed over.

        Args:
            days: by account: the days on which its posts were published, Asia/Shanghai.
            source: name of the connector that brought them.
        """
        now = self._clock.now()
        found = [
            Listing(
                target=target,
                at=now,
                outcome=ListingOutcome.READ,
                items=len(posts),
                newest_on=await self._newest(target, posts, office_date(now)),
                source=source,
            )
            for target, posts in days.items()
            if posts
        ]
        await self._record(found)

    async def _newest(self, target: str, days: Sequence[date], today: date) -> date:
        """Return the newest day that is known of an account: old posts may be handed over late."""
        past = [day for day in days if day <= today]
        seen = await self._listings.between(target, today - REMEMBERED, today)
        known = [one.newest_on for one in seen if one.newest_on and one.newest_on <= today]
        return max((*past, *known), default=max(days))

    async def _record(self, listings: Sequence[Listing]) -> None:
        await self._listings.record(listings)
        await self._publisher.publish_all(
            ListingObserved(listing=listing, occurred_at=listing.at) for listing in listings
        )


def _outcome(page: Page | None) -> ListingOutcome:
    if page is None:
        return ListingOutcome.UNREADABLE
    return ListingOutcome.READ if page.items else ListingOutcome.BLANK
