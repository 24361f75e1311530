"""The life of a target on the registry: every change with its two times.

Valid time says from which day a change holds, recorded time when we learnt of it. Nothing is
overwritten: what the registry said on any day, as it was known on any other, can be asked later.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime

from shared.clock import office_date
from shared.contracts.base import Contract
from shared.contracts.target import Target, TargetStatus


class LifeAction(StrEnum):
    """What happened to a target: 开办、变更、例外、恢复、关停、迁移、注销."""

    OPENED = "opened"
    CHANGED = "changed"
    EXEMPTED = "exempted"
    RESUMED = "resumed"
    CLOSED = "closed"
    MIGRATED = "migrated"
    DEREGISTERED = "deregistered"


class Life(Contract):
    """One step in the life of a target, with the record as it left it."""

    target: Target
    action: LifeAction
    on: date | None = None
    """First day on which it holds, Asia/Shanghai; None: ever since the target exists."""
    at: AwareDatetime
    """When it was recorded, UTC."""
    actor: str = ""
    cause: str = ""
    """Id of the proposal or command behind it; empty for an import."""
    filing: str = ""
    """Filing number (备案号), once there is one."""
    note: str = ""


_ENDS = {TargetStatus.CLOSED: LifeAction.CLOSED, TargetStatus.MIGRATED: LifeAction.MIGRATED}


def life_of(before: Target | None, after: Target, at: datetime, *, on: date | None = None) -> Life:
    """Describe a change of the registry.

    Args:
        before: the record that was there; None for a new one.
        after: the record that follows.
        at: when it is recorded, UTC.
        on: first day on which it holds; without it an end holds from its own day, a first
            record ever, and anything else from the day on which it is recorded.
    """
    action = _action(before, after)
    return Life(target=after, action=action, on=on or _since(action, before, after, at), at=at)


def in_force(lives: Iterable[Life], day: date, known: datetime | None = None) -> Target | None:
    """Return a target as it stood on a day; None when it was not on record.

    The day it was opened is one fact of its whole life, so a later correction of it holds always.

    Args:
        lives: of one target, in any order.
        day: Asia/Shanghai.
        known: only what was recorded by then, UTC; None for all that is recorded.
    """
    recorded = sorted(
        (life for life in lives if known is None or life.at <= known),
        key=lambda life: life.target.version,
    )
    standing = [life for life in recorded if life.on is None or life.on <= day]
    if not recorded:
        return None
    target = (standing or recorded[:1])[-1].target
    return target.model_copy(update={"opened_on": recorded[-1].target.opened_on})


def _action(before: Target | None, after: Target) -> LifeAction:
    if before is None:
        return LifeAction.OPENED
    if after.deregistered_on and not before.deregistered_on:
        return LifeAction.DEREGISTERED
    if after.status is before.status:
        return LifeAction.CHANGED
    if after.status is TargetStatus.EXEMPT:
        return LifeAction.EXEMPTED
    return _ENDS.get(after.status, LifeAction.RESUMED)


def _since(action: LifeAction, before: Target | None, after: Target, at: datetime) -> date | None:
    if before is None:
        return None
    ends = [day for day in (after.closed_on, after.deregistered_on) if day]
    moved = (after.closed_on, after.deregistered_on) != (before.closed_on, before.deregistered_on)
    if ends and (moved or action in _ENDS.values()):
        return min(ends)
    return office_date(at)
