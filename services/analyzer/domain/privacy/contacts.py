"""Whose a mobile is: told by its label, by the nearest role before it, else by what is spoken of.

A unit's line is nobody's; somebody in office is whom people are to call, so that a person must
look; everybody else is a private person.
"""

import re
from typing import Final

from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.lines import BEYOND, for_callers, is_a_line
from services.analyzer.domain.privacy.names import names_anywhere, names_in
from services.analyzer.domain.privacy.naming import (
    CLAUSE,
    named_close,
    names_somebody,
    works_in_a_unit,
)
from services.analyzer.domain.privacy.people import (
    name_at_the_end,
    people_in,
    somebody_in,
    whole,
)
from services.analyzer.domain.privacy.roles import Whose, any_of, nearest_role
from services.analyzer.domain.privacy.seen import Seen
from services.analyzer.domain.privacy.weighed import CONTACTS, Weights, pieces, weighed

_BESIDE: Final = 2
"""Clauses before a number in which who has it is named."""
_BEHIND: Final = 20
"""Characters behind a number in which a name is looked for."""
_NEAR: Final = 30
"""Characters before a number in which a name is feared."""
_OF_A_UNIT = re.compile(
    r"[（(][\u4e00-\u9fff]{2,12}(?:[局站所办股科委院厅部处]|中心|公司|社区|政府)[)）][，,：:\s]*$"
)
"""Behind a name: where somebody works."""
_ASKED_FOR = re.compile(
    r"(?:[向找与]|联系|咨询)[\u4e00-\u9fff]{2,16}(?:联系|反映|咨询|报名|举报|报告|对接|索取|洽谈)"
    r"[，,（(]?(?:(?:联系)?(?:电话|手机)(?:号码?)?)?[:：\s]{0,2}$"
    r"|请联系[\u4e00-\u9fff]{2,4}[，,\s]?$"
    r"|找[\u4e00-\u9fff]{2,14}[，,（(](?:微信(?:同号)?|打|拨打?|(?:联系)?(?:电话|手机)(?:号码?)?[:：\s]{0,2})?$"
)
"""Somebody whom callers are told to ask for."""
_LISTED = re.compile("名单|名册|姓名")
"""Where people are listed, whether their names can be read or not."""
_OF_HIS_OWN = re.compile(
    r"(?:(?:回拨|回电|来电|留下|回个|回)(?:电话|手机|号码)?"
    r"|[你您][\u4e00-\u9fff]{0,6}(?:填写|填报|预留|登记|留下?)的(?:电话|手机|号码)"
    r"|(?:[拾捡]到者|知情[人者])请?(?:拨打?|联系|致电)"
    r"|(?:私人|个人|本人|自己|预留|(?<![买名])登记|名下|[他她我您你其])的?(?:联系|联络)?(?:电话|手机|号码|微信|方式))"
    rf"{BEYOND}"
)
_FOR_A_TASK = re.compile(rf"([\u4e00-\u9fff]{{2,6}})(?:电话|手机){BEYOND}")
_OF_ANYBODY: Final = """
    联系 联络 移动 家庭 本人 个人 私人 自己 家里 常用 国内 境内 在华 预留 登记 紧急 备用 有效
    工作 办公 单位 负责 用 留了
"""
"""Ends of labels that say nothing of a task."""
_SAYS_NOTHING = re.compile(f"(?:{any_of(_OF_ANYBODY)})$")
_OF_HIM = re.compile(rf"([\u4e00-\u9fff]{{2,6}})的(?:手机|电话){BEYOND}")
_IDENTIFIED = re.compile(
    r"(?:身份证|证件|护照)(?:明)?(?:号|编号)|卡号|(?<![账帐][户号][:：])(?:\d ?){16,19}"
    r"|\d{6}[- ]?\d{8}[- ]?\d{3}[\dXx]|住址|现住|家住|户籍|常住"
    r"|\d{1,2}岁|身高|[，,｜|\s][男女](?=[，,｜|\s])|[你您](?:所)?(?:预留|登记|留下?)的"
)
"""What nobody writes beside the number of an office."""
_PERSONAL = re.compile(
    r"身份证|证件号|本人|回电|成绩|住址|家庭|补助|补贴|救助金|领取|残疾|与我|您[（(]|[你您](?:所)?(?:预留|登记|留下?)的"
    r"|私人|个人|手机号|家(?:需|急|想)|[他她我您你]的(?:联系|电话|手机|号码)|[打找叫听]我|联系上[他她]|我电话|我叫"
)
"""What is said where private people are spoken of."""
_OFFICE = re.compile(
    r"联系方式|负责|咨询|答疑|举报|投诉|监督|热线|服务|值班|办公|报名|受理|技术支持|采购|招标|招聘|代理"
    r"|传真|报修|抢修|预约|24小时|单位|公司|部门|窗口|邮编|支队|大队|中心|专线|对外|征集|职务|带班"
    r"|垂询|洽谈|报送|会务|预订|我局|我委|我办|我单位|本局|业务|反馈|意见|求助|救援|救助|防汛|应急|公示期|异议"
)
"""What is said where offices and firms are spoken of."""


