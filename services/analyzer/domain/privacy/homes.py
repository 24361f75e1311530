"""Whether an address is somebody's home: told by who stands beside it, and how they are joined."""

import re
from typing import Final

from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.dwellers import (
    AT_HOME,
    FAMILY,
    HOUSEHOLD,
    dwelt_in,
    named_behind,
    owned,
)
from services.analyzer.domain.privacy.names import is_name
from services.analyzer.domain.privacy.people import (
    first_clause,
    in_brackets_behind_a_name,
    name_at_the_end,
    named_clause,
    residents_in,
    somebody_in,
)
from services.analyzer.domain.privacy.roles import Whose, nearest_role

_PLACE: Final = r"[\w·]{0,40}"
_JOINED: Final = r"[:：（(—\s]{0,2}(?:在|于|到|至|进|为|是)?[:：（(\s]{0,2}"
_HOME: Final = (
    "住房|自建房|房屋|房子|住宅|住所|住处|宅基地|房产|民房|农房|瓦房|老屋|老宅|宅院|老房子?|新房"
    "|危房|院落|院子|商品房"
)
_LIVES = re.compile(
    rf"(?:住(?![房宅建院宿户所])处?|{FAMILY}就?(?:在|位于)|定居|嫁[到至入]|安置[到在于至]){_JOINED}({_PLACE})$"
)
_REGISTERED = re.compile(rf"(?:户[籍口]|原籍)(?!人口|管理|业务|窗口){_JOINED}({_PLACE})$")
_MOVES = re.compile(
    rf"(?:住所地?|搬(?:[到至进入回]|迁到)|迁[到至入往居出]|搬[离出]|腾[退空]|落户){_JOINED}({_PLACE})$"
)
"""What firms do as well as people."""
_FROM = re.compile(rf"[从由自]{_PLACE}$")
_MOVES_AFTER = re.compile("[搬迁](?:迁|家)?[到至往入进出离]")
_GOES_ON = re.compile(
    r"[的了时过着]|期间|人员|开展|进行|返回|前往|需求|保障|问题|困难|条件|环境|项目"
)
"""What is no part of a place: there the sentence goes on to something else."""
_BELONGS = re.compile(
    rf"所[在属]的?(?:地|[村社]?组|村民?小组|村|社区|单元){_JOINED}{_PLACE}$|其所[在属]的{_PLACE}$"
)
_MEMBER = re.compile(rf"[系属]于?{_PLACE}$")
_MYSELF = re.compile("我|本人")
_IS = re.compile(rf"[是为]{_PLACE}$")
_MEMBER_AFTER = re.compile(
    r"的?(?:村民|居民|农民|社员|住户|业主|租户|住客|所有权人|产权人|户主|房主)(?![小委代])|的?一[名个位][\u4e00-\u9fff]{0,3}(?:农|民|户)|人(?=[，,。；;）)]|$)"
)
_LIVED_AFTER = re.compile(
    r"的?(?:共同|一起|独自|单独|长期)?(?:居住|独居|租住|暂住|借住|生活)(?![区地证人条环面小])"
)
_IN_THE_HOUSE = re.compile(
    r"的?(?:自己)?(?:家[中里]|[老娘婆新]家|新居|家门口|自家|自己家|家(?=[，,。；;]|$))"
)
_HOME_AFTER = re.compile(rf"[系为是归属](?:[其他她]|本人)|的?(?:自[住有建]|唯一)?(?:{_HOME})")
_OWN_HOME = re.compile(rf"(?:[其在到我]|自己|本人){FAMILY}[中里]?[（(—]{{1,2}}{_PLACE}$")
_OWN_BRACKET = re.compile(rf"(?:{FAMILY}[中里]?|{_HOME})[（(:：](?:位于|地址[:：]?)?{_PLACE}$")
_OWN = re.compile(
    rf"自[住有建](?:的)?(?:{_HOME})|[你您我其他她](?:户|家)|本人家|我们家|自家|家[中里]|宅基地"
)
_OF_SOMEBODY = re.compile(
    rf"(?:夫妇|夫妻|一家|家|户|同[志学]|老人|女士|先生)?(?:的?(?:{_HOME})|(?:{AT_HOME})|户(?=位于|坐落|座落))"
)
_NAMED_HOME = re.compile(rf"(?:{_HOME})(?!建设|保障|安全|问题|工程|项目|征收|局|所)")
_SITUATED: Final = "位于|坐落于?|座落于?|位置|地址"
_LED = re.compile(
    rf"(?:(?:{_SITUATED})|(?:^|[，,；;：:（(）)\s。\]】])(?:地点|[\u4e00-\u9fff]{{0,8}}[送交还][至到回]|在|到|至))"
    rf"[在于为是:：\s]{{0,3}}{_PLACE}$"
)
_LED_ALONE = re.compile(
    r"(?:^|[，,；;：:（(）)\s。\]】])(?:(?:其|现|详细|具体|通讯|[收寄]件|自提|取货|上门|改造)?地址|门牌号?)"
    rf"[在于为是:：\s]{{0,3}}{_PLACE}$"
)
_REPORTED = re.compile(rf"(?:反映|咨询|投诉|提出|来信所述)的?(?:位于|关于)?{_PLACE}$")
_OWN_SEAT = re.compile(r"[（(][^（）()]{0,8}(?:住所|住处|住址|居所|家中|家)[）)]")
_VISITS = re.compile(r"(?:来到|走进|前往|赶到|登门到|上门到|[午天]到)[^，,。；;]{0,20}$")
_FOR_HIM = re.compile(
    r"[，,]?(?:为|给|帮|替|向|看望|慰问|探望)[\u4e00-\u9fff]{0,10}(?:[他她]|老人|患者|病人|在床)|[，,]?开门的是|[，,][\u4e00-\u9fff]{0,6}(?:老人|患者|奶奶|大爷|残疾人)"
)
_KNOCKED = re.compile(rf"敲[开响]了?{_PLACE}$")
_YOURS = re.compile(
    rf"(?:[您你他她我其](?:家|户)的?(?:位于|坐落于?|在)?|家中[，,]?(?:即|就在|位于)){_PLACE}$"
)
_BELONGING: Final = ("人", "村民", "居民", "农民")
_BRACKET_ENDS: Final = ("）", ")")
_EXACT = re.compile(r"号(?![楼院])|[室户]|[栋幢楼元][0-9０-９]{3}")
_DOOR = re.compile(r"(?:组|单元|栋|幢).*(?:[室户]|号(?![楼院])|[栋幢楼元][0-9０-９]{3})")
_ADDRESS = re.compile("(?:地址|住所|场所|地点|位置|点)$")
_FLAT = re.compile(r"单元.*[室户号0-9０-９]")
_UNIT = re.compile(
    r"公司|企业|集团|标的物|银行|信用社|合作社|农场|牧场|工厂|[茶酒糖药]厂|机构|中心|服务[站点]|(?<![村居]民)委员会|学校|民宿|山庄|农庄"
    r"|业委会|物业[用公服项]|幼儿园|医院|诊所|法院(?!判|裁|责令|依法)|政府|办公|商铺|商行|商贸|贸易|门市|百货|超市|餐馆|饭馆|酒店|驿站|作坊|画廊|会所|(?<!宅)基地"
    r"|协会|商会|工会|支部|网点|销售点|投递|营业|经营(?!权)|执照|许可证|注册|备案|开设|开业|设[立在]|成立|挂牌|迁址|法定代表|法人"
    r"|律师|执业|会计|代理|项目|工程|标段|施工|监理|承建|采购|招[标聘工]|报名|联系人|负责人|记者|主持|主讲|授课|讲座|培训|托管|投票|选区"
    r"|举[行办]|召开|仪式|展览|陈列|调研|检查|测绘|采样|农家乐|评定|文物|旧居|故居|旧址|遗址|纪念|监测(?!户|对象)"
    r"|[该本]?[所厂店站社部馆]登记|[该本][所厂店站社部馆院校]|(?:(?<![一两二三四0-9０-９])[厅室]|[局院站店厂部坊馆行铺廊吧]|书屋|(?<![住调惩查深高各四])[处所]|(?<![村居]委)会"
    r"|[小中大]学|支行|分行|联社)(?=[，,、；;：:（(）)”\"\s的]|地址|$)"
)
"""What is no home, or why somebody is named who does not live there."""


