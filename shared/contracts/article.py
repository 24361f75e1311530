"""Articles: one version of one page or post, by content digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime, ConfigDict, Field

from shared.contracts.base import Contract, Event, identity
from shared.contracts.connector import Connector
from shared.hosts import domain_of, host_of

SEALED_INLINE_LIMIT_BYTES = 200 * 1024
"""A larger body stays in the store; its event carries the digest only."""

_PUBLIC = ".gov.cn"


class Hidden(StrEnum):
    """How a link is kept from the eyes of a visitor."""

    NO = ""
    DISPLAY = "display"
    VISIBILITY = "visibility"
    OFF_SCREEN = "off_screen"
    SIZE = "size"
    """Of zero or one pixel, or in letters of that size."""
    COLOUR = "colour"
    """Fully transparent, or in the colour of its ground."""
    MARQUEE = "marquee"
    """In a marquee of no size, as injected link farms are."""


@dataclass(slots=True)
class Link:
    """One outgoing link as it stands on the page; nobody changes it.

    No frozen model: an article has a hundred of them, each of half a kilobyte that takes four times
    as long to make.
    """

    url: str
    """Absolute and canonical; not masked."""
    anchor: str = ""
    hidden: Hidden = Hidden.NO


class Reading(StrEnum):
    """How the reading of a document ended."""

    READ = "read"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    """Over a cap; the text holds what was read up to it."""
    UNSUPPORTED = "unsupported"


class Attachment(Contract):
    """A document that an article links to."""

    url: str
    name: str = ""
    kind: str = ""
    """pdf, docx, doc, xlsx, xls, zip, txt or html; empty when unsupported."""
    text: str = ""
    outcome: Reading = Reading.READ


class Content(Contract):
    """What an article says. Never rests or travels unsealed."""

    title: str = ""
    text: str = ""
    """Paragraphs, one a line."""
    window: str = ""
    """What the browser's window is called, where that does not hold the title; empty otherwise."""
    source: str = ""
    """Where the page says it comes from (来源)."""
    column: str = ""
    """The column that the page says it stands in (ColumnName)."""
    paragraphs: tuple[int, ...] = ()
    """Where each paragraph begins in `text`, in characters."""
    links: tuple[Link, ...] = ()
    """Of the whole page, navigation included."""
    scripts: tuple[str, ...] = ()
    """Absolute addresses of the scripts that the page loads."""
    images: tuple[str, ...] = ()
    """Alternative texts of the images in the article."""
    attachments: tuple[Attachment, ...] = ()
    parse_incomplete: bool = False
    """Something of the page was dropped at a cap: what is missing here may stand there."""
    elsewhere: "Content | None" = None
    """What a search engine is shown at the address, where that differs; None when it does not, or
    nobody asked."""

    @property
    def whole(self) -> str:
        """Title and text as they are analysed: the title, a line break, the text."""
        return f"{self.title}\n{self.text}"


class Article(Contract):
    """One version of one page or post of one target."""

    id: str
    """Digest of target and content: the same content is one article however often it is seen."""
    target: str
    address: str
    """Keyed fingerprint of the canonical URL; names a visit."""
    url: str
    """Masked, for people."""
    published_at: AwareDatetime | None = None
    fetched_at: AwareDatetime
    seal: str
    """Name of the data key that seals the content."""
    raw: str = ""
    """Digest of the body as fetched; names the evidence."""
    connector: Connector = Connector.CRAWL
    """By which way it came."""
    missing_at: AwareDatetime | None = None
    """Business time, UTC, when its column was read and did not have it yet; None when unknown."""
    stood_at: AwareDatetime | None = None
    """Business time, UTC, when it was first read at another address; None when it did not move."""
    giver: str = ""
    """From whom: host of the feed or the list, id of the token, who imported the file."""


class ArticleCrawled(Event):
    """A new or changed article was fetched."""

    article: Article
    previous: str = ""
    """The article that stood at the address before, empty for none."""
    occasion: str = ""
    """The visit before this one: tells the return of an old article from its first coming."""
    sealed: bytes | None = Field(default=None)
    """The sealed content as base64; None when it is too large to travel: read it in the store."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    @property
    def subject(self) -> str:
        """All articles travel on one subject."""
        return "article.crawled"

    @property
    def msg_id(self) -> str:
        """Article, address and occasion."""
        return identity("article.crawled", self.article.id, self.article.address, self.occasion)


def article_id(target: str, content: Content) -> str:
    """Compute the id of what a target says: title, text and the attachments' texts decide.

    The address does not, nor what stands around the article, such as the name of the window, which
    differs from column to column; but another face does, and whither hidden links lead.
    """
    parts = [part for one in content.attachments for part in (one.name, one.text)]
    if planted := planted_in(content.links):
        parts += ["hidden", *planted]
    if other := content.elsewhere:
        parts += ["elsewhere", other.title, other.text]
    return identity("article", target, content.title, content.text, *parts)


def planted_in(links: Iterable[Link]) -> list[str]:
    """Return whose hosts the hidden links of a page lead to, in order; public bodies left out."""
    return sorted({_owner(link) for link in links if link.hidden} - {""})


def _owner(link: Link) -> str:
    """Return whose host a link leads to; empty for public bodies.

    Farms of links change what stands before that from hour to hour.
    """
    host = host_of(link.url)
    return "" if host.endswith(_PUBLIC) else domain_of(host)
