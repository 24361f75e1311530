"""Lets a detector of words read as a person does: marks that nobody sees are not there."""

from collections.abc import Iterable, Iterator

from services.analyzer.domain.rule import Detector, Hit, View
from services.analyzer.domain.unseen import places_in


def plainly(detector: Detector) -> Detector:
    """Return the detector as it reads texts without unseen marks; its hits stand in the whole text.

    So an error that a mark splits is found, and is the same defect with and without the mark.
    """

    def detect(view: View) -> Iterable[Hit]:
        plain = view.plain
        return detector(view) if plain is view else _moved(view.text, detector(plain))

    return detect


def _moved(text: str, hits: Iterable[Hit]) -> Iterator[Hit]:
    place = places_in(text)
    for hit in hits:
        start, end = hit.span
        yield hit._replace(span=(place(start), place(end - 1) + 1 if end > start else place(end)))
