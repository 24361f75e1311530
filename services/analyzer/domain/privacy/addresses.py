"""Whether an address is somebody's home: by its label, column, row, or else its sentence."""

import re
from typing import Final

from services.analyzer.domain.privacy.context import Words
from services.analyzer.domain.privacy.homes import exact, lived_in
from services.analyzer.domain.privacy.people import somebody_near
from services.analyzer.domain.privacy.records import of_a_record
from services.analyzer.domain.privacy.rows import Rows
from services.analyzer.domain.privacy.scenes import in_a_scene, stands_empty
from services.analyzer.domain.privacy.weighed import HOMES, Around, Weights, around, pieces, weighed
from shared.masking import PersonalSpan, on_a_street

_FIRM = re.compile("公司|企业|经营(?!权)|执照|注册地|法定代表|合作社|店")
_ONLY_PEOPLE = re.compile(
    r"(?:住址|家庭地址|户籍|户口|家住|现居|现住|租住|居住|暂住|[，,）)]住(?![所房宅建院址])).{0,40}$"
)
HOMES_BELOW: Final = re.compile(
    "^家$|住址|门牌|用[水电气]地址|装机|安置房|新址|居住|家住|现[住居]|户籍|家庭|房屋|房源|房号|住房|坐落|住处|常住"
)
"""Headings of columns in which homes stand."""
_OF_PEOPLE_TOO = re.compile("(?:详细|联系|通[信讯]|[收寄]件|送货|配送)?地址|所在地|住所")
"""Headings that stand above homes and seats alike."""
_UNITS: Final = re.compile(
    f"{_FIRM.pattern}|站点|网点|机构|单位|门店|[站校园院]长|负责人|联系人|座机"
)
"""Headings of a table of units."""
_NO_HOME = re.compile(
    r"(?:(?:建设|施工|集合|活动|召开|办公|经营|服务|投票|办理|受理|报名|交易|拍卖|作业|停水|停电|停气|发生)(?:地点?|范围)|范围"
    r"|[校厂店会社院站所馆]址|场所|单位|项目|工程)[:：\s]*[\u4e00-\u9fff]{0,12}$"
)
"""Labels of a place where something is or happens."""
_UNIT = re.compile(r"(?:[所局站厂店院校馆]|中心|公司|合作社)$")
"""The end of a cell that names an office or a firm."""
_BLOCK = re.compile(r"(?:单元|[栋幢楼座])\Z")
"""The end of what holds many homes."""
_SEATS = re.compile(
    r"(?:单位|办公|机构|执业|经营|营业|坐诊|就诊|工作|联络|网点|站点|门店|学校|校区|会场|活动|培训|考试|服务)"
    r"[\u4e00-\u9fff]{0,3}(?:地址|地点|住所|场所|位置|所在地)"
)
"""Headings of columns in which seats of offices stand."""
_VENUE = re.compile(
    r"的?[\u4e00-\u9fff0-9]{0,10}(?:[馆店局院所厅站厂]|中心|故居|旧居|餐饮|小吃|银行|公司|超市|市场|广场|大厦|学校)"
)
"""Behind a number in a street: no home."""
_HOMELY = re.compile(
    r"住(?![院建])|(?<![故旧])居(?!委)|宅|租|(?<![一二三四五六七八九十几多两])家(?![政具电乡长])|户(?!外)|[老旧]?屋|门牌|房|老伴|独自|邻居|敲[开门]"
    r"|送达|收[件货]|上门|[寄送]到"
)
"""What is said of homes and hardly of shops."""
_NEAR: Final = 30
"""Characters on each side of a number in a street in which a home is spoken of."""
_VILLAGE = 12
"""Characters before a house that tell it from others."""
_REACH: Final = 60
"""Characters around an address that say whose it is."""
_OF_A_FIRM: Final = 40
"""Characters before an address in which a firm has its seat there."""


def is_home(text: str, rows: Rows, span: PersonalSpan, weights: Weights) -> bool:
    """Tell whether an address is where a private person lives.

    Args:
        text: that holds it.
        rows: its lines.
        span: the address.
        weights: of pieces of text around homes.
    """
    seen = around_a_home(text, rows, span)
    if _is_below_a_seat(seen.words):
        return False
    if span.certain or _is_labelled(rows, span, seen):
        return not _of_a_firm(seen.words)
    told = _is_told(text, rows, span, seen) and not _of_a_firm(seen.words)
    barred = None if _may_be_lived_in(text, span, seen) else True
    return weighed(told, HOMES, pieces(seen), weights, barred=barred)


def around_a_home(text: str, rows: Rows, span: PersonalSpan) -> Around:
    """Return what stands around an address."""
    house, named = text[span.start : span.end], rows.name(span.start) != ""
    return around(text, rows, (span.start, span.end), _REACH, value=house, named=named)


def home_key(text: str, rows: Rows, span: PersonalSpan, plain: str) -> str:
    """Return what tells a home from every other; personal.

    Args:
        text: that holds it.
        rows: its lines.
        span: the address.
        plain: as it stands, without marks.
    """
    if not plain[:1].isnumeric():
        return plain
    place = text[max(span.start - _VILLAGE, 0) : span.start]  # every village has such a number
    return f"{rows.name(span.start) or place}|{plain}"


def _is_below_a_seat(words: Words) -> bool:
    """Tell whether the heading of its column says that offices and firms are there."""
    if _SEATS.search(words.heading):
        return True
    of_units = _UNITS.search(words.headings) is not None
    return of_units and _OF_PEOPLE_TOO.fullmatch(words.heading) is not None


def _may_be_lived_in(text: str, span: PersonalSpan, seen: Around) -> bool:
    """Tell whether anybody may live at an address that the rules do not call a home.

    Without anybody named or spoken to around it is none.
    """
    if _BLOCK.search(text, span.start, span.end) or stands_empty(text, span.end):
        return False
    if on_a_street(text, span) and not seen.words.heading and not _dwelt_in(seen.words):
        return False
    return seen.named or somebody_near(text, span.start, span.end)


def _dwelt_in(words: Words) -> bool:
    """Tell whether a home is spoken of around a number in a street, and no shop behind it."""
    if _VENUE.match(words.after):
        return False
    return _HOMELY.search(f"{words.before[-_NEAR:]}，{words.after[:_NEAR]}") is not None


def _is_labelled(rows: Rows, span: PersonalSpan, seen: Around) -> bool:
    """Tell whether it stands under a heading of homes beside a name, or in a person's record."""
    if seen.words.heading:
        return seen.named and HOMES_BELOW.search(seen.words.heading) is not None
    return not _NO_HOME.search(seen.words.before) and of_a_record(rows, span)


def _is_told(text: str, rows: Rows, span: PersonalSpan, seen: Around) -> bool:
    words, house = seen.words, seen.value
    if words.heading:
        of_people = _OF_PEOPLE_TOO.fullmatch(words.heading) is not None
        return of_people and seen.named and exact(house) and not _UNITS.search(words.headings)
    if _NO_HOME.search(words.before):
        return False
    cells = rows.cells(rows.number(span.start))
    if seen.named and len(cells) > 1 and not any(map(_UNIT.search, cells)):
        return True
    return lived_in(words, house, named=seen.named) or in_a_scene(text, span.start, span.end)


def _of_a_firm(words: Words) -> bool:
    """Tell whether the seat of a firm is spoken of; what only people have is none."""
    before = words.before[-_OF_A_FIRM:]
    return _FIRM.search(before) is not None and not _ONLY_PEOPLE.search(before)
