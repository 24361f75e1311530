"""What is remembered of a target from day to day: bounded, and equal to a replay. Pure.

Everything here depends on the last `KEPT_DAYS` days and on the quarter, never on more: a replay
that starts so many days before the quarter reaches the same ledger as the daily steps did.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from services.analyzer.domain.assessing.dates import Quarter
from services.analyzer.domain.assessing.facts import NOTHING, DayFacts, Links, Marked
from shared.contracts.profile import Observed

KEPT_DAYS = 31
_ONE = timedelta(days=1)
_WEEK = timedelta(days=6)
_KEPT = timedelta(days=KEPT_DAYS - 1)
_BACKDATED_DAYS = 3


class Tally(NamedTuple):
    """The probes of one day."""

    day: date
    valid: int
    failed: int
    failed_hours: int


class Dead(NamedTuple):
    """A link that was dead when it was last followed."""

    url: str
    last: date
    before: date | None = None
    """Day of an earlier look at which it was dead too, and never open in between."""


class Reading(NamedTuple):
    """A day on which a listing could be read."""

    day: date
    blank: bool


class Ledger(NamedTuple):
    """One target at the end of one day.

    Attributes:
        on: the day.
        week: tallies of the kept days that had valid probes.
        seen_on: day of the last readable listing.
        newest_on: newest dated item that the last dated listing showed.
        dated_on: day of that listing.
        items: entries of the last readable listing.
        readings: the last two days with a readable listing.
        posts: distinct newest days of the last week.
        looks: days of the last week with a dated listing.
        future: the newest future date shown, and the day it was seen.
        backdated: the newest item that appeared days after its own date, and when.
        marks: of the last look, `marked_on`.
        dead: links found dead.
        hosts: where links landed at the last look, `linked_on`.
        best: most valid probes that any window of this quarter held.
        home: a listing with items was read in this quarter.
        listing: a listing was read in this quarter.
        post: newest dated item read in this quarter.
    """

    on: date
    week: tuple[Tally, ...] = ()
    seen_on: date | None = None
    newest_on: date | None = None
    dated_on: date | None = None
    items: int = 0
    readings: tuple[Reading, ...] = ()
    posts: tuple[date, ...] = ()
    looks: tuple[date, ...] = ()
    future: tuple[date, date] | None = None
    backdated: tuple[date, date] | None = None
    marks: Marked | None = None
    marked_on: date | None = None
    dead: tuple[Dead, ...] = ()
    hosts: frozenset[str] = frozenset()
    linked_on: date | None = None
    best: int = 0
    home: bool = False
    listing: bool = False
    post: date | None = None

    def looks_since(self, first: date) -> int:
        """Count the days since `first` with a dated listing; a week at most is remembered."""
        return sum(day >= first for day in self.looks)

    @property
    def is_blank(self) -> bool:
        """Blank on two days at least: one bad reading of ours makes no blank column."""
        return len(self.readings) > 1 and all(one.blank for one in self.readings)


def begin(day: date) -> Ledger:
    """Return what is known before the first observation: nothing."""
    return Ledger(on=day - timedelta(days=1))


def advance(before: Ledger, day: date, facts: DayFacts, observed: Observed) -> Ledger:
    """Add one day; days without observations in between may be left out.

    Args:
        before: the ledger of an earlier day.
        day: later than `before.on`; an earlier one (a clock that went back) changes nothing.
        facts: of that day.
        observed: of the profile.
    """
    if day <= before.on:
        return before
    after = _forget(before, day)
    if facts is NOTHING or facts == NOTHING:
        return after
    change: dict[str, Any] = {}
    if facts.valid:
        change |= _probed(after, day, facts, observed)
    if facts.read:
        change |= _listed(after, day, facts)
    if facts.marks is not None:
        change |= {"marks": facts.marks, "marked_on": day}
    if facts.links is not None:
        change |= _linked(after, day, facts.links)
    return after._replace(**change)


def fold(
    days: Iterable[tuple[date, DayFacts]], first: date, last: date, observed: Observed
) -> Ledger:
    """Replay the observations up to `last`, from so far back that nothing is missed."""
    ledger = begin(first)
    for day, facts in days:
        if first <= day <= last:
            ledger = advance(ledger, day, facts, observed)
    return _forget(ledger, last) if ledger.on < last else ledger


def replay_start(day: date) -> date:
    """Return the first day that a replay for `day` must read."""
    return Quarter.of(day).first - timedelta(days=KEPT_DAYS)


def _forget(before: Ledger, day: date) -> Ledger:
    """Move to `day`: drop what is too old, and the quarter's counts when it is another."""
    oldest = day - _KEPT
    change: dict[str, Any] = {"on": day}
    if before.seen_on and before.seen_on < oldest:
        change |= {"seen_on": None, "items": 0}
    if before.dated_on and before.dated_on < oldest:
        change |= {"newest_on": None, "dated_on": None}
    if before.marked_on or before.linked_on:
        change |= _aged_looks(before, oldest)
    change |= _shortened(before, day - _WEEK, oldest)
    if before.on + _ONE != day or day.day == 1:  # another quarter cannot begin in between
        change |= _new_quarter(before, day)
    return before._replace(**change)


