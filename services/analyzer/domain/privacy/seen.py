"""What is seen around a mobile: its sentence, its row, the lines above it, who is named nearby."""

from typing import Final, NamedTuple

from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.people import somebody_near
from services.analyzer.domain.privacy.records import called_above
from services.analyzer.domain.privacy.roles import Whose
from services.analyzer.domain.privacy.rows import Rows
from services.analyzer.domain.privacy.weighed import Around, around
from shared.masking import PersonalSpan

_REACH: Final = 80
"""Characters of its sentence on each side that say whose it is."""


class Seen(NamedTuple):
    """What is seen around a mobile."""

    around: Around
    name: str
    """Of a person in its row, empty for none."""
    spoken_of: Whose | None
    """Of whom the lines above speak, where they do."""
    somebody: bool
    """Whether anybody is named or spoken to in its neighbourhood."""

    @property
    def words(self) -> Words:
        """Of its sentence and its column."""
        return self.around.words


def seen_around(text: str, rows: Rows, span: PersonalSpan) -> Seen:
    """Return what is seen around a mobile."""
    name = rows.name_in_its_row(span.start)
    seen = around(text, rows, (span.start, span.end), _REACH, named=name != "")
    spoken_of = called_above(text, span.start)
    return Seen(seen, name, spoken_of, somebody_near(text, span.start, span.end))
