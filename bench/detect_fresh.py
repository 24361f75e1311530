"""Sets in frames and from terms that no other set has.

`fresh` showed which kinds of errors were missed and is no independent test any more (2026-11-30).
`unseen` was written after these kinds were mended and before its figures were looked at; bounds
were read off it since, so it is none either. Near misses were made by chance: some of them are
right words by accident and count as missed all the same. Near misses of `own_…` and the
paragraphs, which are right, were written by hand, with the same meaning of fresh and unseen.
`first` to `tenth` and `more` were written by hands that knew neither lists nor code; all but `more`
were measured as they came, then developed on: docs/benchmarks.md has both figures. Labels that
contradicted what a mobile in office, a home in a group and a list of people count as were changed
after that. `eleventh` to `thirty_second` hold personal data alone: rows, records, notices; `prose`
and `prose_held` the homes in running text that came with them. `twenty_eighth`, `twenty_ninth`,
`thirty_first` and `thirty_second` are about telephones and homes in every order. From `thirtieth`
and `prose_held` nothing is learned, and no rule was changed for them.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.detect_personal import broken_out, found, labelled, precision, recall
from bench.measure import Row, row
from services.analyzer.domain.rule import view_of
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists

SETS = ("fresh", "unseen")
WRITTEN = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "more",
)
PERSONAL = (
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty_first",
    "twenty_second",
    "twenty_third",
    "twenty_fourth",
    "twenty_fifth",
    "twenty_sixth",
    "twenty_seventh",
    "twenty_eighth",
    "twenty_ninth",
    "thirtieth",
    "thirty_first",
    "thirty_second",
    "prose",
    "prose_held",
)
_FILLS = 6
_FOLDER = Path(__file__).parent / "labelled"


def rows() -> list[Row]:
    """Return the figures of all sets, with their sizes."""
    return [
        *(each for name in SETS for each in (*_rows(name), *_near_rows(f"own_{name}"))),
        *(each for name in WRITTEN for each in _rows(name)),
        *(each for name in PERSONAL for each in _personal_rows(name)),
        *(each for name in (*SETS, *WRITTEN) for each in _paragraphs(name)),
    ]


def _rows(name: str) -> list[Row]:
    return [*_personal_rows(name), *_near_rows(name)]


def _personal_rows(name: str) -> list[Row]:
    told = Counter(right=0, missed=0, wrong=0)
    for case in labelled(name, _FILLS):
        hits = found(case.text)
        told["right"] += len(hits & case.expected)
        told["missed"] += len(case.expected - hits)
        told["wrong"] += len(hits - case.expected)
    return [
        row(f"personal_{name}_precision", [precision(told)], "share"),
        row(f"personal_{name}_recall", [recall(told)], "share"),
        row(f"personal_{name}_positives", [told["right"] + told["missed"]], "labels"),
    ]


def _near_rows(name: str) -> list[Row]:
    near = _near(name)
    return [
        row(f"near_miss_{name}_precision", [precision(near)], "share"),
        row(f"near_miss_{name}_recall", [recall(near)], "share"),
        row(f"near_miss_{name}_positives", [near["right"] + near["missed"]], "errors"),
    ]


def _paragraphs(name: str) -> list[Row]:
    """Return how often a rule speaks in texts that are right."""
    rules = rule_set(load_lists())
    lines = (_FOLDER / f"paragraphs_{name}.txt").read_text("utf-8").splitlines()
    texts = [broken_out(line) for line in lines if not line.startswith("#")]
    size = sum(map(len, texts))
    alarms = sum(len(rules.detect(view_of(text))) for text in texts)
    return [
        row(f"paragraphs_{name}_alarms_per_20k_chars", [alarms * 20_000 / size], "hits"),
        row(f"paragraphs_{name}", [size], "characters"),
    ]


def near_misses(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield term, near miss and frame of one set."""
    for line in (_FOLDER / f"near_{name}.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            term, wrong, frame = line.split("\t")
            yield term, wrong, frame


def _near(name: str) -> Counter[str]:
    rules = rule_set(load_lists())
    told = Counter(right=0, missed=0, wrong=0)
    for term, wrong, frame in near_misses(name):
        hits = [
            hit for hit in rules.detect(view_of(frame.format(wrong))) if _is_wrong_form(hit.rule)
        ]
        right = any(hit.suggestion in term or term in hit.suggestion for hit in hits)
        told["right" if right else "missed"] += 1
        told["wrong"] += sum(
            _is_wrong_form(hit.rule) for hit in rules.detect(view_of(frame.format(term)))
        )
        told["wrong"] += bool(hits) and not right
    return told


def _is_wrong_form(rule: str) -> bool:
    return rule.startswith(("wording.near", "wording.typo", "wording.serious", "wording.place"))