def _new_quarter(before: Ledger, day: date) -> dict[str, Any]:
    if Quarter.of(before.on) == Quarter.of(day):
        return {}
    return {"best": 0, "home": False, "listing": False, "post": None}


def _aged_looks(before: Ledger, oldest: date) -> dict[str, Any]:
    change: dict[str, Any] = {}
    if before.marked_on and before.marked_on < oldest:
        change |= {"marks": None, "marked_on": None}
    if before.linked_on and before.linked_on < oldest:
        change |= {"hosts": frozenset(), "linked_on": None}
    if before.dead:
        change["dead"] = _recent(before.dead, oldest)
    return change


def _shortened(before: Ledger, week: date, oldest: date) -> dict[str, Any]:
    change: dict[str, Any] = {}
    if before.looks and before.looks[0] < week:
        change["looks"] = tuple(one for one in before.looks if one >= week)
    if before.posts and before.posts[0] < week:
        change["posts"] = tuple(one for one in before.posts if one >= week)
    if before.readings and before.readings[0].day < oldest:
        change["readings"] = tuple(one for one in before.readings if one.day >= oldest)
    if before.week and before.week[0].day < oldest:
        change["week"] = tuple(one for one in before.week if one.day >= oldest)
    for name, shown in (("future", before.future), ("backdated", before.backdated)):
        if shown and shown[1] < oldest:
            change[name] = None
    return change


def _probed(ledger: Ledger, day: date, facts: DayFacts, observed: Observed) -> dict[str, Any]:
    week = (*ledger.week, Tally(day, facts.valid, facts.failed, facts.failed_hours))
    start = day - timedelta(days=observed.probe_days - 1)
    window = sum(tally.valid for tally in week if tally.day >= max(start, Quarter.of(day).first))
    return {"week": week, "best": max(ledger.best, window)}


def _listed(ledger: Ledger, day: date, facts: DayFacts) -> dict[str, Any]:
    change: dict[str, Any] = {
        "seen_on": day,
        "items": facts.items,
        "listing": True,
        "home": ledger.home or facts.listed,
        "readings": (*ledger.readings[-1:], Reading(day, facts.blank)),
    }
    if facts.future_on:
        change["future"] = (facts.future_on, day)
    if facts.newest_on is None:
        return change
    newest = facts.newest_on
    change |= {"newest_on": newest, "dated_on": day, "looks": (*ledger.looks, day)}
    change["post"] = max(ledger.post, newest) if ledger.post else newest
    if newest not in ledger.posts and newest >= day - _WEEK:
        change["posts"] = tuple(sorted((*ledger.posts, newest)))
    yesterday = ledger.dated_on == day - timedelta(days=1)
    late = newest <= day - timedelta(days=_BACKDATED_DAYS)
    if yesterday and late and ledger.newest_on and newest > ledger.newest_on:
        change["backdated"] = (newest, day)
    return change


def _recent(dead: tuple[Dead, ...], oldest: date) -> tuple[Dead, ...]:
    return tuple(
        one if one.before is None or one.before >= oldest else one._replace(before=None)
        for one in dead
        if one.last >= oldest
    )


def _linked(ledger: Ledger, day: date, links: Links) -> dict[str, Any]:
    known = {one.url: one for one in ledger.dead if one.url not in links.open}
    for url in links.dead:
        earlier = day if url in links.proven else None
        known[url] = Dead(url, day, known[url].last if url in known else earlier)
    dead = tuple(sorted(known.values(), key=lambda one: one.url))
    return {"dead": dead, "hosts": links.hosts, "linked_on": day}
