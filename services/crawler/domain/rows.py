"""Rows of what was observed elsewhere: observations, and posts of accounts. Pure."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias, TypeVar

from services.crawler.domain.address import canonical
from shared.clock import office_date
from shared.contracts.article import Content
from shared.contracts.observation import (
    LinkCheck,
    LinkOutcome,
    Listing,
    ListingOutcome,
    Probe,
    ProbeOutcome,
    minute_of,
)
from shared.intake.cells import Cells
from shared.masking import mask_text

LONGEST_SECONDS = 3_600.0
TEXT_LIMIT = 1_000_000
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_KINDS = ("probe", "listing", "link", "post")
_OF_KIND = {
    "seconds": ("probe",),
    "newest_on": ("listing", "post"),
    "items": ("listing", "post"),
    "url": ("link",),
}

E = TypeVar("E", bound=StrEnum)
Observation: TypeAlias = Probe | Listing | LinkCheck


class Observed(NamedTuple):
    """One row: its kind in the file, and what it says."""

    kind: str
    record: Observation

    @property
    def target(self) -> str:
        """Id of what was observed."""
        return self.record.target


class Post(NamedTuple):
    """One post as a file brings it."""

    target: str
    url: str
    """Canonical."""
    content: Content
    published_at: datetime | None


def read_observation(cells: Cells) -> tuple[str, Observed]:
    """Read one observation; what is wrong is noted in `cells`."""
    kind = cells.word("kind", _KINDS, required=True)
    for column, kinds in _OF_KIND.items():
        if kind in _KINDS and kind not in kinds and cells.text(column):
            cells.refuse(column, f"a {kind} has none: leave the cell empty")
    record = _record(kind, cells)
    place = record.url if isinstance(record, LinkCheck) else ""
    key = f"{kind} {record.target} {minute_of(record.at)} {place}".strip()
    return key, Observed(kind, record)


def read_post(cells: Cells) -> tuple[str, Post]:
    """Read one post; what is wrong is noted in `cells`."""
    written = cells.web_address("url", required=True)
    title, text = cells.text("title", limit=1_000), cells.text("text", limit=TEXT_LIMIT)
    attached = cells.text("attachments", limit=TEXT_LIMIT)
    if not (title or text):
        cells.refuse("text", "is empty, and so is the title: a post says something")
    url = canonical(written, "")
    content = Content(title=title, text="\n".join(part for part in (text, attached) if part))
    return url, Post(cells.id("target"), url, content, cells.moment("published_at"))


def _record(kind: str, cells: Cells) -> Observation:
    target, source = cells.id("target"), cells.line("source", limit=40) or "import"
    at = (cells.moment("at", required=True) or _NEVER).astimezone(UTC)
    if kind == "probe":
        seconds = cells.number("seconds", most=LONGEST_SECONDS) or 0.0
        outcome = _outcome(cells, ProbeOutcome, ProbeOutcome.INVALID)
        return Probe(target=target, at=at, outcome=outcome, seconds=seconds, source=source)
    if kind == "link":
        found = _outcome(cells, LinkOutcome, LinkOutcome.UNVERIFIED)
        url = mask_text(cells.web_address("url", required=True))
        return LinkCheck(target=target, url=url, at=at, outcome=found, source=source)
    newest = cells.date("newest_on")
    listed = _outcome(cells, ListingOutcome, ListingOutcome.UNREADABLE)
    if kind == "post" and listed is ListingOutcome.READ and newest is None:
        cells.refuse("newest_on", "is empty: write the day of the newest post")
    if newest and at > _NEVER and newest > office_date(at):
        cells.refuse("newest_on", "lies after the observation: correct one of them")
    items = cells.whole("items", most=1_000_000)
    return Listing(
        target=target, at=at, outcome=listed, items=items, newest_on=newest, source=source
    )


def _outcome(cells: Cells, kind: type[E], default: E) -> E:
    cells.text("outcome", required=True)
    return cells.choice("outcome", kind, default)
