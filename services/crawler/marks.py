"""Records which required marks a target carries, once a day."""

from collections.abc import Mapping
from datetime import timedelta

from services.crawler.domain.marking import PageMarks, marks_of
from services.crawler.domain.reading import asked_marks, marks_from
from shared.clock import Clock, office_date
from shared.confined import Confined, Exhausted
from shared.contracts.marks import Marks, MarksObserved
from shared.contracts.observation import Probe
from shared.contracts.target import Target
from shared.documents.nesting import is_ordinary
from shared.publisher import Publisher
from shared.store.days import DayReader
from shared.store.marks import MarksStore


class Marker:
    """Records marks.

    Args:
        marks: where they rest.
        probes: what the last probes said about IPv6 and the certificate.
        confined: runs the parser where a page could hurt it.
        publisher: of the service.
        clock: business time.
    """

    def __init__(
        self,
        marks: MarksStore,
        probes: DayReader[Probe],
        confined: Confined,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._marks = marks
        self._confined = confined
        self._probes = probes
        self._publisher = publisher
        self._clock = clock

    async def look(self, html: str, tags: Mapping[str, str]) -> PageMarks | None:
        """Look for the marks of a start page; None where it cannot be parsed within bounds."""
        if is_ordinary(html):
            return marks_of(html, tags)
        try:
            return marks_from(await self._confined(asked_marks(html, tags)))
        except Exhausted:
            return None

    async def record(
        self, target: Target, found: PageMarks, article_tags: tuple[str, ...] | None
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
