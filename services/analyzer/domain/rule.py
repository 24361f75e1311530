"""What a rule declares, what a detector sees, and what it brings to light."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from services.analyzer.domain.signs import ALL, Sign, signs_in
from services.analyzer.domain.unseen import has_unseen, without_unseen
from shared.contracts.article import Content
from shared.contracts.finding import Effect, Severity
from shared.masking import mask_text

APPEAL = (
    "认为是误报的，向监测办公室说明页面、原文和依据；"
    "办公室驳回该问题后，同一处文字不再报告，规则的准确率随之更新。"
)
"""How a unit objects to a finding, unless the rule says otherwise."""


class Suggestion(NamedTuple):
    """What a model would write differently."""

    start: int
    """In characters of the view's text."""
    wrong: str
    right: str
    """Empty where it would leave the piece out."""
    why: str = ""
    severity: Severity | None = None
    """None weighs as the rule says."""
    attachment: int | None = None
    """Which attachment it stands in, counted from 0; None for the view's text."""


def mended(text: str) -> str:
    """Return a text with � for each half of a character that is lost."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@dataclass(frozen=True)
class View:
    """What a detector sees of one article."""

    content: Content
    url: str = ""
    """Masked; empty where there is none, as in a text before its publication."""
    published_on: date | None = None
    """Day that the page states, in the office's time zone."""
    fetched_at: datetime | None = None
    """Business time, UTC; None for a text that was not fetched."""
    elsewhere: Content | None = None
    """The same address as a search engine's robot or visitor gets it; None when nobody asked."""
    missing_at: datetime | None = None
    """Business time, UTC, when its column was read and did not have it yet; None when unknown."""
    stood_at: datetime | None = None
    """Business time, UTC, when it was first read at another address; None when it did not move."""
    suggested: tuple[Suggestion, ...] = ()
    """What a model said about this very text; empty where none was asked."""
    once: bool = False
    """This process reads hardly another text: making what looks for signs would take longer."""

    @cached_property
    def text(self) -> str:
        """Title and text: what spans count in; half a character that is lost becomes �."""
        return mended(self.content.whole)

    @cached_property
    def plain(self) -> "View":
        """The same article without the marks that nobody sees; itself when it has none."""
        ends = len(self.content.title)
        if not has_unseen(self.text) or self.text[ends : ends + 1] != "\n":
            return self
        title, text = without_unseen(self.text[:ends]), without_unseen(self.text[ends + 1 :])
        bare = {"title": title, "text": text}
        return replace(self, content=self.content.model_copy(update=bare), suggested=())

    def mention(self, attachment: str) -> tuple[int, int]:
        """Return where the text names an attachment, else its title."""
        place = self.text.find(attachment) if attachment else -1
        return (place, place + len(attachment)) if place >= 0 else (0, len(self.content.title))

    @cached_property
    def signs(self) -> Collection[Sign]:
        """What the text shows of all signs; a detector may ask before it looks for itself."""
        return ALL if self.once else signs_in(self.text)


Example = str | View
"""A text, or a whole view where links, days or attachments matter."""


@dataclass(frozen=True)
class Rule:
    """One rule: what it means, what a hit does, and texts that prove it.

    A rule without texts that must fire and texts that must stay silent is refused by the tests.
    """

    id: str
    """`<family>.<name>`."""
    title: str
    """As notices print it."""
    severity: Severity
    effect: Effect
    source: str
    """Where the rule comes from."""
    mend: str
    """What the unit does about a hit."""
    means: str = ""
    """What a hit says and why it matters; the page of the rule prints it."""
    appeal: str = APPEAL
    valid_from: date | None = None
    """First day of publication that the rule looks at."""
    valid_to: date | None = None
    """Last day of publication that the rule looks at."""
    bare: bool = False
    """The excerpt shows the hit alone, because what stands around it is personal too."""
    fires: tuple[Example, ...] = field(default=())
    silent: tuple[Example, ...] = field(default=())

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    @property
    def docs(self) -> str:
        """Where the rule is explained, inside the documentation."""
        return f"docs/rules.md#{self.id.replace('.', '')}"

    def valid_on(self, day: date | None) -> bool:
        """Say whether the rule looks at what was published on a day; an unknown day counts."""
        if day is None:
            return True
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class Hit(NamedTuple):
    """One place in a text where a rule fires."""

    rule: str
    span: tuple[int, int]
    """Half-open, in characters of the text."""
    key: str
    """Identifies the defect wherever it stands; may be personal: fingerprint it, never keep it."""
    suggestion: str = ""
    why: str = ""
    severity: Severity | None = None
    """Where one hit weighs less or more than its rule says."""
    attached: bool = False
    """It stands in an attachment; the span is where the page mentions that."""


def in_attachment(name: str) -> str:
    """Return how the reason of a hit in an attachment begins."""
    return f"附件“{mask_text(name)}”："


Detector = Callable[[View], Iterable[Hit]]
"""Pure: what it knows beside the article it was made with."""


def view_of(example: Example) -> View:
    """Return an example as a detector sees it; a text becomes an article without a title."""
    return example if isinstance(example, View) else View(Content(text=example))
