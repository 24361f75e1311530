"""Speed of the detectors: one process, articles of 1,500 characters."""

import json
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import analyze_stored
from bench.analyze_texts import articles, lists
from bench.measure import Result, interleaved, peer, ratio, row
from services.analyzer.domain import literals
from services.analyzer.domain.detectors import wording
from services.analyzer.domain.detectors.wording_near import long_terms, varied
from services.analyzer.domain.gaps import Gaps, Halves, compile_terms
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.rule import View, view_of
from services.analyzer.domain.rules import FAMILIES, RuleSet, rule_set
from services.analyzer.domain.scan import Scanner
from services.analyzer.domain.signs import ALL, Sign
from shared.contracts.article import Content

ARTICLES = 200
BATCH = 100
FORMS = 5_000
MANY_FORMS = 50_000
_PEER = Path("bench/peers/pyahocorasick_lexicon.py")
_MICRO = 1e6
_HOSTILE: Mapping[str, str] = {
    "digits": "1",
    "near_misses": "人民正府",
    "punctuation": "，。；",
    "places": "市",
    "doubled": "的",
    "brackets": "〔2021〕",
    "one_character_lines": "一\n",
    "emoji": "👨\u200d👩\u200d👧",
    "list_rows": "李秀兰\t138****8000\t3组12号\n",
}


def run(parts: Collection[str] = ()) -> Result:
    """Measure all detectors, the lexicon alone, hostile texts, and from stream to store.

    Args:
        parts: of `PARTS`; all when none is named.
    """
    result = Result()
    for part in parts or PARTS:
        PARTS[part](result)
    return result


def _all_detectors(result: Result) -> None:
    given, texts = lists(FORMS), articles(ARTICLES)
    ours, plain = contestants(given)
    gaps, halves = finders(given)
    for text in texts:
        if ours.detect(view_of(text)) != plain.detect(_plain_view(text)):
            raise ValueError(f"the contestants find different things in: {text}")
    figures = interleaved(
        {
            "analyze": lambda: _together(ours, [view_of(text) for text in texts]),
            "ac_rapidfuzz": lambda: _together(plain, [_plain_view(text) for text in texts]),
            "near_misses": lambda: _each(lambda view: gaps.find(view.text), texts),
            "near_misses_ac_rapidfuzz": lambda: _each(lambda view: halves.find(view.text), texts),
        }
    )
    for name, seconds in figures.items():
        result.rows.append(row(name, [each * _MICRO for each in seconds], "µs/article"))
    result.rows.append(row("analyze_rate", [1 / each for each in figures["analyze"]], "articles/s"))
    result.ratios["vs_ac_rapidfuzz"] = ratio(figures["ac_rapidfuzz"], figures["analyze"])
    result.ratios["near_misses_vs_ac_rapidfuzz"] = ratio(
        figures["near_misses_ac_rapidfuzz"], figures["near_misses"]
    )
    found = sum(len(ours.detect(view_of(text))) for text in texts)
    result.notes.append(f"{len(texts)} articles, {found} findings, the same on both sides.")
    result.notes.append(f"{FORMS} forms, {len(given.terms)} terms; seconds of processor time.")


def finders(given: Lists) -> tuple[Gaps, Halves]:
    """Return what looks for near misses of the long terms, without weighing them."""
    terms, loose = long_terms(given.terms), varied(given.terms)
    return Gaps(terms, Scanner(compile_terms(terms, loose))), Halves(terms, loose)


def contestants(given: Lists) -> tuple[RuleSet, RuleSet]:
    """Return the rules as they run, and written plainly: automata, rapidfuzz, one search a rule.

    The plain ones are given views that show every sign (`_plain_view`), so that each detector
    searches the whole text with its own expressions; what is found is judged by the same code.
    """
    form = compile_terms(long_terms(given.terms), varied(given.terms))
    ours = rule_set(replace(given, compiled=Scanner(form)))
    plain = wording.Lexicon(given.forms, literals.automaton)
    others = [
        detector
        for family in FAMILIES
        if family is not wording
        for detector in family.detectors(given)
    ]
    return ours, RuleSet("plain", (plain.detect, *others))


def _lexicon(result: Result) -> None:
    texts = articles(ARTICLES)
    few, many = lists(FORMS).forms, lists(MANY_FORMS).forms
    small, large = wording.Lexicon(few), wording.Lexicon(many)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.json"
        given.write_text(json.dumps({"words": [form.wrong for form in many], "texts": texts}))
        figures = interleaved(
            {
                "lexicon_5k": lambda: _each(lambda view: list(small.detect(view)), texts),
                "lexicon_50k": lambda: _each(lambda view: list(large.detect(view)), texts),
                "pyahocorasick_50k": lambda: float(peer(_PEER, str(given))["seconds"]),
            }
        )
    for name, seconds in figures.items():
        result.rows.append(row(name, [each * _MICRO for each in seconds], "µs/article"))
    result.ratios["lexicon_vs_pyahocorasick"] = ratio(
        figures["pyahocorasick_50k"], figures["lexicon_50k"]
    )
    result.ratios["lexicon_growth_5k_50k"] = ratio(figures["lexicon_50k"], figures["lexicon_5k"])


def _growth(result: Result) -> None:
    """Time each hostile text and the same twice as long; 2 is linear."""
    rules = rule_set(lists(FORMS))
    for name, piece in _HOSTILE.items():
        length = 100_000 // len(piece)
        figures = interleaved(
            {
                "once": lambda text=piece * length: _each(rules.detect, [text]),
                "twice": lambda text=piece * length * 2: _each(rules.detect, [text]),
            },
            rounds=3,
        )
        result.rows.append(row(f"hostile_{name}", figures["twice"], "s/200k characters"))
        result.ratios[f"doubling_{name}"] = ratio(figures["twice"], figures["once"])


def _stored(result: Result) -> None:
    stored = analyze_stored.run()
    result.rows += stored.rows
    result.ratios |= stored.ratios
    result.notes += stored.notes


@dataclass(frozen=True)
class _PlainView(View):
    """A view that spares no detector a search."""

    @property
    def signs(self) -> Collection[Sign]:
        """Every sign."""
        return ALL


def _plain_view(text: str) -> View:
    return _PlainView(Content(text=text))


def _together(rules: RuleSet, views: Sequence[View]) -> float:
    """Return the seconds that one text took, read in batches as the service reads them."""
    start = time.process_time()
    for first in range(0, len(views), BATCH):
        rules.detect_each(views[first : first + BATCH])
    return (time.process_time() - start) / len(views)


def _each(
    read: Callable[[View], object], texts: Sequence[str], seen: Callable[[str], View] = view_of
) -> float:
    """Return the seconds that one text took; each is seen for the first time."""
    views = [seen(text) for text in texts]
    start = time.process_time()
    for view in views:
        read(view)
    return (time.process_time() - start) / len(texts)


PARTS: Mapping[str, Callable[[Result], None]] = {
    "detectors": _all_detectors,
    "lexicon": _lexicon,
    "hostile": _growth,
    "stored": _stored,
}
"""`make bench SUITE=analyze ARGS='--part lexicon --part stored'` measures some of them."""