def lived_in(words: Words, house: str, *, named: bool) -> bool:
    """Tell whether an address without a label is where somebody lives.

    Args:
        words: around it; before it stands the rest of the address.
        house: as it is written.
        named: whether a person is named apart in its line.
    """
    before, after = words.before, words.after
    if owned(after) or (exact(house) and _is_a_seat(before, after)):
        return True
    somebody = named or named_behind(after) or _told(before)
    if somebody and (_lives(before, after) or _led_to_a_home(before, after, house)):
        return True
    if dwelt_in(after) and exact(house):
        return True
    if _UNIT.search(_without_its_source(before)):
        return False
    if somebody and _beside_a_person(before, after, house):
        return True
    moved = _moves(before, after) and _told(before) and not _UNIT.search(first_clause(after))
    visited = exact(house) and _VISITS.search(before) and _FOR_HIM.match(after)
    return (
        bool(moved or visited)
        or _of_a_resident(words, house)
        or (_DOOR.search(house) is not None and in_brackets_behind_a_name(before))
    )


def _is_a_seat(before: str, after: str) -> bool:
    """Tell whether it is called where somebody is registered, or has his home."""
    if _joined(_REGISTERED, before) or _OWN_SEAT.match(after):
        return True
    if _KNOCKED.search(before) and after.startswith(("的门", "房门", "家门", "大门")):
        return True
    return _YOURS.search(before) is not None


