"""Precision and recall of the family `personal`, on synthetic values in sentences of our own.

A frame is filled twice with values drawn from a fixed seed. `held` frames were written before the
rules were tuned on `dev` frames; at first sight they scored 0.952 and 0.952, the last 68 of them
1.000 and 1.000. A held frame that a fix was made for moves to `dev`, and new ones take its place. A
text counts each expected rule once; every other hit is wrong.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Row, interleaved, ratio, row
from bench.personal_values import fill
from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Content
from shared.contracts.finding import Severity

HALVES = ("dev", "held")
FILLS = 2
_FOLDER = Path(__file__).parent / "labelled"


@dataclass(frozen=True)
class Case:
    """One labelled text; `expected` is empty for a hard negative."""

    text: str
    expected: frozenset[str]


def cases(half: str) -> Iterator[Case]:
    """Return the labelled texts of one half, always the same."""
    return labelled(half, FILLS)


def labelled(half: str, fills: int) -> Iterator[Case]:
    """Return the texts of one file of frames, each filled so many times."""
    lines = (_FOLDER / f"personal_{half}.tsv").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("#"):
            continue
        expected, frame = line.split("\t", 1)
        labels = frozenset(expected.split(",")) - {"-"}
        for turn in range(fills):
            yield Case(fill(broken_out(frame), f"{half}{number}.{turn}"), labels)


def broken_out(line: str) -> str:
    """Return a line of a labelled file with its tabs and line breaks."""
    return line.replace("\\n", "\n").replace("\\t", "\t")


def found(text: str) -> frozenset[str]:
    """Return the rules that fire, without their family; a hint has a question mark."""
    hits = _RULES.detect(View(Content(text=text)))
    return frozenset(
        hit.rule.removeprefix("personal.") + ("?" if hit.severity is Severity.HINT else "")
        for hit in hits
        if hit.rule.startswith("personal.")
    )


def rows() -> list[Row]:
    """Return precision, recall and F1, of all and of each half, with the sizes."""
    counts = {half: count(half) for half in HALVES}
    counts["all"] = sum(counts.values(), Counter())
    figures = []
    for half, told in counts.items():
        name = "personal" if half == "all" else f"personal_{half}"
        figures += [
            row(f"{name}_precision", [precision(told)], "share"),
            row(f"{name}_recall", [recall(told)], "share"),
            row(f"{name}_f1", [_f1(told)], "share"),
            row(f"{name}_positives", [told["right"] + told["missed"]], "labels"),
            row(f"{name}_hard_negatives", [told["negatives"]], "texts"),
        ]
    return figures


def count(half: str) -> Counter[str]:
    """Count right, missed and wrong hits of one half."""
    told: Counter[str] = Counter(right=0, missed=0, wrong=0, negatives=0)
    for case in cases(half):
        hits = found(case.text)
        told["right"] += len(hits & case.expected)
        told["missed"] += len(case.expected - hits)
        told["wrong"] += len(hits - case.expected)
        told["negatives"] += not case.expected
    return told


def precision(told: Mapping[str, int]) -> float:
    """Return right hits among all hits."""
    return told["right"] / max(told["right"] + told["wrong"], 1)


def recall(told: Mapping[str, int]) -> float:
    """Return the labels that were hit."""
    return told["right"] / max(told["right"] + told["missed"], 1)


def failures(half: str) -> Iterator[tuple[Case, frozenset[str]]]:
    """Return the texts that were judged wrongly, with what was found."""
    for case in cases(half):
        hits = found(case.text)
        if hits != case.expected:
            yield case, hits


def _f1(told: Mapping[str, int]) -> float:
    both = precision(told) + recall(told)
    return 2 * precision(told) * recall(told) / both if both else 0.0


def endless_digits(digits: int) -> float:
    """Return the seconds that a text of nothing but digits takes."""
    view = View(Content(text="1" * digits))
    start = time.perf_counter()
    _RULES.detect(view)
    return time.perf_counter() - start


def growth() -> tuple[Row, float]:
    """Return the seconds of a million digits, and by how much doubling the text lengthens them."""
    figures = interleaved(
        {"half": lambda: endless_digits(500_000), "whole": lambda: endless_digits(1_000_000)}
    )
    return row("million_digits", figures["whole"], "s"), ratio(figures["whole"], figures["half"])


_RULES = rule_set(load_lists())
