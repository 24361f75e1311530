"""What stands where a defect stood before. Pure."""

from services.analyzer.domain.findings import EXCERPT_MARGIN, excerpt_of

_ANCHORS = (16, 8, 4)
"""Characters beside the defect by which its place is found again, longest first."""


def aftermath(before: str, span: tuple[int, int], after: str) -> str:
    """Return the masked surroundings of the place where a defect stood, as they read now.

    Args:
        before: the text with the defect.
        span: of the defect, in characters of `before`.
        after: the text that replaced it.

    Returns:
        Empty when nothing around the defect is left.
    """
    start, end = span
    for length in _ANCHORS:
        lead, trail = before[max(start - length, 0) : start], before[end : end + length]
        if (found := _place(lead, after)) is not None:
            place = found + len(lead)
        elif (found := _place(trail, after)) is not None:
            place = found
        else:
            continue
        return excerpt_of(after, (place, min(place + EXCERPT_MARGIN, len(after))))
    return ""


def _place(anchor: str, text: str) -> int | None:
    place = text.find(anchor) if len(anchor.strip()) >= min(_ANCHORS) else -1
    return None if place < 0 else place
