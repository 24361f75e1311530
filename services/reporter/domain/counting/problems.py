"""Which findings count: confirmed, found in the quarter, with the effect veto or problem."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from services.reporter.domain.period import Cut
from shared.contracts.finding import Decision, Effect, Finding

OWN = "monitor"
SOURCES = (OWN, "province", "cyberspace", "finder", "manual")
"""In the order in which they are listed."""
_COUNTED = frozenset({Effect.VETO, Effect.PROBLEM})


def counted(findings: Iterable[Finding], cut: Cut) -> list[Finding]:
    """Choose the findings that count, ordered by id, outside ones merged into detected ones.

    A finding belongs to the quarter of its `found_on`; hints and deductions do not count.
    """
    chosen = [
        finding
        for finding in findings
        if finding.decision is Decision.CONFIRMED
        and finding.found_on in cut
        and finding.effect in _COUNTED
    ]
    places: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in sorted(chosen, key=lambda finding: finding.id):
        apart = "" if finding.url else finding.id
        places[finding.target, finding.rule, finding.url or apart].append(finding)
    merged = [finding for place in places.values() for finding in _merged(place)]
    return sorted(merged, key=lambda finding: finding.id)


def suspected(findings: Iterable[Finding], cut: Cut) -> list[Finding]:
    """Return the findings of the quarter on which nobody has decided."""
    return [
        finding
        for finding in findings
        if finding.decision is Decision.SUSPECTED
        and finding.found_on in cut
        and finding.effect in _COUNTED
    ]


def in_order(sources: Iterable[str]) -> list[str]:
    """List each source once: known ones in their order, then the others."""
    rank = {source: place for place, source in enumerate(SOURCES)}
    return sorted(set(sources), key=lambda source: (rank.get(source, len(rank)), source))


def _merged(place: Sequence[Finding]) -> list[Finding]:
    """Merge what outsiders reported on one target, rule and address into what was detected."""
    detected = [finding for finding in place if OWN in finding.sources]
    outside = [finding for finding in place if OWN not in finding.sources]
    if not outside:
        return detected
    first, *rest = detected or outside[:1]
    sources = [source for finding in (first, *outside) for source in finding.sources]
    return [first.model_copy(update={"sources": tuple(in_order(sources))}), *rest]
