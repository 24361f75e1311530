"""Episodes: an indicator raises one finding from when it fails until it recovers. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.analyzer.domain.assessing.case import Case, Measured
from services.analyzer.domain.assessing.indicators.marks import NAMES
from shared.contracts.assessment import Verdict
from shared.contracts.base import identity
from shared.contracts.finding import Decision, Effect, Finding, Step, finding_id, root_id
from shared.contracts.profile import Item, Part

QUIET_DAYS = 3
"""An indicator has recovered when it is seen compliant more than so many days after it failed."""
_EFFECTS = {
    Part.VETO: Effect.VETO,
    Part.PROBLEM: Effect.PROBLEM,
    Part.DEDUCTION: Effect.DEDUCTION,
}


class Episode(NamedTuple):
    """One stretch of days on which one thing failed, inside one quarter."""

    start: date
    last: date


Episodes = Mapping[str, Episode]


def episodes(case: Case, judged: Iterable[tuple[Item, Measured]], before: Episodes) -> Episodes:
    """Continue the episodes of a target; a new quarter begins them anew.

    Days on which nothing was seen, or nothing had to be judged, end no episode: what failed before
    an outage of ours and fails after it is one defect.

    Args:
        case: the target on its day.
        judged: its measurements.
        before: the episodes as they stood on an earlier day, by item and key.
    """
    judged = tuple(judged)
    recovered = case.day - timedelta(days=QUIET_DAYS)
    failing, seen = _failing(judged), _seen(judged)
    after = {
        key: one
        for key, one in before.items()
        if one.last >= case.quarter.first
        and (key in failing or key.partition(" ")[0] not in seen or one.last >= recovered)
    }
    for item, measured in judged:
        if measured.verdict is not Verdict.VIOLATING:
            continue
        for key in measured.keys:
            name = _name(item, key)
            known = after.get(name)
            start = max(measured.since, case.quarter.first) if measured.since else case.day
            after[name] = Episode(known.start if known and not measured.since else start, case.day)
    return after


def begun_as(found: Episodes, before: Episodes) -> Callable[[Episodes], Episodes]:
    """Return what gives replayed episodes the beginning under which their findings are known.

    Late facts may show that an episode began earlier: it stays the one that was told.

    Args:
        found: episodes as a replay ends with them.
        before: those that were kept.
    """
    known = {
        (name, one.start): before[name].start
        for name, one in found.items()
        if name in before and one.start < before[name].start <= one.last
    }

    def begun(episodes: Episodes) -> Episodes:
        return {
            name: one._replace(start=known.get((name, one.start), one.start))
            for name, one in episodes.items()
        }

    return begun


def _failing(judged: Sequence[tuple[Item, Measured]]) -> set[str]:
    return {
        _name(item, key)
        for item, measured in judged
        if measured.verdict is Verdict.VIOLATING
        for key in measured.keys
    }


def _seen(judged: Sequence[tuple[Item, Measured]]) -> set[str]:
    return {item.id for item, measured in judged if measured.verdict is not Verdict.NOT_OBSERVED}


def _name(item: Item, key: str) -> str:
    return f"{item.id} {key}".rstrip()


def raised(
    case: Case, judged: Iterable[tuple[Item, Measured]], current: Episodes, now: datetime
) -> list[Finding]:
    """Return the findings of all episodes that fail on this day; known ones get known ids."""
    found = []
    for item, measured in judged:
        effect = _EFFECTS.get(item.part)
        if effect is None or not item.raises or measured.verdict is not Verdict.VIOLATING:
            continue
        for key in measured.keys:
            episode = current[_name(item, key)]
            found.append(_finding(case, item, measured, (key, effect, episode), now))
    return found


def _finding(
    case: Case, item: Item, measured: Measured, about: tuple[str, Effect, Episode], now: datetime
) -> Finding:
    key, effect, episode = about
    print_ = identity("episode", item.id, key, episode.start.isoformat())
    step = Step(
        version=1,
        at=now,
        actor="analyzer",
        action="detected",
        cause=case.profile.digest,
        decision=Decision.CONFIRMED if item.confirms else None,
    )
    return Finding(
        id=finding_id(case.target.id, item.rule, print_),
        root=root_id(item.rule, print_),
        target=case.target.id,
        unit=case.target.unit,
        rule=item.rule,
        family=item.rule.partition(".")[0],
        severity=item.severity,
        effect=effect,
        title=item.title,
        excerpt=f"{measured.text}（{NAMES.get(key, key)}）。" if key else f"{measured.text}。",
        why=f"{item.situation or item.title}（{case.profile.title} {item.id}）",
        url=case.target.url,
        found_on=case.day,
        rule_set=f"{case.profile.name}@{case.profile.digest}",
        decision=Decision.CONFIRMED if item.confirms else Decision.SUSPECTED,
        history=(step,),
    )
