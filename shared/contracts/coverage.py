"""How much of the targets one day showed, summed up so that a quarter is read in a moment. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shared.contracts.observation import ListingOutcome, ProbeOutcome

Document = Mapping[str, Any]


class DayCoverage(NamedTuple):
    """What of one target was seen on one day, Asia/Shanghai."""

    target: str
    valid_probes: int = 0
    """Those that say something about the site."""
    opened: bool = False
    """A probe opened it."""
    read: bool = False
    """Some listing could be read, be it blank."""
    listed: bool = False
    """Some listing held items."""
    newest_on: str = ""
    """Newest date that a listing showed, ISO; empty when nothing in them is dated."""


def covered(probes: Iterable[Document], listings: Iterable[Document]) -> list[DayCoverage]:
    """Sum up the documents of one day, as the crawler keeps them; in order of targets.

    No more than outcome and date is read of an observation: a quarter holds millions.
    """
    found: dict[str, DayCoverage] = {}
    for document in probes:
        outcomes = [one["outcome"] for one in _entries(document)]
        found[document["target"]] = DayCoverage(
            document["target"],
            sum(one != ProbeOutcome.INVALID for one in outcomes),
            opened=ProbeOutcome.OPEN in outcomes,
        )
    for document in listings:
        target = document["target"]
        seen = [one for one in _entries(document) if one["outcome"] != ListingOutcome.UNREADABLE]
        found[target] = found.get(target, DayCoverage(target))._replace(
            read=bool(seen),
            listed=any(one["outcome"] == ListingOutcome.READ for one in seen),
            newest_on=max((one.get("newest_on") or "" for one in seen), default=""),
        )
    return [found[target] for target in sorted(found)]


def _entries(document: Document) -> Iterable[Document]:
    entries: Mapping[str, Document] = document.get("minutes", {})
    return entries.values()
