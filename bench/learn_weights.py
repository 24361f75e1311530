"""Learns the weights of `privacy/weighed.py` from the labelled lines of personal data.

`make weights` writes services/analyzer/lexicons/contacts.tsv and homes.tsv. `HELD` is left
out, and so is whatever is named on the command line: that is how a set is measured from which
nothing was learned.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bench.detect_personal import Case, labelled
from services.analyzer.domain.privacy.addresses import around_a_home
from services.analyzer.domain.privacy.roles import Whose
from services.analyzer.domain.privacy.rows import Rows
from services.analyzer.domain.privacy.seen import seen_around
from services.analyzer.domain.privacy.values import addresses_in, is_part_of_a_mask
from services.analyzer.domain.privacy.weighed import CONTACTS, HOMES, pieces
from shared.masking import PersonalKind, find_personal

HELD: Final = frozenset({"held", "thirtieth", "prose_held"})
"""Sets from which nothing is learned, and for which no rule was changed."""
_TO = Path("services/analyzer/lexicons")
_FROM = Path(__file__).parent / "labelled"
_FILLS = 2
_LISTS = frozenset({"list", "list?"})
_OF_MOBILES = _LISTS | {"mobile", "mobile?"}
_SELDOM = 5
"""Samples in which a piece must stand at least."""
_SLIGHT = 0.03
"""A piece that weighs less for every kind is left out."""
_HEAD = """# Weights of pieces of text around {value}: for each piece {kinds}.
# Learned from bench/labelled by `make weights`; the first character says where a piece stands.
"""
Sample = tuple[Mapping[str, float], int]
"""Pieces, and which of the kinds it is."""


def mobiles(case: Case) -> Iterator[Sample]:
    """Yield the mobiles of a text of which it is known whose they are; in a list it is not."""
    if len(kinds := case.expected & _OF_MOBILES) > 1 or not kinds.isdisjoint(_LISTS):
        return
    said = next(iter(kinds), "")
    whose = (Whose.OFFICE if said.endswith("?") else Whose.PERSON) if said else Whose.NOBODY
    rows = Rows(case.text)
    for span in find_personal(case.text):
        if span.kind is not PersonalKind.MOBILE or is_part_of_a_mask(case.text, span):
            continue
        seen = seen_around(case.text, rows, span)
        if not seen.words.other_number():
            yield pieces(seen.around), CONTACTS.index(whose)


def homes(case: Case) -> Iterator[Sample]:
    """Yield the addresses without a label of which it is known whether they are homes."""
    rows = Rows(case.text)
    spans = addresses_in(case.text, rows)
    unsure = {span.start: span for span in spans if not span.certain}
    told = bool(case.expected & {"address", "list"})
    if told and "list" not in case.expected and len(unsure) > 1:
        return  # one of them is meant
    for span in unsure.values():
        yield pieces(around_a_home(case.text, rows, span)), HOMES.index(told)


def learned(samples: Sequence[Sample], kinds: int) -> dict[str, tuple[float, ...]]:
    """Return the weights of pieces for each kind."""
    often = Counter(piece for found, _ in samples for piece in found)
    kept = [{p: s for p, s in found.items() if often[p] >= _SELDOM} for found, _ in samples]
    vectors = DictVectorizer()
    model = LogisticRegression(C=1, max_iter=500, class_weight="balanced")
    model.fit(vectors.fit_transform(kept), [kind for _, kind in samples])
    rows = zip(vectors.get_feature_names_out(), model.coef_.T, strict=True)
    weighed = {str(piece): [round(float(each), 2) for each in weights] for piece, weights in rows}
    return {
        piece: tuple(weights) if kinds > len(HOMES) else (0.0, *weights)
        for piece, weights in weighed.items()
        if max(map(abs, weights)) >= _SLIGHT
    }


def main(left_out: Sequence[str]) -> None:
    """Write the weights."""
    names = sorted(path.stem.removeprefix("personal_") for path in _FROM.glob("personal_*.tsv"))
    cases = [
        case for name in names if name not in {*HELD, *left_out} for case in labelled(name, _FILLS)
    ]
    for file, value, found, kinds in (
        ("contacts", "a mobile", mobiles, CONTACTS),
        ("homes", "an address", homes, HOMES),
    ):
        samples = [sample for case in cases for sample in found(case)]
        weights = learned(samples, len(kinds))
        called = ", ".join(str(getattr(kind, "name", kind)).lower() for kind in kinds)
        lines = (
            "\t".join((piece.replace("\t", "⇥"), *map(str, each)))
            for piece, each in sorted(weights.items())
        )
        head = _HEAD.format(value=value, kinds=called)
        (_TO / f"{file}.tsv").write_text(head + "\n".join(lines) + "\n", "utf-8")
        print(f"{file}.tsv: {len(samples)} samples, {len(weights)} pieces")


if __name__ == "__main__":
    main(sys.argv[1:])
