"""When a target is looked at, how thoroughly, and which known addresses are read again. Pure.

The rhythm follows the target. After a change the next look comes soon; the longer nothing changes,
the longer the wait grows, in proportion to the quiet.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from shared.clock import OFFICE_ZONE
from shared.contracts.plan import Plan

DAILY = timedelta(days=1)
RECENT = timedelta(days=7)
"""How long an article is read again each day, so that an edit is seen."""
_QUIET_SHARE = 2
"""The wait is half of the quiet so far: what changes hourly is seen well within the hour."""
_TOGETHER = timedelta(minutes=2)
_AGAIN = timedelta(hours=1)
"""Wait before a start page that could not be read is tried again."""


class Thoroughness(StrEnum):
    """How much of a target one pass reads."""

    LOOK = "look"
    """The start page, and what is new there."""
    DAILY = "daily"
    """Its listings again, what is new, and recent articles once more."""
    FULL = "full"
    """Everything, back to the oldest page; once for each target."""


class Rhythm(NamedTuple):
    """Between which intervals the wait adapts, business time."""

    shortest: timedelta
    longest: timedelta


class Known(NamedTuple):
    """What is known of an address that was visited before."""

    is_article: bool
    first_at: datetime | None
    read_at: datetime | None
    """When it was visited last, None when that visit has failed."""
    opened: bool = True
    """Whether that visit found something there."""


def pass_due(plan: Plan, now: datetime) -> Thoroughness | None:
    """Return the pass that a target is due for, None before its time."""
    if now < plan.next_at:
        return None
    if plan.full_at is None:
        return Thoroughness.FULL
    if plan.daily_at is None or now - plan.daily_at >= DAILY:
        return Thoroughness.DAILY
    return Thoroughness.LOOK


def is_wanted(
    kind: Thoroughness,
    known: Known | None,
    begun_at: datetime,
    now: datetime,
    *,
    leads_on: bool,
) -> bool:
    """Tell whether a pass reads an address.

    Args:
        kind: of the pass.
        known: what is known of the address, None when it was never visited.
        begun_at: when the pass began; an article that was read since is not read twice.
        now: business time.
        leads_on: whether the links of its pages are followed, as on a website. Beside the articles
            of a column stands the navigation of its site, which would cost dozens of fetches a day.
    """
    if known is None:
        return True
    if known.is_article and known.read_at is not None and known.read_at >= begun_at:
        return False
    if kind is Thoroughness.FULL:
        return True
    if kind is Thoroughness.LOOK:
        return False
    if known.is_article:
        return is_recent(known.first_at, now)
    return leads_on or not known.opened


def is_recent(first_at: datetime | None, now: datetime) -> bool:
    """Tell whether an article is young enough to be read again for edits."""
    return first_at is not None and now - first_at <= RECENT


def passed(  # noqa: PLR0913 - what one pass has found out
    plan: Plan,
    kind: Thoroughness,
    begun_at: datetime,
    now: datetime,
    *,
    opened: bool,
    changed: bool,
    newest_on: date | None,
    rhythm: Rhythm,
    whole: bool = True,
) -> Plan:
    """Return the plan as a finished pass leaves it.

    Args:
        plan: as it was.
        kind: of the pass.
        begun_at: when it began; what appeared later was perhaps not seen.
        now: business time.
        opened: whether the start page could be read; if not, the pass does not count.
        changed: whether it saw something new.
        newest_on: newest day that the start page showed, if any; the first pass cannot tell new
            from old and takes the rhythm from it.
        rhythm: bounds of the wait.
        whole: whether every address that it wanted was visited.
    """
    fields: dict[str, object] = {"looked_at": begun_at}
    if not opened:
        later = begun_at + min(max(_AGAIN, rhythm.shortest), rhythm.longest)
        return plan.model_copy(update={**fields, "next_at": max(later, now)})
    if (kind is Thoroughness.FULL and whole) or plan.read_at:
        fields["read_at"] = begun_at
    if kind is Thoroughness.FULL:
        fields |= {"full_at": now, "daily_at": begun_at, "changed_at": _end_of(newest_on, begun_at)}
    else:
        if kind is Thoroughness.DAILY:
            fields["daily_at"] = begun_at
        if changed:
            fields["changed_at"] = begun_at
    after = plan.model_copy(update=fields)
    return after.model_copy(update={"next_at": max(begun_at + wait(after, begun_at, rhythm), now)})


def wait(plan: Plan, now: datetime, rhythm: Rhythm) -> timedelta:
    """Return how long a target is left alone after a look at `now`."""
    if plan.changed_at is None:
        return rhythm.longest
    quiet = now - plan.changed_at
    return min(max(quiet / _QUIET_SHARE, rhythm.shortest), rhythm.longest)


def next_run(plans: Iterable[Plan], now: datetime, rhythm: Rhythm) -> datetime:
    """Return when a host is due again that has nothing left to do.

    Never within two minutes, so that targets which become due one by one share a run.
    """
    times = [time for plan in plans for time in (plan.next_at, plan.links_at) if time]
    first = min(times, default=now + rhythm.longest)
    return max(first, now + min(_TOGETHER, rhythm.shortest))


def _end_of(day: date | None, latest: datetime) -> datetime:
    """Take a change that is known by its day to have come at that day's end, or just now."""
    if day is None:
        return latest
    end = datetime(day.year, day.month, day.day, tzinfo=OFFICE_ZONE) + timedelta(days=1)
    return min(end, latest).astimezone(latest.tzinfo)
