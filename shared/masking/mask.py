"""Hide personal values, for everything that leaves the sealed places; eager on purpose.

The masked text has the length of the original, so that places keep their meaning and a label stays
as near as it was. Masking again changes nothing, because (1) all windows that any rule accepts are
hidden, (2) with them all digits glued to them, and (3) digits stay visible only where too few are
joined to make another number.
"""

from collections.abc import Callable, Iterator

from shared.masking.digits import SHORTEST, Segment, coded_segments, plain_segments
from shared.masking.glued import glued_values
from shared.masking.kinds import PersonalKind
from shared.masking.labelled import mask_labelled
from shared.masking.rules import MOBILE_LENGTH, candidates, trunk_length

_HEAD = 3
_TAIL = 2
_FEW = 4


def mask_value(kind: PersonalKind, value: str) -> str:  # noqa: ARG001 - all kinds keep 3 + 2 today
    """Hide all letters and digits of `value` but the first 3 and the last 2; separators stay.

    Args:
        kind: what the value is.
        value: as it stands in the text; one of 5 characters or less is hidden wholly.
    """
    places = [place for place, char in enumerate(value) if char.isalnum()]
    hidden = set(places[_HEAD:-_TAIL] if len(places) > _HEAD + _TAIL else places)
    return "".join("*" if place in hidden else char for place, char in enumerate(value))


def mask_text(text: str) -> str:
    """Hide every personal value in `text`, and what only looks like one.

    Also hides ID-shaped numbers with a wrong check digit, numbers inside longer ones, digits that
    are percent-encoded, HTML-escaped or JSON-escaped, passports and house numbers of homes. Leaves
    corporate codes (USCC), dates, document numbers, landlines, hotlines and hexadecimal digests
    alone. Idempotent; keeps the length; time linear in the text.
    """
    return mask_labelled(_masked(_masked(text, plain_segments), coded_segments))


def _masked(text: str, segments: Callable[[str], Iterator[Segment]]) -> str:
    pieces, done = [], 0
    for segment in segments(text):
        for k in _hidden(segment):
            start, end = segment.starts[k], segment.ends[k]
            pieces += [text[done:start], "*" * (end - start)]
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _hidden(segment: Segment) -> Iterator[int]:
    if len(segment.chars) < SHORTEST:
        return
    runs = _runs(segment)
    for number, (start, end) in enumerate(runs):
        before = start - (runs[number - 1][1] if number else 0)
        after = (runs[number + 1][0] if number + 1 < len(runs) else len(segment.chars)) - end
        head = _head(segment, start, end) if before <= _FEW else 0
        tail = _TAIL if after <= _FEW else 0
        yield from range(start + head, end - tail)


def _head(segment: Segment, start: int, end: int) -> int:
    first = end - MOBILE_LENGTH
    trunk = trunk_length(segment, first) if first > start else 0
    return _HEAD + trunk if first - trunk == start else _HEAD


def _runs(segment: Segment) -> list[tuple[int, int]]:
    """Merge the candidates' windows, widened to whole glued groups."""
    runs: list[tuple[int, int]] = []
    for first, last in sorted({*_windows(segment), *glued_values(segment)}):
        if runs and last <= runs[-1][1]:
            continue
        start, end = _widened(segment, first, last)
        if runs and start < runs[-1][1]:
            start = runs.pop()[0]
        runs.append((start, end))
    return runs


def _windows(segment: Segment) -> Iterator[tuple[int, int]]:
    return ((found.start, found.end) for found in candidates(segment))


def _widened(segment: Segment, start: int, end: int) -> tuple[int, int]:
    while start and not segment.gaps[start]:
        start -= 1
    while end < len(segment.chars) and not segment.gaps[end]:
        end += 1
    return start, end
