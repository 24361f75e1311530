"""Whether somebody is named beside a number: by himself, by his unit, or by what he is called."""

import re
from typing import Final

from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.names import is_name, names_in
from services.analyzer.domain.privacy.people import begins_with_a_name, name_at_the_end
from services.analyzer.domain.privacy.roles import ROLE
from services.analyzer.domain.segments import is_cut

_HOLDER = re.compile(r"\s?[（(]([\u4e00-\u9fff]{2,8})[)）]")
"""Who may have a mobile of duty after all: （何主任）."""
CLAUSE: Final = re.compile(r"[，,、；;：:（(\s]")
_CLOSE: Final = 3
"""Clauses before a number that may say who has it."""
_BRACKETS = re.compile(r"[（(][^（）()\n]{0,24}[)）]")
_IN_A_UNIT = re.compile(r"[股科室所站局办部队处委院][\u4e00-\u9fff]{2,3}$")
_ENDS_OF_TITLES: Final = frozenset("长任记师生理员官警士")
_CONTACT_BEHIND = re.compile(r"[^。；;\n]{0,6}(?:联系人|负责人)[:：]?")
_TITLED = re.compile(r"(?:主任|[局镇乡科所队站村]长|书记|老师|同志|师傅|女士|先生)$")


def named_close(words: Words) -> bool:
    """Tell whether one of the clauses before a mobile, or what stands behind, says who has it."""
    holder = _HOLDER.match(words.after)
    if holder and (is_name(holder[1]) or _TITLED.search(holder[1])):
        return True
    if _CONTACT_BEHIND.match(words.after):
        return True
    clauses = filter(None, CLAUSE.split(_BRACKETS.sub("", words.before)))
    return any(map(names_somebody, list(clauses)[-_CLOSE:]))


def names_somebody(clause: str) -> bool:
    """Tell whether a clause names somebody, by himself or beside what he is called."""
    if works_in_a_unit(clause):
        return True
    return any(names_in(clause)) or any(
        _names_beside(clause, role) for role in ROLE.finditer(clause)
    )


def works_in_a_unit(clause: str) -> bool:
    """Tell whether a clause ends with a unit and a name: 征收管理股王某某."""
    return _IN_A_UNIT.search(clause) is not None and bool(name_at_the_end(clause))


def _names_beside(clause: str, role: re.Match[str]) -> bool:
    """Tell whether a name stands before a title, or behind what somebody is called."""
    if begins_with_a_name(clause[role.end() :]):
        return True
    if role[0][-1] not in _ENDS_OF_TITLES:
        return False
    names = name_at_the_end(clause[: role.start()])
    return any(not is_cut(clause, role.start() - len(name), role.start()) for name in names)
