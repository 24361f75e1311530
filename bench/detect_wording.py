"""Recall and precision of the family `wording`, on errors of our own in sentences of our own.

Listed forms are split into halves by a digest; near misses stand in two files, one of which no rule
was developed on. A term or error that occurs in an example of a rule is left out.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bench.measure import Row, row
from bench.wording_sentences import CARRIERS, FOLDER, clean
from services.analyzer.domain.rule import Hit, view_of
from services.analyzer.domain.rules import RULES, RuleSet, rule_set
from services.analyzer.lexicon import load_lists

HALVES = ("dev", "held")
CLEAN_SENTENCES = 1_200
"""Of each half."""
_PER = 20_000


@dataclass(frozen=True)
class Error:
    """One error and the sentence it stands in."""

    right: str
    wrong: str
    listed: bool
    sentence: str


@dataclass
class Told:
    """What came of one half."""

    listed: int = 0
    listed_found: int = 0
    near: int = 0
    near_found: int = 0
    near_wrong: int = 0
    alarms: int = 0
    characters: int = 0

    def __add__(self, other: "Told") -> "Told":
        return Told(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


def errors(half: str) -> Iterator[Error]:
    """Return the errors of one half in their sentences, always the same."""
    lines = (FOLDER / f"wording_near_{half}.tsv").read_text("utf-8").splitlines()
    near = [(*line.split("\t"), False) for line in lines if not line.startswith("#")]
    listed = [(form.right, form.wrong, True) for form in _LISTS.forms if _half(form.right) == half]
    for number, (right, wrong, is_listed) in enumerate((*near, *listed)):
        if not _in_an_example(str(right), str(wrong)):
            carrier = CARRIERS[half][number % len(CARRIERS[half])]
            yield Error(str(right), str(wrong), bool(is_listed), carrier.format(term=wrong))


def told(half: str) -> Told:
    """Run the rules over one half."""
    result = Told()
    for error in errors(half):
        start = error.sentence.index(error.wrong)
        span = (start, start + len(error.wrong))
        hits = _hits(error.sentence)
        right = [hit for hit in hits if _meets(hit, span) and _mends(hit, error)]
        if error.listed:
            result.listed += 1
            result.listed_found += bool(right)
        else:
            result.near += 1
            result.near_found += bool(right)
        result.near_wrong += sum(_is_near(hit) and not _meets(hit, span) for hit in hits)
    for sentence in clean(half, CLEAN_SENTENCES):
        hits = _hits(sentence)
        result.alarms += len(hits)
        result.near_wrong += sum(map(_is_near, hits))
        result.characters += len(sentence)
    return result


def misses(half: str) -> Iterator[Error]:
    """Return the errors that were not found."""
    for error in errors(half):
        if not any(_mends(hit, error) for hit in _hits(error.sentence)):
            yield error


def alarms(half: str) -> Iterator[tuple[str, list[Hit]]]:
    """Return the right sentences that were suspected."""
    for sentence in clean(half, CLEAN_SENTENCES):
        if hits := _hits(sentence):
            yield sentence, hits


def rows() -> list[Row]:
    """Return the figures of all and of each half, with the sizes."""
    halves = {half: told(half) for half in HALVES}
    return [
        each
        for name, one in (("", halves["dev"] + halves["held"]), *_named(halves))
        for each in _figures(name, one)
    ]


def _named(halves: dict[str, Told]) -> list[tuple[str, Told]]:
    return [(f"_{half}", one) for half, one in halves.items()]


def _figures(half: str, one: Told) -> list[Row]:
    recall = one.near_found / max(one.near, 1)
    precision = one.near_found / max(one.near_found + one.near_wrong, 1)
    return [
        row(f"listed_recall{half}", [one.listed_found / max(one.listed, 1)], "share"),
        row(f"near_miss_recall{half}", [recall], "share"),
        row(f"near_miss_precision{half}", [precision], "share"),
        row(f"near_miss_f1{half}", [2 * precision * recall / (precision + recall)], "share"),
        row(f"false_alarms_per_20k_chars{half}", [one.alarms * _PER / one.characters], "hits"),
        row(f"wording_positives{half}", [one.listed + one.near], "errors"),
        row(f"wording_clean{half}", [one.characters], "characters"),
    ]


def _hits(sentence: str) -> list[Hit]:
    """Return the hits of the family, spans in characters of the sentence."""
    found = _rules().detect(view_of(sentence))
    return [
        hit._replace(span=(hit.span[0] - 1, hit.span[1] - 1))
        for hit in found
        if hit.rule.startswith("wording.")
    ]


def _is_near(hit: Hit) -> bool:
    return hit.rule.startswith("wording.near")


def _mends(hit: Hit, error: Error) -> bool:
    return bool(hit.suggestion) and (hit.suggestion in error.right or error.right in hit.suggestion)


def _meets(hit: Hit, span: tuple[int, int]) -> bool:
    return hit.span[0] < span[1] and span[0] < hit.span[1]


def _half(term: str) -> str:
    return HALVES[hashlib.sha256(term.encode()).digest()[0] % 2]


def _in_an_example(right: str, wrong: str) -> bool:
    return any(right in example or wrong in example for example in _EXAMPLES)


@cache
def _rules() -> RuleSet:
    return rule_set(_LISTS)


_LISTS = load_lists()
_EXAMPLES = tuple(
    view_of(example).text for rule in RULES.values() for example in (*rule.fires, *rule.silent)
)
