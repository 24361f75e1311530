"""Loads the packaged word lists at start."""

from importlib.resources import files

from services.analyzer.domain.lists import Lists, WrongForm
from services.analyzer.link_lists import load_links
from shared.errors import PermanentError

_COLUMNS = 5


def load_lists() -> Lists:
    """Read every packaged list."""
    return Lists(forms=load_wording(), links=load_links())


def load_wording() -> tuple[WrongForm, ...]:
    """Read the packaged lexicon of wrong forms."""
    text = (files("services.analyzer") / "lexicons" / "wording.tsv").read_text("utf-8")
    return parse_wording(text, "wording.tsv")


def parse_wording(text: str, name: str) -> tuple[WrongForm, ...]:
    """Read a lexicon: wrong, right, rule, exceptions, source, separated by tabs.

    Raises:
        PermanentError: a line is not of that form; names file, line and the mend.
    """
    forms: list[WrongForm] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != _COLUMNS or not cells[0] or cells[0] == cells[1]:
            raise PermanentError(
                f"{name}, line {number}: write wrong, right, rule, exceptions and source, "
                "separated by tabs, wrong and right different"
            )
        wrong, right, rule, exceptions, source = cells
        forms.append(WrongForm(wrong, right, rule, tuple(exceptions.split()), source))
    return tuple(forms)