def exact(house: str) -> bool:
    """Tell whether an address goes down to the door."""
    return _EXACT.search(house) is not None


def _joined(verb: re.Pattern[str], before: str) -> bool:
    """Tell whether a word for living is followed by nothing but the place."""
    match = verb.search(before)
    return match is not None and not _GOES_ON.search(match[1])


def _lives(before: str, after: str) -> bool:
    """Tell whether a sentence says in words that somebody lives or belongs there."""
    if _joined(_LIVES, before) or _joined(_REGISTERED, before):
        return True
    if _LIVED_AFTER.match(after) or _IN_THE_HOUSE.match(after):
        return True
    if _OWN_HOME.search(before):
        return True
    member = _MEMBER.search(before) or (_IS.search(before) and _MYSELF.search(before))
    return member is not None and _MEMBER_AFTER.match(after) is not None


def _moves(before: str, after: str) -> bool:
    """Tell whether somebody, or some firm, moves there or away, or has a seat there."""
    away = _FROM.search(before) and _MOVES_AFTER.match(after)
    return away is not None or _joined(_MOVES, before)


def _led_to_a_home(before: str, after: str, house: str) -> bool:
    """Tell whether a home was spoken of, and then where it stands."""
    if not _LED.search(before) and not _OWN_BRACKET.search(before):
        return False
    if _OWN.search(before) or _owner_in(before) or _of_a_poor_home(before):
        return exact(house) or first_clause(after) == ""
    return _DOOR.search(house) is not None and _NAMED_HOME.search(before) is not None


def _beside_a_person(before: str, after: str, house: str) -> bool:
    """Tell whether an address is what is said of a person, or of a home."""
    if _BELONGS.search(before) or _of_a_household(before, after):
        return True
    if _LED.search(before) and _HOME_AFTER.match(after):
        return True
    return exact(house) and _door_of_a_person(before, after, house)


def _door_of_a_person(before: str, after: str, house: str) -> bool:
    """Tell the same of an address that goes down to the door."""
    if _HOME_AFTER.match(after) or _OWN_BRACKET.search(before) or named_clause(before)[0]:
        return True
    if _IS.search(before) and _MEMBER_AFTER.match(after):
        return True
    if not _FLAT.search(house):
        return False
    alone = _LED_ALONE.search(before) is not None and not _UNIT.search(after)
    return alone or _REPORTED.search(before) is not None


def _of_a_household(before: str, after: str) -> bool:
    """Tell whether a list goes on: 受损户李四，文林村3组；王五，女，61岁，文林村3组."""
    clause, said = named_clause(before)
    if not clause or nearest_role(before) is Whose.OFFICE:
        return False
    told = first_clause(after)
    if HOUSEHOLD.search(clause) or told in _BELONGING:
        return True
    if after[:1] in _BRACKET_ENDS:
        return HOUSEHOLD.search(before + after) is not None
    return told == "" and (said > 0 or any(residents_in(f"{clause}，")))


def _of_a_resident(words: Words, house: str) -> bool:
    """Tell whether a sentence without any unit or office names somebody and a door of homes."""
    if not _DOOR.search(house) or _UNIT.search(words.after):
        return False
    if is_name(first_clause(words.after.lstrip("，,、 "))):
        return True
    if named_behind(words.after):
        return True
    return any(residents_in(words.before)) or any(residents_in(words.after, private=True))


def _without_its_source(before: str) -> str:
    """Leave out who says it, where somebody is named since: 县残联：为李四."""
    source, _, rest = before.partition("：")
    return rest if somebody_in(rest) and not _ADDRESS.search(source) else before


def _told(before: str) -> bool:
    """Tell whether a person was spoken of."""
    return somebody_in(before) or _owner_in(before)


def _of_a_poor_home(before: str) -> bool:
    """Tell whether a household that is helped and its home were spoken of."""
    return HOUSEHOLD.search(before) is not None and _NAMED_HOME.search(before) is not None


def _owner_in(text: str) -> bool:
    """Tell whether a home is called by who has it: 李四家, 李四的住房."""
    return any(name_at_the_end(text[: home.start()]) for home in _OF_SOMEBODY.finditer(text))
