"""What an edit of a term makes by itself, before anybody looks at the text around it."""

from services.analyzer.domain.gaps import LONG, SHORTEST, Edit
from services.analyzer.domain.segments import is_common

GRAMMAR = frozenset(
    "的地得和与及或在了是为等有不也将对从以其之而于由到把被让向各每该此这那就都又再已要能可个们中上下内外前后时里本全所他她它我你但因使比没无非很更最"
)
"""Characters that join words: in their place or between words they make another right text."""
_OPENS = frozenset("以因望谈")
"""Characters behind which an idiom is often made anew: 以车谋私, 因房制宜, 望票兴叹, 谈机色变."""
_LINKS = frozenset("的和与及或、之")
_LEVEL_AGAIN = frozenset(
    [
        "市场",
        "市政",
        "市民",
        "市容",
        "市域",
        "市级",
        "乡村",
        "乡镇",
        "县域",
        "县级",
        "区域",
        "区级",
        "省级",
        "州级",
        "村民",
        "村务",
        "村级",
    ]
)
"""Words before which a level of government says its first character again: 市市场监督管理局."""
_LEVELS = frozenset(
    ["省市", "市县", "县区", "县乡", "乡镇", "镇村", "省委", "市委", "州委", "县委", "区委"]
)
"""Levels of which either has institutions of its own: 乡卫生院, 市老干部局."""
_FORCES = frozenset({"大队", "中队", "支队", "总队"})
"""Of a level each; a town has a plain 队."""
NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两几数首初末半双单")
"""Characters that count."""
_STATE = "中华人民共和国"
_LAWS = ("法", "条例", "规定", "办法")
"""Ends of laws and regulations: what is put into a title is never right."""
_OTHER_LAWS = frozenset("法典例定办通修")
"""Characters in which another law of the state may go on: 民法通则 beside 民法典."""
MIDDLE = 5
"""From this length on looks alone speak for the term."""


def right_anywhere(term: str, edit: Edit, likeness: str) -> bool:
    """Say whether what an edit made is another right text whatever stands around it."""
    if edit.kind == "substitution":
        return _takes_the_place(term, edit, likeness)
    if edit.kind == "insertion":
        doubled = edit.wrong in term[max(edit.at - 1, 0) : edit.at + 1]
        if doubled and edit.at <= 1 and term[:2] in _LEVEL_AGAIN:
            return True
        if len(term) >= LONG and term.endswith(_LAWS):
            return False
        return not doubled and (edit.wrong in GRAMMAR or edit.wrong in NUMERALS)
    if is_torn(term, edit):
        return edit.at == 0 and weight_of(term, edit.at) < LONG
    return edit.kind == "omission" and _does_without(term, edit.at)


def _does_without(term: str, at: int) -> bool:
    """Say whether a term does without a character as well."""
    if at == len(term) - 2 and term[-2:] in _FORCES:
        return True
    if any(pair in _LEVELS for pair in (term[at - 1 : at + 1], term[at : at + 2])):
        return True
    return term[at] in _LINKS and term[at - 1] != "共"


def _takes_the_place(term: str, edit: Edit, likeness: str) -> bool:
    """Say whether a character is as right as the one that it stands for."""
    right, size = term[edit.at], weight_of(term, edit.at)
    first, last = edit.at == 0, edit.at == len(term) - 1
    if right in NUMERALS and edit.wrong in NUMERALS:
        return {right, edit.wrong} != {"两", "二"}
    if is_the_states(term) and last and not likeness:
        return edit.wrong in _OTHER_LAWS
    looks_alike = likeness == "形近" and size >= MIDDLE
    looks_alike = looks_alike or (likeness == "音近" and last and size >= LONG)
    joins = edit.wrong in GRAMMAR and (first or last or (right in GRAMMAR and not likeness))
    if joins and not looks_alike:
        return True
    if likeness or len(term) < SHORTEST:
        return False
    if size == SHORTEST and edit.at == 1 and term[0] in _OPENS:
        return True
    return (last and size < LONG) or (first and size <= MIDDLE)


def is_a_word(character: str) -> bool:
    """Say whether a character is often a word by itself."""
    return character in GRAMMAR or is_common(character)


def weight_of(term: str, at: int) -> int:
    """Return how many characters speak for the term: of 中华人民共和国森林法 only 森林法 does."""
    if not is_the_states(term):
        return len(term)
    return len(term) if at < len(_STATE) else len(term) - len(_STATE)


def at_an_edge(term: str, edit: Edit) -> bool:
    """Say whether the first or the last character of a term was edited."""
    return edit.at in {0, len(term) - 1}


def is_the_states(term: str) -> bool:
    """Say whether a term is more than the name of the state that it begins with."""
    return len(term) > len(_STATE) and term.startswith(_STATE)


def is_torn(term: str, edit: Edit) -> bool:
    """Say whether a term lost its first or last character."""
    return edit.kind == "omission" and at_an_edge(term, edit)


def size_of(term: str, edit: Edit, likeness: str) -> int:
    """Return how many characters speak for a term against another word in the edited place."""
    return len(term) if likeness else weight_of(term, edit.at)
