"""What only a person can see: samples drawn by a recorded seed, and what answers mean. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from services.analyzer.domain.assessing.case import Measured, judged, unseen
from shared.contracts.profile import Item


class Answers(NamedTuple):
    """What a person answered: for each drawn sample, one yes or no to each question."""

    inspection: str
    samples: Mapping[str, Sequence[bool]]


def draw(population: Iterable[str], size: int, seed: str) -> tuple[str, ...]:
    """Draw a sample that anybody can draw again from the same population and seed.

    The members with the smallest SHA-256 of seed and member are drawn, so adding one member
    changes at most one place.
    """
    ranked = sorted(
        set(population), key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).digest()
    )
    return tuple(ranked[:size])


def seed_of(quarter: str, target: str, item: str) -> str:
    """Return the seed of an inspection: known beforehand, the same on every replica."""
    return f"{quarter}/{target}/{item}"


def answered(item: Item, answers: Answers | None) -> Measured:
    """Judge an item by a person's answers; without them nothing is said.

    Each sample with a no is one case; `limits.count` cases fail the item, 1 when it is not given.
    """
    if answers is None or not answers.samples:
        return unseen("待人工检查")
    bad = [key for key, given in sorted(answers.samples.items()) if not all(given)]
    count = int(item.limits.get("count", 1))
    failed = len(bad) >= count
    return Measured(
        judged(failed=failed),
        f"人工检查{len(answers.samples)}项，其中{len(bad)}项不符合要求，"
        f"{'达到' if failed else '未达'}{count}项",
        numbers={"checked": len(answers.samples), "bad": len(bad), "count": count},
        keys=tuple(bad) if failed else ("",),
        observations=(f"inspections:{answers.inspection}",),
    )
