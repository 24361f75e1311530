"""Compares two answers of one address: as a visitor sees it, and as a search engine does."""

from typing import Final

from services.analyzer.domain.hosts import Hosts
from shared.contracts.article import Content
from shared.hosts import host_of

_PIECE: Final = 4
_ALIKE: Final = 0.5
"""Below this share of common pieces two texts are two pages."""
_SHORTEST: Final = 40
_LONGEST: Final = 20_000


def difference(first: Content, second: Content, hosts: Hosts, own: str) -> str:
    """Say how two answers differ more than a counter or an advertisement can, empty when not.

    Args:
        first: as a browser gets it.
        second: as a search engine gets it, or a visitor who comes from one.
        hosts: what is known of hosts and words.
        own: the host of the page.
    """
    for shown, hidden in ((first, second), (second, first)):
        word = hosts.illicit(hidden.title, hidden.text[:_LONGEST])
        if word and not hosts.illicit(shown.title, shown.text[:_LONGEST]):
            return f"换一种来路访问时出现特征词“{word}”"
    foreign = _foreign(second, hosts, own) - _foreign(first, hosts, own)
    if foreign and first.title != second.title:
        return f"换一种来路访问时标题不同，并多出指向{min(foreign)}的链接"
    if likeness(first.text, second.text) < _ALIKE and first.title != second.title:
        return "换一种来路访问时，标题和正文都不同"
    return ""


def likeness(first: str, second: str) -> float:
    """Return the share of common pieces of two texts, 0 to 1; 1 where one is too short to judge."""
    if min(len(first), len(second)) < _SHORTEST:
        return 1.0
    one, other = _pieces(first), _pieces(second)
    return len(one & other) / max(len(one | other), 1)


def _pieces(text: str) -> set[str]:
    text = "".join(text[:_LONGEST].split())
    return {text[start : start + _PIECE] for start in range(len(text) - _PIECE + 1)}


def _foreign(content: Content, hosts: Hosts, own: str) -> set[str]:
    found = {host_of(link.url) for link in content.links}
    return {host for host in found if host and not hosts.trusted(host, own)}
