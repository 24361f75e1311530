"""Which address of a target comes next, and which links of a page are followed."""

import re
from collections import deque
from collections.abc import Container, Iterable
from itertools import islice
from typing import NamedTuple

from services.crawler.domain.address import netloc_of, same_site
from services.crawler.domain.extract import Page
from services.crawler.domain.platforms import stands_on
from services.crawler.domain.traps import Traps, trap_of
from shared.contracts.target import TargetKind

DEEPEST = {TargetKind.WEBSITE: 3, TargetKind.COLUMN: 1, TargetKind.ACCOUNT: 1}
"""Clicks from the start of a target; the pages of a listing count as one."""
LISTED = 5
"""Linked entries of a page without page tags and article block that make it a listing."""
_FILES = re.compile(
    r"\.(jpe?g|png|gif|css|js|ico|mp[34]|zip|rar|apk|pdf|docx?|xlsx?|pptx?|wps|et)$", re.IGNORECASE
)


class Step(NamedTuple):
    """One address to visit."""

    url: str
    depth: int
    tries: int = 0
    """Visits in this pass that failed."""


class Frontier:
    """The addresses of one target that wait in one pass.

    Args:
        start: canonical address of the target.
        kind: a column's links lead to its articles; a website's lead on.
        seen: addresses that the pass has met, and those that are another target's; added to.
        limit: most addresses that it hands out.
        waiting: where an earlier run has left off; None begins at the start.
        beyond: hosts of other sites that its links may lead to.

    Attributes:
        alias: another name of its site, as `opened_at` has learnt it.
    """

    def __init__(
        self,
        start: str,
        kind: TargetKind,
        seen: set[str],
        limit: int,
        waiting: Iterable[Step] | None = None,
        beyond: tuple[str, ...] = (),
    ) -> None:
        self._beyond = beyond
        self._start = start
        self._deepest = DEEPEST.get(kind, 0)
        self.seen = seen
        self.limit = limit
        self.alias = ""
        self.traps = Traps()
        first = [Step(start, 0)] if start else []
        self._waiting: deque[Step] = deque(first if waiting is None else waiting)
        self._failed: list[Step] = []

    @property
    def waiting(self) -> tuple[Step, ...]:
        """The addresses that were not handed out yet, in order; those that failed come last."""
        return (*self._waiting, *self._failed)

    @property
    def goes_on(self) -> bool:
        """Whether anything but addresses that failed is left."""
        return bool(self._waiting)

    @property
    def failed(self) -> tuple[Step, ...]:
        """The addresses that were put back."""
        return tuple(self._failed)

    def opened_at(self, url: str) -> None:
        """Take the links of another name of the same site, too, when the start leads there."""
        own, there = netloc_of(self._start), netloc_of(url)
        if there != own and there.removeprefix("www.") == own.removeprefix("www."):
            self.alias = there

    def next(self) -> Step | None:
        """Return the next address, or None at the end or at the limit."""
        while self._waiting and self.limit > 0:
            step = self._waiting.popleft()
            if step.depth == 0 or self.traps.lets(step.url):
                self.limit -= 1
                return step
        return None

    def again(self, step: Step, *, asked: bool) -> None:
        """Take an address back that failed: a later run tries it again.

        Args:
            step: as it was handed out.
            asked: whether its host was asked at all; if not, the try does not count.
        """
        self.limit += 1
        self._failed.append(step._replace(tries=step.tries + asked))

    def found(self, step: Step, page: Page) -> tuple[str, ...]:
        """Take the links of a visited page: those of listings and of the start only.

        Returns:
            The addresses that were not met before.
        """
        before = len(self._waiting)
        if page.next_page:
            self._offer(page.next_page, step.depth)
        if step.depth < self._deepest and (_is_listing(page) or step.depth == 0):
            # the links of an article are navigation or lead elsewhere
            for link in page.links:
                self._offer(link.url, step.depth + 1)
        return tuple(one.url for one in islice(self._waiting, before, None))

    def add(self, urls: Iterable[str]) -> None:
        """Take addresses whose links are not followed."""
        for url in urls:
            self._offer(url, self._deepest)

    def drop(self, urls: Container[str]) -> None:
        """Take addresses back that are not worth a visit."""
        self._waiting = deque(step for step in self._waiting if step.url not in urls)

    def _offer(self, url: str, depth: int) -> None:
        if not url or url in self.seen:
            return
        own = same_site(url, self._start) or netloc_of(url) == self.alias
        if not (own or stands_on(url, self._beyond)):
            return
        if reason := trap_of(url):
            self.traps.met[reason] += 1
            return
        if _FILES.search(url.split("?", maxsplit=1)[0]):
            return
        self.seen.add(url)
        self._waiting.append(Step(url, depth))


def _is_listing(page: Page) -> bool:
    """Tell whether a page lists others; where nothing names an article, its entries tell."""
    return page.content is None or (page.uncertain and page.items >= LISTED)
