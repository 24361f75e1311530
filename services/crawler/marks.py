"""Records which required marks a target carries, once a day."""

from datetime import timedelta

from services.crawler.domain.marking import Found
from shared.clock import Clock, office_date
from shared.contracts.marks import Marks, MarksObserved
from shared.contracts.observation import Probe
from shared.contracts.target import Target
from shared.publisher import Publisher
from shared.store.days import DayReader
from shared.store.marks import MarksStore


class Marker:
    """Records marks.

    Args:
        marks: where they rest.
        probes: what the last probes said about IPv6 and the certificate.
        publisher: of the service.
        clock: business time.
    """

    def __init__(
        self, marks: MarksStore, probes: DayReader[Probe], publisher: Publisher, clock: Clock
    ) -> None:
        self._marks = marks
        self._probes = probes
        self._publisher = publisher
        self._clock = clock

    async def record(
        self, target: Target, found: Found, article_tags: tuple[str, ...] | None
    ) -> None:
        """Record the marks of a start page that could be read, and the tags of its articles."""
        now = self._clock.now()
        probe = await self._last_reach(target.id)
        marks = Marks(
            target=target.id,
            at=now,
            footer=found.footer,
            tags=found.tags,
            article_tags=article_tags,
            error_report=found.error_report,
            enquiry_form=found.enquiry_form,
            ipv6=probe.ipv6 if probe else None,
            tls_expires_on=probe.tls_expires_on if probe else None,
        )
        await self._marks.record([marks])
        await self._publisher.publish(MarksObserved(marks=marks, occurred_at=now))

    async def _last_reach(self, target: str) -> Probe | None:
        today = office_date(self._clock.now())
        probes = await self._probes.between(target, today - timedelta(days=1), today)
        told = (one for one in reversed(probes) if one.ipv6 is not None or one.tls_expires_on)
        return next(told, None)
