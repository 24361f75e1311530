"""Which address of a target comes next, and which links of a page are followed."""

import re
from collections import deque
from typing import NamedTuple

from services.crawler.domain.address import same_site
from services.crawler.domain.extract import Page
from shared.contracts.target import TargetKind

DEEPEST = {TargetKind.WEBSITE: 3, TargetKind.COLUMN: 1}
"""Clicks from the start of a target; the pages of a listing count as one."""
_FILES = re.compile(
    r"\.(jpe?g|png|gif|css|js|ico|mp[34]|zip|rar|apk|pdf|docx?|xlsx?|pptx?|wps|et)$", re.IGNORECASE
)


class Step(NamedTuple):
    """One address to visit."""

    url: str
    depth: int


class Frontier:
    """The addresses of one target that wait in one run.

    Args:
        start: canonical address of the target.
        kind: a column's links lead to its articles; a website's lead on.
        seen: addresses that the run has met, of all targets of the host; added to.
        limit: most addresses that it hands out.
    """

    def __init__(self, start: str, kind: TargetKind, seen: set[str], limit: int) -> None:
        self._start = start
        self._deepest = DEEPEST.get(kind, 0)
        self._seen = seen
        self._limit = limit
        self._waiting: deque[Step] = deque([Step(start, 0)] if start else [])

    def next(self) -> Step | None:
        """Return the next address, or None at the end or at the limit."""
        if not self._waiting or self._limit == 0:
            return None
        self._limit -= 1
        return self._waiting.popleft()

    def found(self, step: Step, page: Page) -> None:
        """Take the links of a visited page: those of listings and of the start only."""
        if page.next_page:
            self._offer(page.next_page, step.depth)
        if page.content is not None and step.depth > 0:
            return  # the links of an article are navigation or lead elsewhere
        if step.depth < self._deepest:
            for link in page.links:
                self._offer(link.url, step.depth + 1)

    def _offer(self, url: str, depth: int) -> None:
        if not url or url in self._seen or not same_site(url, self._start):
            return
        if _FILES.search(url.split("?", maxsplit=1)[0]):
            return
        self._seen.add(url)
        self._waiting.append(Step(url, depth))
