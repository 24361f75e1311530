"""A set that nobody tuned on: drawn by a seed of its own, in frames that no other set has.

It is only reported: a rule is never mended for a text of it, so its figures say how far those of
the other halves carry. Near misses are made by chance from terms of the data packages: some of them
are right words by accident and count as missed all the same.
"""

import random
from collections import Counter
from collections.abc import Iterator

from pypinyin import Style, lazy_pinyin

from bench.detect_personal import found, labelled, precision, recall
from bench.measure import Row, row
from services.analyzer.domain.lists import Term
from services.analyzer.domain.rule import view_of
from services.analyzer.domain.rules import RULES, rule_set
from services.analyzer.lexicon import load_lists

SEED = 20261129
NEAR = 600
_FILLS = 6
_SHORTEST = 4
_CHARACTERS = 1_000
"""Most frequent characters of the terms, which take the place of right ones."""
_FRAMES = (
    "据悉，{}一事已列入议程。",
    "受访者表示，{}与大家的生活息息相关。",
    "图为{}的标牌。",
    "来信反映的{}，已转有关方面核实。",
    "报告第三部分写到{}，共两页。",
    "以{}为题的征文已经截稿。",
    "讲解员从{}讲起，听众频频点头。",
    "答记者问：{}是怎样一回事？",
)


def rows() -> list[Row]:
    """Return the figures of the fresh set, with its sizes."""
    told = Counter(right=0, missed=0, wrong=0)
    for case in labelled("fresh", _FILLS):
        hits = found(case.text)
        told["right"] += len(hits & case.expected)
        told["missed"] += len(case.expected - hits)
        told["wrong"] += len(hits - case.expected)
    near = _near()
    return [
        row("personal_fresh_precision", [precision(told)], "share"),
        row("personal_fresh_recall", [recall(told)], "share"),
        row("personal_fresh_positives", [told["right"] + told["missed"]], "labels"),
        row("near_miss_fresh_precision", [precision(near)], "share"),
        row("near_miss_fresh_recall", [recall(near)], "share"),
        row("near_miss_fresh_positives", [near["right"] + near["missed"]], "errors"),
    ]


def near_misses() -> Iterator[tuple[str, str, str]]:
    """Yield term, near miss and frame, always the same."""
    draw = random.Random(SEED)  # noqa: S311 - the same set every time
    terms = [term for term in load_lists().terms if _free(term)]
    usual = Counter(character for term in terms for character in term.text)
    characters = [character for character, _ in usual.most_common(_CHARACTERS)]
    sounds: dict[str, list[str]] = {}
    for character in characters:
        sounds.setdefault(_sound(character), []).append(character)
    known = {term.text for term in terms}
    for term in draw.sample(terms, NEAR):
        wrong = _edited(term.text, characters, sounds, draw)
        if wrong not in known:
            yield term.text, wrong, draw.choice(_FRAMES)


def _near() -> Counter[str]:
    rules = rule_set(load_lists())
    told = Counter(right=0, missed=0, wrong=0)
    for term, wrong, frame in near_misses():
        hits = [hit for hit in rules.detect(view_of(frame.format(wrong))) if _is_near(hit.rule)]
        right = any(hit.suggestion in term or term in hit.suggestion for hit in hits)
        told["right" if right else "missed"] += 1
        told["wrong"] += sum(
            _is_near(hit.rule) for hit in rules.detect(view_of(frame.format(term)))
        )
        told["wrong"] += bool(hits) and not right
    return told


def _edited(
    term: str, characters: list[str], sounds: dict[str, list[str]], draw: random.Random
) -> str:
    at = draw.randrange(1, len(term) - 1)
    kind = draw.choice(("sound", "sound", "sound", "other", "omit", "double", "swap"))
    before, here, after = term[:at], term[at], term[at + 1 :]
    if kind == "sound":
        alike = [one for one in sounds.get(_sound(here), ()) if one != here]
        return before + draw.choice(alike or characters) + after
    if kind == "swap" and here != after[0]:
        return before + after[0] + here + after[1:]
    made = {"omit": "", "double": here * 2}
    return before + made.get(kind, draw.choice(characters)) + after


def _free(term: Term) -> bool:
    """Say whether no example of a rule holds the term."""
    return len(term.text) >= _SHORTEST and not any(term.text in text for text in _EXAMPLES)


def _sound(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0]


def _is_near(rule: str) -> bool:
    return rule.startswith("wording.near")


_EXAMPLES = tuple(
    view_of(example).text for rule in RULES.values() for example in (*rule.fires, *rule.silent)
)
