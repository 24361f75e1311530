"""Findings: suspected or confirmed defects, with their evidence."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.contracts.base import Contract, Event, identity
from shared.dates import in_words


class Severity(StrEnum):
    """How bad one finding is by itself."""

    SERIOUS = "serious"
    ORDINARY = "ordinary"
    HINT = "hint"


class Effect(StrEnum):
    """What a confirmed finding does to its target's verdict."""

    VETO = "veto"
    PROBLEM = "problem"
    DEDUCTION = "deduction"


class Decision(StrEnum):
    """What a person, or a rule that may confirm itself, said of a finding."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Proof(StrEnum):
    """What a re-check showed."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"


_OF_TEXT = frozenset({"wording", "personal", "tampering", "link"})
_MEASURED_LINKS = frozenset({"link.dead", "link.interpretation"})


def quotes(rule: str) -> bool:
    """Tell whether excerpts of a rule are what stands on a page, or say what was measured."""
    return rule.partition(".")[0] in _OF_TEXT and rule not in _MEASURED_LINKS


def printed(rule: str, excerpt: str) -> str:
    """Return an excerpt as people read it: a quotation as it stands, days of ours in words."""
    return excerpt if quotes(rule) else in_words(excerpt)


class Step(Contract):
    """One entry of a history: what happened, when, by whom, and what caused it."""

    version: int
    at: AwareDatetime
    actor: str
    action: str
    cause: str
    """Id of the command or message behind it: the same cause never takes effect twice."""
    note: str = ""
    decision: "Decision | None" = None
    """What it left the finding as, where its action does not say so."""
    via: str = ""
    """How it reached us when not by machine: page, paper, phone; empty otherwise."""


class Finding(Contract):
    """One suspected or confirmed defect of one target (问题)."""

    id: str
    root: str
    """Joins the same sentence on other targets."""
    target: str
    unit: str
    rule: str
    family: str
    severity: Severity
    effect: Effect
    title: str
    excerpt: str
    """Masked where personal."""
    suggestion: str = ""
    why: str = ""
    article: str = ""
    """The article it was first seen in."""
    headline: str = ""
    """That article's title, masked."""
    url: str = ""
    """That article's address, masked."""
    found_on: date
    """Asia/Shanghai; decides the quarter it belongs to."""
    sources: tuple[str, ...] = ("monitor",)
    aliases: tuple[str, ...] = ()
    """Ids under which others, or our detectors, know the same defect."""
    rule_set: str = ""
    """Version of the rules that found it."""
    origin: str = ""
    """Where the article says that it comes from (来源), masked."""
    published_at: AwareDatetime | None = None
    """When the article says that it was published."""
    decision: Decision = Decision.SUSPECTED
    decided_by: str = ""
    """The person who decided last; empty when nobody did, or a rule or a joint rejection."""
    demoted_from: Severity | None = None
    """What its rule says, where the rule's low precision made a hint of it."""
    gone_at: AwareDatetime | None = None
    """When a re-crawl proved that it no longer stands anywhere; None while it stands."""
    after: str = ""
    """Masked excerpt of what stands there since it is gone; empty when nothing does."""
    after_article: str = ""
    """The article that stands there since; its id is a digest of what it says."""
    history: tuple[Step, ...] = ()
    version: int = Field(default=1, ge=1)


class Occurrence(Contract):
    """One place where a finding stands: one finding in one article."""

    id: str
    finding: str
    target: str
    article: str
    address: str
    url: str
    """Masked."""
    span: tuple[int, int]
    """Half-open, in characters of `Content.whole`."""
    seen_at: AwareDatetime
    request: str = ""
    """The last re-check that answered for this place."""
    proof: Proof | None = None
    """Its answer."""
    left_at: AwareDatetime | None = None
    """When the place was first seen without the finding; None while it stands there."""


class FindingEvent(Event):
    """Any change of a finding; carries the whole record."""

    finding: Finding
    verb: str

    @property
    def subject(self) -> str:
        """`finding.` and the verb in the past tense."""
        return f"finding.{self.verb}"

    @property
    def msg_id(self) -> str:
        """Finding, verb and version."""
        return identity("finding", self.finding.id, self.verb, str(self.finding.version))


class FindingRechecked(Event):
    """A re-check answered: the finding is gone, still there, or nobody could tell."""

    request: str
    finding: Finding
    proof: Proof
    before: str = ""
    """Masked excerpt as it was found."""
    before_article: str = ""
    """The article it was found in; its id is a digest of what it says."""
    after: str = ""
    """Masked excerpt of what stands there now, where it passed."""
    after_article: str = ""
    """The article that stands there now."""
    note: str = ""

    @property
    def subject(self) -> str:
        """All answers travel on one subject."""
        return "finding.rechecked"

    @property
    def msg_id(self) -> str:
        """Request and finding: one answer to one question."""
        return identity("finding.rechecked", self.finding.id, self.request)


def finding_id(target: str, rule: str, fingerprint: str) -> str:
    """Compute the id by which one defect of one target survives edits elsewhere on its page.

    Args:
        target: id of the target.
        rule: id of the rule, `<family>.<name>`.
        fingerprint: keyed fingerprint of the normalised excerpt.
    """
    return identity("finding", target, rule, fingerprint)


def root_id(rule: str, fingerprint: str) -> str:
    """Compute the id that joins the same defect on several targets."""
    return identity("root", rule, fingerprint)


def occurrence_id(finding: str, article: str) -> str:
    """Compute the id of a finding's place in an article."""
    return identity("occurrence", finding, article)
