"""One day of all targets: the ledgers move on, and only what changed is judged again. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.analyzer.domain.assessing.case import Case, Column, Measured, Registry
from services.analyzer.domain.assessing.episodes import Episodes, episodes
from services.analyzer.domain.assessing.facts import NOTHING, DayFacts
from services.analyzer.domain.assessing.inspections import Answers
from services.analyzer.domain.assessing.ledger import Ledger, advance, begin
from services.analyzer.domain.assessing.nearing import limit_on
from services.analyzer.domain.assessing.verdict import measured
from shared.contracts.assessment import Assessment
from shared.contracts.enquiry import Enquiry
from shared.contracts.profile import Item, Profile
from shared.contracts.target import Target, TargetKind, TargetStatus

_ENDED = frozenset({TargetStatus.CLOSED, TargetStatus.MIGRATED})
_NO_EPISODES: Episodes = {}


class Standing(NamedTuple):
    """What is kept of a target between two days."""

    ledger: Ledger
    episodes: Episodes = _NO_EPISODES
    due_on: date | None = None
    """Day from which it must be judged again even when nothing new was seen."""
    basis: str = ""
    """By what of registry and profile it was judged last; another one makes it due."""


Answered = Mapping[str, Mapping[str, Answers]]
"""Answers of the quarter's inspections, by target and item."""


@dataclass(frozen=True)
class Roster:
    """The registry on one day.

    Attributes:
        targets: those that run, by id.
        columns: id of a website → its running columns.
        enquiries: id of a website → messages to it.
        registry: what else indicators look up.
        known: what was recorded by then is in it, UTC; None for what is recorded now.
    """

    targets: Mapping[str, Target]
    columns: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)
    enquiries: Mapping[str, tuple[Enquiry, ...]] = field(default_factory=dict)
    registry: Registry = field(default_factory=Registry)
    known: datetime | None = None


class Judged(NamedTuple):
    """One target that was judged."""

    case: Case
    measured: list[tuple[Item, Measured]]
    standing: Standing


def runs(target: Target, day: date) -> bool:
    """Tell whether a target runs at the end of `day`: opened, not ended, not exempt."""
    ends = [one for one in (target.closed_on, target.deregistered_on) if one]
    if target.status is TargetStatus.EXEMPT or (target.status in _ENDED and not ends):
        return False
    opened = target.opened_on is None or target.opened_on <= day
    return opened and not any(end <= day for end in ends)


def roster(
    targets: Iterable[Target],
    registry: Registry,
    enquiries: Iterable[Enquiry],
    day: date,
    known: datetime | None = None,
) -> Roster:
    """Put the registry of a day together.

    A message that names no website belongs to the website of its unit.
    """
    running = {target.id: target for target in targets if runs(target, day)}
    columns: dict[str, list[Target]] = defaultdict(list)
    sites: dict[str, str] = {}
    for target in running.values():
        if target.kind is TargetKind.COLUMN and target.parent:
            columns[target.parent].append(target)
        elif target.kind is TargetKind.WEBSITE:
            sites.setdefault(target.unit, target.id)
    messages: dict[str, list[Enquiry]] = defaultdict(list)
    for one in enquiries:
        messages[one.target or sites.get(one.unit, "")].append(one)
    return Roster(
        running,
        {site: tuple(found) for site, found in columns.items()},
        {site: tuple(found) for site, found in messages.items()},
        registry,
        known,
    )


def step(
    known: Roster,
    standings: dict[str, Standing],
    facts: Mapping[str, DayFacts],
    day: date,
    profile: Profile,
) -> set[str]:
    """Move every ledger to `day`, in place; return the targets that must be judged.

    Websites are judged every day, because their window moves; columns and accounts when a listing
    showed something new, when a limit or a warning has come, or when the registry or the profile
    says something else of them than when they were judged last.
    """
    due = set[str]()
    rhythm = any(one.check == "account_rhythm" and one.enabled for one in profile.items)
    daily = {TargetKind.WEBSITE, *([TargetKind.ACCOUNT] if rhythm else [])}
    for key, target in known.targets.items():
        before = standings.get(key) or Standing(begin(day))
        ledger = advance(before.ledger, day, facts.get(key, NOTHING), profile.observed)
        standings[key] = before._replace(ledger=ledger)
        if key not in due and (
            target.kind in daily
            or before.due_on is None
            or before.due_on <= day
            or before.basis != basis(known, target, profile)
            or _shown(before.ledger) != _shown(ledger)
        ):
            due.add(key)
    return due


def judge(
    known: Roster,
    standings: Mapping[str, Standing],
    targets: Collection[str],
    profile: Profile,
    answers: Answered,
) -> Iterable[Judged]:
    """Judge some targets as they stand."""
    for key in sorted(targets):
        case = case_of(known, standings, known.targets[key], profile)
        found = measured(case, answers.get(key, {}))
        before = standings[key]
        after = Standing(
            before.ledger,
            episodes(case, found, before.episodes),
            _due_on(case),
            basis(known, case.target, profile),
        )
        yield Judged(case, found, after)


def basis(known: Roster, target: Target, profile: Profile) -> str:
    """Write what of registry and profile a target is judged by, beside what was seen of it."""
    unit = known.registry.units.get(target.unit, "")
    twins = known.registry.twins.get((target.unit, target.platform), ())
    return f"{profile.digest}:{target.version}:{len(twins)}:{unit}"


def case_of(
    known: Roster, standings: Mapping[str, Standing], target: Target, profile: Profile
) -> Case:
    """Put everything together that the indicators of one target look at."""
    ledger = standings[target.id].ledger
    return Case(
        target=target,
        day=ledger.on,
        ledger=ledger,
        profile=profile,
        columns=tuple(
            Column(one, standings[one.id].ledger)
            for one in known.columns.get(target.id, ())
            if one.id in standings
        ),
        enquiries=known.enquiries.get(target.id, ()),
        registry=known.registry,
        known=known.known,
    )


def signature(assessment: Assessment) -> str:
    """Write what makes two assessments of a target differ: verdicts, not the moving numbers.

    A target that went to another unit, or became another kind, is said again for what it is now.
    """
    items = ",".join(f"{one.item}={one.verdict[0]}{one.counts:d}" for one in assessment.reasons)
    points = assessment.points.total if assessment.points else ""
    about = f"{assessment.unit}|{assessment.kind}"
    return f"{assessment.verdict}|{assessment.proposes_closing:d}|{points}|{items}|{about}"


def _shown(ledger: Ledger) -> tuple[object, ...]:
    """Return what of a column or an account its indicators can see, without the days of looks."""
    return (
        ledger.newest_on,
        ledger.is_blank,
        ledger.listing,
        ledger.post is None,
        ledger.future,
        ledger.backdated,
        ledger.marks,
    )


def _due_on(case: Case) -> date | None:
    """Return the next day on which something is due although nothing new was seen."""
    limit, ledger = limit_on(case), case.ledger
    days = [case.profile.observed.listing_days]
    ends = [one + timedelta(days=days[0] + 1) for one in (ledger.seen_on, ledger.dated_on) if one]
    if limit:
        ends += [limit - timedelta(days=case.profile.warn_days + 1), limit + timedelta(days=1)]
    quarter_end = case.quarter.last + timedelta(days=1)
    return min((one for one in (*ends, quarter_end) if one > case.day), default=quarter_end)