def whose(seen: Seen, weights: Weights) -> Whose:
    """Tell whose a mobile is: a line by its label, else by the rules and what was learned together.

    Args:
        seen: around it.
        weights: of pieces of text, for each of `CONTACTS`.
    """
    if _is_a_line(seen):
        return Whose.NOBODY
    told = _by_words(seen)
    if not seen.around.says_something():
        return told
    in_office = told is Whose.OFFICE and (
        told in {_role(seen.words), seen.spoken_of} or _is_asked_for_at_work(seen.words)
    )
    called = weighed(
        told,
        CONTACTS,
        pieces(seen.around),
        weights,
        surely=in_office,
        barred=None if _somebody_around(seen) else Whose.PERSON,
    )
    somebodys = named_close(seen.words) or _LISTED.search(seen.words.around)
    return told if called is Whose.NOBODY and somebodys else called


def _is_asked_for_at_work(words: Words) -> bool:
    """Tell whether callers are told to ask for somebody about what an office does."""
    return _ASKED_FOR.search(words.before) is not None and _OFFICE.search(_said(words)) is not None


def _is_a_line(seen: Seen) -> bool:
    """Tell whether the words directly before a number say that it is kept for callers."""
    words = seen.words
    if words.told_alone() and seen.spoken_of:
        return False
    named = seen.name or named_close(words) or _named_in_its_sentence(words)
    return not named and is_a_line(words.heading or words.before, words.after)


def _named_in_its_sentence(words: Words) -> bool:
    near = f"{words.before}。{words.after[:_BEHIND]}"
    return any(whole(near, people_in(near)))


def _by_words(seen: Seen) -> Whose:
    """Tell it by whose it is called, who is called, and by what is spoken of."""
    words = seen.words
    if _is_his_own(words.before) and nearest_role(words.before) is not Whose.OFFICE:
        return Whose.PERSON
    if words.told_alone() and seen.spoken_of:
        return seen.spoken_of
    told = Whose.PERSON if _is_identified(words) else _by_who_is_called(words)
    return told or _by_what_is_said(seen)


def _by_what_is_said(seen: Seen) -> Whose:
    """Tell it where nobody is called anything."""
    words = seen.words
    if _PERSONAL.search(words.around):
        return Whose.PERSON
    named = seen.name != "" or named_close(words)
    if not named and _is_of_a_task(words.heading or words.before):
        return Whose.NOBODY
    if named or somebody_in(words.before):
        return Whose.OFFICE if _OFFICE.search(_since_the_name(words)) else Whose.PERSON
    return seen.spoken_of or _of_a_unit(words)


def _somebody_around(seen: Seen) -> bool:
    """Tell whether any private person may be meant: without one, no mobile is a leak."""
    words = seen.words
    if seen.name or seen.somebody or seen.spoken_of is Whose.PERSON or named_close(words):
        return True
    return _PERSONAL.search(words.around) is not None or _role(words) is Whose.PERSON


def _is_of_a_task(label: str) -> bool:
    """Tell whether a label says what a number is for, and not whose it is: 回收电话."""
    task = _FOR_A_TASK.search(label)
    if task is None or name_at_the_end(task[1]) or nearest_role(task[1]):
        return False
    return _SAYS_NOTHING.search(task[1]) is None


def _is_his_own(before: str) -> bool:
    """Tell whether a label says whose a number is: 本人电话, 王某某的手机."""
    his = _OF_HIM.search(before)
    named = his is not None and name_at_the_end(his[1]) and nearest_role(his[1]) is None
    return bool(named) or _OF_HIS_OWN.search(before) is not None


def _is_identified(words: Words) -> bool:
    """Tell whether a person is described as no office is, and nobody in office is named since."""
    if _IDENTIFIED.search(words.headings):
        return True
    identified = _IDENTIFIED.search(words.before)
    if identified is None:
        return False
    since = words.before[identified.end() :]
    return nearest_role(since) is not Whose.OFFICE or not any(
        map(names_somebody, CLAUSE.split(since))
    )


def _by_who_is_called(words: Words) -> Whose | None:
    """Tell it by the nearest role, or by whom callers are told to ask for."""
    role = _role(words)
    if role is Whose.PERSON:
        return role
    if _ASKED_FOR.search(words.before):
        return Whose.OFFICE
    return role


def _of_a_unit(words: Words) -> Whose:
    """Tell whether a unit's number is a line; where somebody may be named after all, a hint."""
    near = words.before[-_NEAR:]
    if any(whole(near, names_anywhere(near))):
        return Whose.OFFICE
    return Whose.NOBODY if for_callers(_said(words)) else Whose.OFFICE


def _since_the_name(words: Words) -> str:
    """Return the clauses before a number from the one before whoever is named; all for none."""
    clauses = CLAUSE.split(words.before)
    for size in range(1, len(clauses) + 1):
        if any(names_in(" ".join(clauses[-size:]))):
            return f"{words.headings} {' '.join(clauses[-size - 1 :])}"
    return _said(words)


def _said(words: Words) -> str:
    return f"{words.headings} {words.before}"


def _role(words: Words) -> Whose | None:
    """Return what the person is who is called in the heading of the column, else before."""
    if _OF_A_UNIT.search(words.before) or any(
        map(works_in_a_unit, CLAUSE.split(words.before)[-_BESIDE:])
    ):
        return Whose.OFFICE
    headings = words.headings.replace("姓名", "")
    roles = map(nearest_role, (words.heading, headings, words.before))
    return next((role for role in roles if role), None)
