"""How a piece of a text lies among the words around it."""

from services.analyzer.domain.gaps import Near
from services.analyzer.domain.segments import is_used, words_at

LEVELS = frozenset("国省市州盟县区旗镇乡村")
"""Characters that tell like institutions of two levels apart."""


def comes_in(text: str, near: Near) -> bool:
    """Say whether a word reaches into a piece at its beginning, as 病人 does into 人挑医院."""
    return any(begin < near.start for _, begin, _ in words_at(text, near.start, near.start + 1))


def follows_a_place(text: str, near: Near) -> bool:
    """Say whether all that reaches into a piece is a place by its level: 保山市 in 市财政局."""
    if text[near.start] not in LEVELS:
        return False
    words = words_at(text, near.start, near.start + 1)
    return all(end == near.start + 1 for _, _, end in words)


def shared_out(text: str, near: Near) -> bool:
    """Say whether words that begin or end elsewhere share a piece."""
    return goes_on(text, near) or comes_in(text, near)


def is_amid(text: str, near: Near, at: int) -> bool:
    """Say whether the word at a place lies amid a piece, away from both its ends."""
    words = words_at(text, at, at + 1)
    return all(near.start < begin and end < near.end for _, begin, end in words)


def meet_at(text: str, at: int) -> bool:
    """Say whether two words of several characters meet at a place, as 工作队 and 队员."""
    words = [word for word, _, _ in words_at(text, at - 1, at + 1)]
    return len(words) > 1 and all(map(is_used, words))


def is_a_title(text: str, near: Near) -> bool:
    """Say whether a piece is all that stands between 《 and 》: no words join it there."""
    return text[near.start - 1 : near.start] == "《" and text[near.end : near.end + 1] == "》"


def goes_on(text: str, near: Near) -> bool:
    """Say whether a word reaches out of a piece at its end, as 进取 does out of 催人进."""
    return any(end > near.end for _, _, end in words_at(text, near.end - 1, near.end))
