"""From hits to findings and their occurrences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.analyzer.domain.rule import Hit, Suggestion, View
from services.analyzer.domain.rules import RULES
from shared.clock import office_date
from shared.contracts.article import Article, Content
from shared.contracts.finding import (
    Finding,
    Occurrence,
    Step,
    finding_id,
    occurrence_id,
    root_id,
)
from shared.contracts.target import Target
from shared.masking import mask_text
from shared.sealing import Fingerprinter

EXCERPT_MARGIN = 24
"""Characters shown on each side of a hit."""
_WIDER = 64


@dataclass(frozen=True)
class Analysed:
    """What one article brought to light."""

    findings: tuple[Finding, ...]
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True)
class Reading:
    """One article, opened, with what is known around it."""

    article: Article
    content: Content
    target: Target
    previous: str = ""
    """The article that stood at its address before; empty for none, or when it is read again."""
    suggested: tuple[Suggestion, ...] = ()
    """What a model said about it."""
    advised: bool = False
    """Whether a model was asked and answered."""

    @property
    def view(self) -> View:
        """The article as detectors see it."""
        published = self.article.published_at
        return View(
            self.content,
            url=self.article.url,
            published_on=office_date(published) if published else None,
            fetched_at=self.article.fetched_at,
            elsewhere=self.content.elsewhere,
            missing_at=self.article.missing_at,
            stood_at=self.article.stood_at,
            suggested=self.suggested,
        )


def findings_of(
    reading: Reading, hits: Iterable[Hit], prints: Fingerprinter, rule_set: str, now: datetime
) -> Analysed:
    """Turn the hits of one article into findings; equal ones become one.

    Args:
        reading: the article.
        hits: of `reading.content.whole`.
        prints: keyed fingerprints, so that no id can be traced to a personal value.
        rule_set: version of the rules.
        now: business time, UTC.
    """
    findings: dict[str, Finding] = {}
    occurrences: dict[str, Occurrence] = {}
    for hit in hits:
        finding = _finding(reading, hit, prints.fingerprint(hit.rule, hit.key), rule_set, now)
        findings.setdefault(finding.id, finding)
        place = _occurrence(reading, hit, finding.id)
        occurrences.setdefault(place.id, place)
    return Analysed(tuple(findings.values()), tuple(occurrences.values()))


def identities(target: str, hits: Iterable[Hit], prints: Fingerprinter) -> set[str]:
    """Return the ids of the findings that these hits of one target stand for."""
    return {finding_id(target, hit.rule, prints.fingerprint(hit.rule, hit.key)) for hit in hits}


def excerpt_of(text: str, span: tuple[int, int], margin: int = EXCERPT_MARGIN) -> str:
    """Return a hit with `margin` characters around it on one line, personal values masked."""
    start, end = max(span[0] - margin, 0), min(span[1] + margin, len(text))
    # a wider piece is masked, so that a value which the cut would split is masked whole
    left = max(start - _WIDER, 0)
    masked = mask_text(text[left : end + _WIDER])
    return masked[start - left : end - left].replace("\n", " ").strip()


def _finding(reading: Reading, hit: Hit, fingerprint: str, rule_set: str, now: datetime) -> Finding:
    rule = RULES[hit.rule]
    target = reading.target
    return Finding(
        id=finding_id(target.id, hit.rule, fingerprint),
        root=root_id(hit.rule, fingerprint),
        target=target.id,
        unit=target.unit,
        rule=hit.rule,
        family=rule.family,
        severity=hit.severity or rule.severity,
        effect=rule.effect,
        title=rule.title,
        excerpt=excerpt_of(reading.content.whole, hit.span, 0 if rule.bare else EXCERPT_MARGIN),
        suggestion=hit.suggestion,
        why=hit.why,
        article=reading.article.id,
        headline=mask_text(reading.content.title),
        url=reading.article.url,
        found_on=office_date(now),
        rule_set=rule_set,
        origin=mask_text(reading.content.source),
        published_at=reading.article.published_at,
        history=(Step(version=1, at=now, actor="analyzer", action="detected", cause=rule_set),),
    )


def _occurrence(reading: Reading, hit: Hit, finding: str) -> Occurrence:
    article = reading.article
    return Occurrence(
        id=occurrence_id(finding, article.id),
        finding=finding,
        target=article.target,
        article=article.id,
        address=article.address,
        url=article.url,
        span=hit.span,
        seen_at=article.fetched_at,
    )
