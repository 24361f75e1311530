"""Find personal values, for findings: what is reported must not overlap."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from shared.masking.digits import SHORTEST, Segment, coded_segments, plain_segments
from shared.masking.kinds import PersonalKind, PersonalSpan
from shared.masking.labelled import find_passports
from shared.masking.rules import candidates

_PRECEDENCE = tuple(PersonalKind)
_OLD_ID = 15
"""Digits of an old resident ID: its label tells more than that a card might begin like it."""


def find_personal(text: str, today: date | None = None) -> list[PersonalSpan]:
    """Find resident ID numbers, mobile numbers, bank cards and labelled passports in `text`.

    A span holds the value with the separators inside it, without a country prefix. A mobile number
    or a card glued to further digits is taken for another number and not found.

    Args:
        text: any text; not changed by normalising first, so that the spans fit.
        today: latest possible birth date; None means 2099-12-31.

    Returns:
        Spans that do not overlap, in the order of the text.
    """
    return sorted(_disjoint(_spans(text, today)), key=lambda span: span.start)


def _spans(text: str, today: date | None) -> Iterator[PersonalSpan]:
    for segment in chain(plain_segments(text), coded_segments(text)):
        if len(segment.chars) >= SHORTEST:
            yield from _segment_spans(segment, today)
    yield from find_passports(text)


def _segment_spans(segment: Segment, today: date | None) -> Iterator[PersonalSpan]:
    for found in candidates(segment, today):
        if not found.eager:
            start, end = segment.starts[found.start], segment.ends[found.end - 1]
            yield PersonalSpan(found.kind, start, end, found.certain)


def _disjoint(spans: Iterator[PersonalSpan]) -> list[PersonalSpan]:
    taken: set[int] = set()
    chosen = []
    for span in sorted(spans, key=_rank):
        places = range(span.start, span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(span)
    return chosen


def _rank(span: PersonalSpan) -> tuple[bool, int, int, int]:
    old_id = span.kind is PersonalKind.RESIDENT_ID and span.end - span.start == _OLD_ID
    return (
        not (span.certain or old_id),
        _PRECEDENCE.index(span.kind),
        span.start - span.end,
        span.start,
    )
