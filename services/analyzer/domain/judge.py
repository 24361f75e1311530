"""Decides whether a piece that is one edit away from a term is an error or another right text."""

from collections.abc import Container, Mapping
from functools import lru_cache
from typing import NamedTuple

import rjieba

from services.analyzer.domain.chance import is_another_word, is_chance, says_again
from services.analyzer.domain.edits import (
    GRAMMAR,
    MIDDLE,
    NUMERALS,
    at_an_edge,
    is_a_word,
    is_torn,
    right_anywhere,
    size_of,
    weight_of,
)
from services.analyzer.domain.expressions import is_loose, is_varied, makes_another
from services.analyzer.domain.gaps import LONG, SHORTEST, Edit, Near, edit_of
from services.analyzer.domain.heads import LONGEST, is_odd, sizes_by_head
from services.analyzer.domain.likelier import is_beyond_chance, outweighs
from services.analyzer.domain.likeness import Likeness
from services.analyzer.domain.lists import Term
from services.analyzer.domain.pieces import comes_in, is_a_title, is_amid, meet_at, shared_out
from services.analyzer.domain.segments import in_words, is_rare, is_used, words_at
from services.analyzer.domain.torn import is_torn_off

_SURE = 8
"""About this length on even words in the place of words are an error."""
_USED = 1_500
"""Frequency in the dictionary of segmentation from which a character is no rarity."""
_BINDS = frozenset("不之")
"""Characters behind which a word of one character stands well."""


class Verdict(NamedTuple):
    """Why a piece is suspected."""

    edit: Edit
    likeness: str
    """音近, 形近 or empty."""
    odd: bool = False
    """The dictionary of segmentation has the piece, but as good as nobody writes it."""


