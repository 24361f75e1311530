"""Raises the findings of failing indicators, on the way that detected ones take."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from services.analyzer.domain.assessing.daily import Judged
from services.analyzer.domain.assessing.episodes import raised
from services.analyzer.domain.findings import Analysed
from services.analyzer.reported import join
from shared.contracts.finding import Decision, Finding, FindingEvent
from shared.publisher import Publisher
from shared.store.findings import FindingStore


async def raise_findings(
    judged: Sequence[Judged], findings: FindingStore, publisher: Publisher, now: datetime
) -> dict[str, list[Finding]]:
    """Store and publish the findings of failing episodes; what others reported first is joined.

    Of one that several days show, the first one is the day on which it was found. Those of the
    same day are published again under their ids: a crash may have come in between.

    Returns:
        By target: all findings of its failing episodes, as they are stored.
    """
    found = [
        finding
        for one in judged
        for finding in raised(one.case, one.measured, one.standing.episodes, now)
    ]
    by_target: dict[str, list[Finding]] = defaultdict(list)
    if not found:
        return by_target
    known = await findings.get_many([one.id for one in found])
    fresh = list({one.id: one for one in reversed(found) if one.id not in known}.values())
    done = await join([Analysed(tuple(fresh), ())], findings, now)
    joined = [one for each in done for one in each.findings]
    await findings.add(joined)
    today = {one.case.day for one in judged}
    repeated = [one for one in known.values() if one.version == 1 and one.found_on in today]
    await publisher.publish_all(
        FindingEvent(finding=one, verb=_verb(one), occurred_at=now) for one in [*joined, *repeated]
    )
    for one in [*known.values(), *joined]:
        by_target[one.target].append(one)
    return by_target


def _verb(finding: Finding) -> str:
    return "confirmed" if finding.decision is Decision.CONFIRMED else "detected"
