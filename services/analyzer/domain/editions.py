"""Rule sets of the office: how editions follow one another, and what they are called. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.analyzer.domain.office_lists import Row
from shared.contracts.finding import Step
from shared.contracts.ruleset import Edition, Ruleset
from shared.errors import PermanentError


def named(version: str, rulesets: Sequence[Ruleset]) -> str:
    """Name the version of all rules together: the digest, then each rule set with its edition."""
    return "+".join([version, *(f"{each.id}@{each.edition}" for each in rulesets)])


def digest_of(rows: Sequence[Row]) -> str:
    """Compute the digest of the rows of an edition."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


@dataclass(frozen=True)
class Change:
    """Who changes a rule set, why and when."""

    actor: str
    cause: str
    now: datetime


def imported(
    known: Ruleset | None, name: str, kind: str, edition: Edition, change: Change
) -> Ruleset | None:
    """Return the rule set with one more edition; None when its newest edition is the same.

    Raises:
        PermanentError: it holds lists of another kind.
    """
    base = known or Ruleset(id=name, kind=kind, version=1)
    if base.kind != kind:
        raise PermanentError(f"{name} holds {base.kind}, not {kind}: choose another name")
    newest = base.editions[-1] if base.editions else None
    if newest and newest.digest == edition.digest:
        return None
    number = (newest.number if newest else 0) + 1
    editions = (*base.editions, edition.model_copy(update={"number": number}))
    return _next(base, known, f"imported {number}", change, editions=editions)


def applied(known: Ruleset, number: int, change: Change) -> Ruleset:
    """Return the rule set with another edition in force; 0 puts none in force.

    Raises:
        PermanentError: there is no such edition, or it is in force already.
    """
    if number and known.of(number) is None:
        raise PermanentError(f"{known.id} has no edition {number}; see `xuncha rules list`")
    if number == known.edition:
        raise PermanentError(f"edition {number} of {known.id} is in force already")
    return _next(known, known, f"applied {number}", change, edition=number)


def _next(base: Ruleset, known: Ruleset | None, action: str, change: Change, **new: Any) -> Ruleset:
    version = known.version + 1 if known else 1
    step = Step(
        version=version, at=change.now, actor=change.actor, action=action, cause=change.cause
    )
    return base.model_copy(update={**new, "history": (*base.history, step), "version": version})
