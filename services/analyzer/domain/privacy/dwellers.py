"""Who lives at an address, where the words behind it tell: 2组李四家中, 2栋803室业主李四."""

import re
from typing import Final

from services.analyzer.domain.privacy.names import is_name
from services.analyzer.domain.privacy.people import (
    begins_with_a_name,
    ends_in_private,
    first_clause,
    name_at_the_end,
    residents_in,
)

FAMILY: Final = r"(?<![人之专作画大管商行厂店科酒])家"
AT_HOME: Final = rf"家[中里]|家门口|{FAMILY}(?![庭属长乡电具族政禽畜访园常业私装])"
_OWNED_AFTER = re.compile(rf"的?(?:{AT_HOME}|(?<!入)户(?![籍口主外型数均]))")
_OWN_AFTER = re.compile(r"自家|自己家|家[中里]|家门口")
_POOR = re.compile(
    r"的?(?:孤儿|(?:监测|脱贫|贫困|低保|特困|五保|边缘|受灾|困难|残疾|重病|独居|空巢|留守|失能|危改|搬迁)"
    r"[\u4e00-\u9fff]{0,2}(?:户|老人|人|者|对象|人员|群众|家庭|儿童|妇女))"
)
_PERSON_END = re.compile(
    r"(?:老人|老两口|夫妇|夫妻|同志|大[爷妈叔娘]|奶奶|爷爷|阿姨|女士|先生|一家)$"
)
_WHOSE = re.compile(
    r"的(?=[\u4e00-\u9fff]{2})|(?=[\u4e00-\u9fff]{2,3}(?:老人|大[爷妈叔婶]|奶奶|爷爷|阿姨|女士|先生))"
)
_DWELLER_AFTER = re.compile(r"[，, ]?的?(?:业主|住户|居民|户主|房主|租户|承租人|承租户|村民|租客)")
HOUSEHOLD = re.compile(
    r"户|电话|手机|困难|低保|五保|特困|救助|补助|补贴|对象|受灾|受损|受助|残疾|贫困|脱贫|孤儿|老人|患者|病人|优抚|学生|考生|家长|监护"
    r"|(?:反映|举报|信访|投诉|来信|诉求|申请|当事|受害|被告|原告|借款)人?"
)
_NEAR: Final = 24


def owned(after: str) -> bool:
    """Tell whether it is called somebody's home behind an address."""
    return _owned_after(after) or _at_home_after(after)


def dwelt_in(after: str) -> bool:
    """Tell whether who owns it or lives there is called so behind an address."""
    dweller = _DWELLER_AFTER.match(after)
    return dweller is not None and begins_with_a_name(after[dweller.end() :])


def named_behind(after: str) -> bool:
    """Tell whether a person follows whom the address describes: 501室的李四."""
    whose = _WHOSE.match(after)
    return whose is not None and begins_with_a_name(after[whose.end() :])


def _owned_after(after: str) -> bool:
    """Tell whether whose home it is follows: 2组脱贫户张某某家中, 2组监测户张某某, 2组张某某，."""
    clause = first_clause(after)[:_NEAR]
    poor = _POOR.match(after)
    if poor and begins_with_a_name(after[poor.end() :]):
        return True
    if HOUSEHOLD.search(after) and _closed_name(clause.removeprefix("的")):
        return True
    return any(
        name_at_the_end(_PERSON_END.sub("", clause[: home.start()]))
        for home in _OWNED_AFTER.finditer(clause)
    )


def _at_home_after(after: str) -> bool:
    """Tell whether who is at home there follows: 在2组，七旬老人何某某在自家院子里."""
    at_home = _OWN_AFTER.search(after)
    if at_home and any(residents_in(after[: at_home.start()])):
        return True
    return any(ends_in_private(after[: home.start()]) for home in _OWNED_AFTER.finditer(after))


def _closed_name(clause: str) -> bool:
    return is_name(clause) or any(
        is_name(clause[:size]) for size in (2, 3) if clause[size:][:1] == "等"
    )
