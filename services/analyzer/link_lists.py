"""Loads the packaged list of hosts and words that links are judged by."""

from importlib.resources import files

from services.analyzer.domain.hosts import LINK_KINDS
from shared.errors import PermanentError


def load_links() -> tuple[tuple[str, str], ...]:
    """Read the packaged list."""
    text = (files("services.analyzer") / "lexicons" / "links.tsv").read_text("utf-8")
    return parse_links(text, "links.tsv")


def parse_links(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """Read kinds and entries, separated by tabs.

    Raises:
        PermanentError: a line is not of that form; names file, line and the mend.
    """
    entries: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, entry = line.partition("\t")
        if kind not in LINK_KINDS or not entry.strip():
            raise PermanentError(
                f"{name}, line {number}: write one of {', '.join(LINK_KINDS)}, a tab, and an entry"
            )
        entries.append((kind, entry.strip().casefold()))
    return tuple(entries)