class Judge:
    """Weighs near misses; looks at a few characters around each, never at a whole text.

    Args:
        terms: every canonical term.
        usual: pieces that are known to be right.
        likeness: of characters.
    """

    def __init__(
        self, terms: Mapping[str, Term], usual: Container[str], likeness: Likeness
    ) -> None:
        self._terms = terms
        self._places = {text for text, term in terms.items() if term.kind == "place"}
        self._written_out = "\n".join(terms)
        self._sizes = sizes_by_head(terms)
        self._usual = usual
        self._likeness = likeness
        self.suspects = lru_cache(maxsize=65_536)(self._out_of_context)
        """Return what speaks against a piece by itself; None when it is right in itself."""

    def weigh(self, text: str, near: Near) -> Verdict | None:
        """Return why a near miss is an error; None when the text may well be right."""
        verdict = self.suspects(near.term, text[near.start : near.end])
        if verdict is None or self._is_right_here(text, near, verdict):
            return None
        return verdict

    def _is_right_here(self, text: str, near: Near, verdict: Verdict) -> bool:
        """Say whether what stands around a piece may make it right."""
        edit, likeness, odd = verdict
        term = self._terms[near.term]
        if is_loose(term, edit, likeness) and is_varied(text, near, edit, likeness):
            return True
        if is_torn(near.term, edit):
            return not is_torn_off(text, near, edit) or self._inside_a_term(text, near, edit)
        if is_a_title(text, near) and (likeness or edit.kind != "substitution"):
            return False
        if is_beyond_chance(text, near, edit, likeness, term):
            return edit.kind != "transposition" and self._inside_a_term(text, near, edit)
        if not odd and self._other_right_text(text, near, edit, likeness):
            return True
        chance = self._by_chance(text, near, edit, likeness)
        return chance or self._inside_a_term(text, near, edit)

    def _by_chance(self, text: str, near: Near, edit: Edit, likeness: str) -> bool:
        """Say whether right words make the piece; places are weighed by what is around them."""
        right = near.term[edit.at : edit.at + 1]
        close = likeness != "" and self._likeness.is_close(right, edit.wrong)
        if likeness and not close and is_another_word(text, near, edit):
            return True
        if not likeness and makes_another(text, near, edit, self._terms[near.term]):
            return True
        place = near.term in self._places
        return not place and is_chance(text, near, edit, self._terms, close=close)

    def _out_of_context(self, term: str, piece: str) -> Verdict | None:
        edit = edit_of(term, piece)
        if edit is None or self._is_right(piece, torn=is_torn(term, edit)):
            return None
        likeness, known = self._alike(term, edit), rjieba.has_word(piece)
        if known and not (likeness and is_odd(term, piece)):
            return None
        return None if right_anywhere(term, edit, likeness) else Verdict(edit, likeness, known)

    def _is_right(self, piece: str, *, torn: bool) -> bool:
        """Say whether a piece is known to be right, or part of a term that lost nothing."""
        if piece in self._terms or piece in self._usual:
            return True
        return not torn and len(piece) >= SHORTEST and piece in self._written_out

    def _alike(self, term: str, edit: Edit) -> str:
        if edit.kind != "substitution":
            return ""
        return self._likeness.why(term[edit.at], edit.wrong)

    def _other_right_text(self, text: str, near: Near, edit: Edit, likeness: str) -> bool:
        at = near.start + edit.at
        if edit.kind == "substitution":
            return self._other_word(text, near, edit, likeness)
        if edit.kind == "insertion":
            return self._joined(text, near, edit)
        if edit.kind == "omission":
            return self._complete(text, near, edit)
        size = weight_of(near.term, edit.at)
        legal = size <= SHORTEST and in_words(text, at, at + 2)
        return legal and not self._broken(text, near, size)

    def _other_word(self, text: str, near: Near, edit: Edit, likeness: str) -> bool:
        """Say whether another character makes another right word."""
        right, at = near.term[edit.at], near.start + edit.at
        size, edge = size_of(near.term, edit, likeness), at_an_edge(near.term, edit)
        if right in NUMERALS and edit.wrong in NUMERALS:
            return False
        if in_words(text, at, at + 1):
            return self._known_word(text, near, edit, likeness)
        if edit.wrong in GRAMMAR and not likeness:
            return not self._broken(text, near, size)
        if len(near.term) < SHORTEST:
            return shared_out(text, near) or (edit.at == 0 and self._takes_any_word(text, near))
        if size <= SHORTEST and not likeness and comes_in(text, near):
            return True
        return edge and not likeness and size <= LONG and is_a_word(edit.wrong)

    def _known_word(self, text: str, near: Near, edit: Edit, likeness: str) -> bool:
        """Say whether the word that another character makes is meant."""
        at, edge = near.start + edit.at, at_an_edge(near.term, edit)
        size = size_of(near.term, edit, likeness)
        known = near.term not in self._places
        if likeness == "音近" and known and outweighs(text, near):
            return False
        slip = likeness and self._stands_out(text, at, LONG - 1 if edge else MIDDLE, size)
        if slip or (size >= LONG and is_amid(text, near, at)):
            return False
        return (edge and not likeness) or not self._broken(text, near, size, likeness)

    def _joined(self, text: str, near: Near, edit: Edit) -> bool:
        """Say whether what was put in belongs to a word or joins words."""
        at, size = near.start + edit.at, len(near.term)
        doubled = edit.wrong in near.term[max(edit.at - 1, 0) : edit.at + 1]
        if doubled and edit.at == 1 and comes_in(text, near):
            return True
        if doubled and edit.at < size:
            words = words_at(text, at, at + 1)
            return meet_at(text, at) or (
                size <= _SURE
                and any(
                    len(word) >= SHORTEST and (begin <= near.start + 1 or end > near.end)
                    for word, begin, end in words
                )
            )
        if says_again(near, edit):
            return False
        if edit.wrong in GRAMMAR:
            return True
        margin = 1 if size >= MIDDLE and edit.at < size else 0
        return in_words(text, at - margin, at + 1 + margin)

    def _complete(self, text: str, near: Near, edit: Edit) -> bool:
        """Say whether what an omission left is made of words."""
        at, size = near.start + edit.at, weight_of(near.term, edit.at)
        if size > _SURE:
            return False
        if size > SHORTEST:
            margin = 2 if size >= LONG else 1
            return in_words(text, at - margin, at + margin)
        words = words_at(text, near.start, near.end)
        return shared_out(text, near) or all(
            begin < near.start or is_used(word) or is_a_word(word) for word, begin, _ in words
        )

    def _takes_any_word(self, text: str, near: Near) -> bool:
        """Say whether what follows the first character is a word, as in 大山区."""
        character, rest = text[near.start], text[near.start + 1 : near.end]
        if is_a_word(character) or rest[0] in GRAMMAR:
            return True
        return rjieba.has_word(rest) and rjieba.suggest_freq(character) > _USED

    def _stands_out(self, text: str, at: int, enough: int, size: int) -> bool:
        """Say whether a word is likelier a slip: in a long term, or a word hardly ever written."""
        return size >= enough or (size == SHORTEST and enough == MIDDLE and is_rare(text, at))

    def _broken(self, text: str, near: Near, size: int, likeness: str = "") -> bool:
        """Say whether what the words in a piece leave over stands nowhere by itself."""
        alone = [
            (word, text[begin - 1 : begin])
            for word, begin, _ in words_at(text, near.start, near.end)
            if len(word) == 1
        ]
        if likeness:
            return size == SHORTEST and any(word not in GRAMMAR for word, _ in alone)
        return size == SHORTEST and any(
            not is_a_word(word) and before not in _BINDS for word, before in alone
        )

    def _stands_alone(self, text: str, at: int) -> bool:
        """Say whether a character is a word, or part of one that ends with it."""
        return any(
            end == at + 1 and (end - begin > 1 or is_a_word(word))
            for word, begin, end in words_at(text, at, at + 1)
        )

    def _inside_a_term(self, text: str, near: Near, edit: Edit) -> bool:
        """Say whether the edited place belongs to another term that is written right."""
        if edit.at >= len(near.term):
            return False
        at = near.start + edit.at
        glued = (edit.kind == "omission" and not self._stands_alone(text, at - 1)) or (
            edit.kind == "insertion" and edit.wrong == near.term[edit.at - 1]
        )
        return any(
            start + size > at
            and not (glued and start == at)
            and (other := text[start : start + size]) in self._terms
            and other not in near.term
            for start in range(max(at - LONGEST, 0), at + 1)
            for size in self._sizes.get(text[start : start + 2], ())
        )
