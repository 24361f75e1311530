"""Homes in a story: who is visited, lives or is met there is told by the words of a home around."""

import re
from typing import Final

from services.analyzer.domain.privacy.people import people_in, whole
from services.analyzer.domain.privacy.roles import ROLE

_REACH: Final = 70
"""Characters of the same paragraph, on each side, that belong to the scene."""
_FEWEST: Final = 2
_DOOR: Final = (
    "房门|院门|家门|木门|防盗门|门上|门口|堂屋|灶|火塘|火炕|客厅|厨房|卧室|老屋|老宅|瓦房|土坯房|土砖房|土墙|木房|平房"
    "|小院|院子|院坝|晒坪|新居|新家|屋里|屋内|屋顶|屋主|房主|民房|旧房|住房|阳台|露台|窗边|家中|家里|开门|门牌|床头|楼道|楼梯|院里"
)
_LIFE: Final = (
    "独居|独自|老伴|夫妻|夫妇|两口|一家|婆婆|奶奶|爷爷|父亲|母亲|儿子|女儿|邻居|隔壁|孩子|老人|大爷|大娘|主人|自住|居住"
    "|挤在|住着|住在|住了|生活在|生活于|长期生活|嫁到|搬到|离家|回到|分到|入住|蜗居|居于|落脚|接回|同住|相依为命|卧床|瘫痪|致残|失明|透析|安家|住处"
)
_VISIT: Final = (
    "敲开|敲响|推开|走进|来到|送到|摸到|赶到|入户|家访|上门|登门|敲门|探望|看望|慰问|走访|接警|回访"
    "|起火|火灾|撬开"
)
_HOME = re.compile(f"(?P<door>{_DOOR})|(?P<life>{_LIFE})|(?P<visit>{_VISIT})")
_PLACES: Final = (
    "新开的|村?卫生[室站院所]|诊[室所]|村部|村委|党群|服务|活动室|学校|小学|超市|店|厂|基地|合作社|公司"
    "|祠堂|广场|路口|水库|地块|茶园|果园|鱼塘|大棚|农田"
)
_WORK = re.compile(
    rf"^的?(?:原)?(?:{_PLACES})"
    r"|^[\u4e00-\u9fff]{0,8}(?:卫生室|诊室|诊所|活动室|服务站|文化站|村部|工厂|车间|基地|展厅|会议室|办公)"
)
"""Directly behind a house: no home."""
_LIVES = re.compile(
    r"(?:(?:居|住|生活|蜗居|落脚|安家|挤)[在于]|守着|租下了?|自住的|[他她]一?个人住在|[他她]家就?在|家就?安?在)"
    r"[\u4e00-\u9fff]{0,12}$"
)
_AT_HOME = re.compile(r"^(?:居家|同住|敲门|的[家门灯]|的家里|的小?卧室|房门|那[座栋间])")
"""Directly beside a house: there somebody lives, and a name says who."""
_EMPTY = re.compile("无人居住|空置|闲置")
_SENTENCE = re.compile(r"[。！？；\n]")
_SET_UP = re.compile(r"(?:设|开|办|建)(?:立|办)?在[\u4e00-\u9fff]{0,10}$")


def in_a_scene(text: str, start: int, end: int) -> bool:
    """Tell whether a place is told as the home of somebody who is named around it.

    Args:
        text: that holds it.
        start: of the place.
        end: half-open.
    """
    if _WORK.search(text[end : end + 24]):
        return False
    left = text[max(start - _REACH, 0) : start].rpartition("\n")[2]
    right = text[end : end + _REACH].partition("\n")[0]
    if _SET_UP.search(left) or stands_empty(text, end):
        return False
    kinds = {found.lastgroup for found in _HOME.finditer(f"{left}。{right}")}
    lived_in = _LIVES.search(left) or _AT_HOME.search(right)
    if not lived_in and len(kinds) < _FEWEST:
        return False
    return any(_names_somebody(part) for part in (left, right))


def stands_empty(text: str, end: int) -> bool:
    """Tell whether the sentence goes on to say that nobody lives at a place that ends there."""
    return _EMPTY.search(_SENTENCE.split(text[end : end + _REACH], maxsplit=1)[0]) is not None


def _names_somebody(text: str) -> bool:
    """Tell whether anybody is named who is not called by an office beside the name."""
    offices = [role.span() for role in ROLE.finditer(text) if role.lastgroup == "office"]
    taken = {place for start, end in offices for place in (start, end)}
    return any(
        place not in taken and place + len(name) not in taken
        for place, name in whole(text, people_in(text))
    )
