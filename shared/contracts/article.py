"""Articles: one version of one page or post, by content digest."""

from pydantic import AwareDatetime, ConfigDict, Field

from shared.contracts.base import Contract, Event, identity

SEALED_INLINE_LIMIT_BYTES = 200 * 1024
"""A larger body stays in the store; its event carries the digest only."""


class Content(Contract):
    """What an article says. Never rests or travels unsealed."""

    title: str = ""
    text: str = ""
    source: str = ""
    """Where the page says it comes from (来源)."""

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
    """Compute the id of what a target says: title and text decide, the address does not."""
    return identity("article", target, content.title, content.text)
