"""Which findings keep the evidence of the articles that they stand in. Pure."""

from shared.contracts.finding import Decision, Finding


def keeps(finding: Finding, *, frozen: bool) -> bool:
    """Tell whether a finding keeps its evidence.

    Args:
        finding: as it stands.
        frozen: whether the figures of its quarter cannot change any more: whatever was decided
            since, it may be asked what they stood on.
    """
    if frozen or finding.decision is Decision.CONFIRMED:
        return True
    return finding.decision is Decision.SUSPECTED and finding.gone_at is None
