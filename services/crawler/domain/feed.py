"""What a feed (RSS, Atom) says: its entries as they travel from the confined reader. Pure."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter
from selectolax.lexbor import LexborHTMLParser

from services.crawler.domain.rows import TEXT_LIMIT, Post
from shared.clock import as_written
from shared.contracts.article import Content
from shared.documents.markup import NOISE, lines_of

ENTRIES_LIMIT = 1_000
TITLE_LIMIT = 1_000


class Entry(BaseModel):
    """One entry of a feed."""

    link: str = ""
    """As it is written."""
    title: str = ""
    text: str = ""
    """One paragraph a line."""
    published_at: AwareDatetime | None = None

    model_config = ConfigDict(frozen=True)

    def post(self, target: str, url: str) -> Post:
        """Return the entry as a post.

        Args:
            target: whose it is.
            url: canonical address of the post.
        """
        lines = self.text.split("\n")
        starts, place = [], 0
        for line in lines:
            starts.append(place)
            place += len(line) + 1
        content = Content(title=self.title, text=self.text, paragraphs=tuple(starts))
        return Post(target, url, content, self.published_at)


ENTRIES = TypeAdapter(list[Entry])


def entry_of(found: Mapping[str, Any]) -> Entry:
    """Read one entry as a feed parser gives it."""
    bodies = [str(one.get("value", "")) for one in found.get("content", ())]
    html = max((*bodies, str(found.get("summary", ""))), key=len)
    return Entry(
        link=str(found.get("link", "")).strip(),
        title=_plain(str(found.get("title", "")), " ")[:TITLE_LIMIT],
        text=_plain(html, "\n")[:TEXT_LIMIT],
        published_at=moment(str(found.get("published", "") or found.get("updated", ""))),
    )


def moment(written: str) -> datetime | None:
    """Read a moment as feeds write it (RFC 3339, RFC 822); without a zone it is Asia/Shanghai."""
    text = written.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text.replace("Z", "+00:00") if read is datetime.fromisoformat else text)
            return as_written(found)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _plain(html: str, between: str) -> str:
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return ""
    for node in tree.body.css(NOISE):
        node.decompose()
    return between.join(lines_of(tree.body))
