"""The same sentence on several targets: whose it was first. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from shared.contracts.finding import Finding

_LAST = datetime.max.replace(tzinfo=UTC)


def source_first(findings: Sequence[Finding], names: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Order the findings of one root: the source unit's first, then by time of publication.

    The source is the target or unit that one of the pages names as where it comes from (来源);
    where none does, whoever published first.

    Args:
        findings: of one root.
        names: target → names of it and of its unit.
    """
    origins = {finding.origin for finding in findings if finding.origin}

    def rank(finding: Finding) -> tuple[bool, datetime, str, str]:
        own = names.get(finding.target, ())
        named = any(name and name in origin for origin in origins for name in own)
        published = finding.published_at or _LAST
        return not named, published, finding.found_on.isoformat(), finding.id

    return sorted(findings, key=rank)
