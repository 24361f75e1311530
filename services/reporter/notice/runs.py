"""The text of a notice before it has a file format: paragraphs of runs."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_UNPRINTABLE = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""What XML 1.0 forbids, and marks that make text read in another order than it is written."""
_GAP = re.compile(r"[\t\n\r]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
NUMERALS = "〇一二三四五六七八九十"


class Role(StrEnum):
    """What a paragraph is; decides its layout."""

    PART = "part"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text.

    Attributes:
        text: clean: no control characters, no line breaks.
        figure: path of the figure it prints, such as `websites.running`; empty for words.
        heading: it is the heading at the beginning of a body paragraph.
    """

    text: str
    figure: str = ""
    heading: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the notice."""

    role: Role
    runs: Runs

    @property
    def text(self) -> str:
        """The words without their layout."""
        return plain(self.runs)


def clean(text: object) -> str:
    """Remove what a document must not carry; line breaks become spaces."""
    return _UNPRINTABLE.sub("", _GAP.sub(" ", str(text)))


def say(text: object) -> Runs:
    """Make words."""
    return (Run(clean(text)),)


def number(figure: str, value: object) -> Run:
    """Make a number that opens to its evidence."""
    return Run(clean(value), figure=figure)


def weave(pattern: str, *parts: Run | Runs) -> Runs:
    """Put parts into the gaps `{}` of a pattern; only the pattern is searched for gaps."""
    words = pattern.split("{}")
    if len(words) != len(parts) + 1:
        raise ValueError(f"{len(parts)} parts for {len(words) - 1} gaps")
    runs: list[Run] = [Run(words[0])]
    for part, word in zip(parts, words[1:], strict=True):
        runs += [part] if isinstance(part, Run) else part
        runs.append(Run(word))
    return tuple(run for run in runs if run.text)


def join(parts: Sequence[Runs]) -> Runs:
    """List two parts with 和, more with 、."""
    separator = "和" if len(parts) == 2 else "、"  # noqa: PLR2004 a pair
    return chain(parts, separator)


def chain(parts: Iterable[Runs], separator: str = "") -> Runs:
    """Put parts one after another."""
    runs: list[Run] = []
    for part in parts:
        if runs and separator:
            runs.append(Run(separator))
        runs += part
    return tuple(runs)


def body(ordinal: int, heading: str, runs: Runs) -> Paragraph:
    """Make a body paragraph that begins with its numbered heading."""
    lead = Run(f"（{NUMERALS[ordinal]}）{clean(heading)}。", heading=True)
    return Paragraph(Role.BODY, (lead, *runs))


def plain(runs: Iterable[Run]) -> str:
    """Return the words of some runs."""
    return "".join(run.text for run in runs)


def fill(text: str, known: Mapping[str, str]) -> str:
    """Replace the known placeholders of a profile's text in one pass; others stay as they are."""
    return clean(_PLACEHOLDER.sub(lambda match: known.get(match[1], match[0]), text))
