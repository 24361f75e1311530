"""Which findings are the same defect, seen by several: pure.

A defect that our detectors and somebody outside report counts once. Their excerpts are written
differently, so no fingerprint joins them; what joins them is target, rule and address:

- An outside report joins a finding on the same target, rule and address which does not name its
  source yet. Of several, the one whose excerpt fits; else the one found first.
- What our detectors find later joins an outside finding on the same target, rule and address. An
  outside finding takes in one detected finding and keeps its id as an alias, so that the re-check
  of an order finds it in the page; a second defect of the same rule on that page stands by itself.
- A report that joined is known again by its id among the finding's aliases.
- Without an address nothing is joined: better counted apart, to be seen, than lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from services.analyzer.domain.findings import Analysed
from services.analyzer.domain.outside import Outside, Source
from shared.contracts.finding import Finding, Occurrence, Step, occurrence_id


def same_place(row: Outside, findings: Iterable[Finding]) -> Finding | None:
    """Return the finding that an outside report joins, or has joined before; None for none."""
    findings, place = list(findings), _place(row.url)
    if joined := next((one for one in findings if row.id in {one.id, *one.aliases}), None):
        return joined
    matching = [
        finding
        for finding in findings
        if (finding.target, finding.rule, _place(finding.url)) == (row.target, row.rule, place)
        and (row.source not in finding.sources or _is_own(row, finding))
    ]
    return min(matching, key=lambda one: _rank(one, row.excerpt)) if place and matching else None


def taken_in(detected: Sequence[Finding], outside: Sequence[Finding]) -> dict[str, Finding]:
    """Say which detected findings join an outside one.

    Args:
        detected: of our detectors.
        outside: findings that a file brought.

    Returns:
        Id of a detected finding → the outside finding as it is stored.
    """
    pairs = {alias: finding for finding in outside for alias in finding.aliases}
    free = [finding for finding in outside if not finding.article and _place(finding.url)]
    taken: dict[str, Finding] = {}
    for finding in sorted(free, key=lambda one: one.id):
        matching = [
            one
            for one in detected
            if (one.target, one.rule, _place(one.url))
            == (finding.target, finding.rule, _place(finding.url))
            and one.id not in taken
            and one.id not in pairs
        ]
        if matching:
            best = min(matching, key=lambda one: _rank(one, finding.excerpt))
            taken[best.id] = finding
    return {**{one.id: pairs[one.id] for one in detected if one.id in pairs}, **taken}


def with_alias(outside: Finding, detected: Finding, now: datetime) -> Finding:
    """Record that our detectors found what an outside finding reports."""
    version = outside.version + 1
    step = Step(version=version, at=now, actor="analyzer", action="merged", cause=detected.id)
    return outside.model_copy(
        update={
            "aliases": (*outside.aliases, detected.id),
            "sources": tuple(dict.fromkeys((*outside.sources, *detected.sources))),
            "article": outside.article or detected.article,
            "headline": outside.headline or detected.headline,
            "suggestion": detected.suggestion or outside.suggestion,
            "history": (*outside.history, step),
            "version": version,
        }
    )


def replaced(analysed: Analysed, pairs: Mapping[str, Finding]) -> Analysed:
    """Put outside findings in the place of the detected ones that join them."""
    findings = {one.id: one for one in (pairs.get(each.id, each) for each in analysed.findings)}
    places = {one.id: one for one in (_moved(each, pairs) for each in analysed.occurrences)}
    return Analysed(tuple(findings.values()), tuple(places.values()))


def _moved(place: Occurrence, pairs: Mapping[str, Finding]) -> Occurrence:
    finding = pairs.get(place.finding)
    if finding is None:
        return place
    key = occurrence_id(finding.id, place.article)
    return place.model_copy(update={"id": key, "finding": finding.id})


def _is_own(row: Outside, finding: Finding) -> bool:
    """Tell whether a row of our own monitoring says what our detectors found."""
    return row.source is Source.MONITOR and bool(finding.article)


def _rank(finding: Finding, excerpt: str) -> tuple[bool, str, str]:
    ours, theirs = "".join(finding.excerpt.split()), "".join(excerpt.split())
    fits = bool(ours and theirs) and (ours in theirs or theirs in ours)
    return not fits, finding.found_on.isoformat(), finding.id


def _place(url: str) -> str:
    """Write an address one way: case of the host, an empty path and a fragment make no other."""
    if not url:
        return ""
    parts = urlsplit(url)
    host, path = parts.netloc.lower(), parts.path or "/"
    return urlunsplit(parts._replace(netloc=host, path=path, fragment=""))
