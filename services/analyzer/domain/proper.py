"""Names that people and firms chose: what is written in one is no error of the text."""

import re

_REACH = 20
"""Characters on each side in which a name shows itself as one."""
_FIRM = re.compile(
    r"(?:(?![的地了在和对将把向为是有与及从被使])[\u4e00-\u9fff（）()]){0,8}?"
    r"(?:有限(?:责任)?公司|股份公司|集团公司|合作社|商行|经营部|门市部|旗舰店|专卖店|俱乐部|工作室|事务所)"
)
_ROAD = re.compile(r"(?:大道|[路街巷](?![面灯网况线段径费政道头上]))")
_PERSON = re.compile(r"[\u4e00-\u9fff]{0,2}[，,（( ]{1,2}[男女][，,。；;）) ]")
_TOLD = re.compile(
    r"(?:品牌|商标|店名|字号|网名|艺名|昵称|旗下|微店|网店|名为|取名|注册)[“\"‘「《]$"
)
_SHOP = re.compile(
    r"[”\"’」》](?:品牌|商标|牌|公众号|旗舰店|俱乐部|餐馆|饭店|酒店|超市|商行|工作室|乐队|艺术团)"
)
_WORK = re.compile(
    r"(?:小说|歌曲|诗歌|散文|诗集|电影|电视剧|话剧|歌舞|舞蹈|小品|相声|戏曲|绘本|漫画|画作|纪录片"
    r"|短视频|图书|专著|作品|专辑|栏目|节目)[“\"《]$"
)
_OPEN = re.compile(r"[“\"‘「《](?=[^”\"’」》]*$)")


def in_a_name(text: str, start: int, end: int) -> bool:
    """Say whether a place belongs to the name of a firm, a shop, a work, a road or a person."""
    before, after = text[max(start - _REACH, 0) : start], text[end : end + _REACH]
    if _FIRM.match(after) or _ROAD.match(after) or _PERSON.match(after):
        return True
    opened = _OPEN.search(before)
    if not opened:
        return False
    head = before[: opened.end()]
    closed = re.search(r"[”\"’」》]", after)
    shop = closed and _SHOP.match(after, closed.start())
    return bool(shop or _TOLD.search(head) or _WORK.search(head))
