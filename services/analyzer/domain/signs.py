"""What must stand in a text before a detector can find anything; one scan tells all of it.

A sign is a cheap promise: where it is missing, the detector that asks for it would find nothing.
Where it is shown the detector looks for itself. Without a scanner every sign counts as shown.
"""

from collections.abc import Collection, Sequence
from enum import IntEnum
from functools import cache
from typing import Final

from services.analyzer.domain.scan import (
    ANY_BYTE,
    CHARACTERS,
    FIRST_MATCH,
    Scanner,
    available,
    compiled,
)


class Sign(IntEnum):
    """One thing that a detector cannot do without."""

    DOUBLED = 0
    """A word twice in a row."""
    MARKS = 1
    """Punctuation marks in a row, or one of half width between Chinese characters."""
    DAY = 2
    """A day that not every month has, or a month that no year has."""
    REFERENCE = 3
    """A document number that is not written as the standard says."""
    DIGITS = 4
    """As many digits as a mobile number has, however they are set apart."""
    CODED = 5
    """Characters written as escapes or tags."""
    PASSPORT = 6
    """The name of a travel document."""
    HOME = 7
    """Words that say where somebody lives."""
    HOUSE = 8
    """A place of homes, and soon after it a house or a group."""
    MASK = 9
    """A digit beside a character that hides others."""
    PEOPLE = 10
    """The heading of a column of names."""


ALL: Final = frozenset(Sign)
TWICE: Final = "的了和与及在是为要将对从以而由被把向让各该此并"
"""Characters that nobody writes twice in a row."""
TWICE_WORDS: Final = (
    *("落实", "贯彻", "会议", "工作", "进行", "开展", "加强", "推进", "以及", "关于", "通过"),
    *("按照", "根据", "我市", "我县", "全市", "全县"),
)
HIDING: Final = "*＊×●•■◆#"
"""Characters that stand in the place of hidden ones."""
PEOPLE: Final = "姓名|户主|名字|申请人|患者|产权人|承租人|权利人|征收人|受益人|学生"
"""What a column of names is headed with."""
_ONES = "[0-9０-９一二三四五六七八九十]"
_HAN = r"[\x{4e00}-\x{9fff}]"
_CELL_ENDS = r"\t\n|｜ \x{3000},，、;；"
# In bytes, and wider than need be: letters beyond Chinese and Latin count as digits, for some are.
_DIGIT = rb"[0-9xX]|\xef\xbc[\x90-\x99\xb8]|\xef\xbd\x98"
_LETTER = rb"[\xc2-\xdf].|[\xe0\xe1\xea-\xee]..|\xf0..."
_GAP = (
    rb"(?:[+\-\x00-\x20\x7f]|\xe2[\x80-\x83\x88].|\xe3\x80\x80|\xef\xb8[\x80-\x8f]"
    rb"|\xef\xb9.|\xef\xbb\xbf|\xef\xbc[\x8b\x8d]|\xe3\x85\xa4|\xef\xbe\xa0|\xef\xbf[\xb0-\xbb]|\xf3\xa0..)*"
)
_OTHER = rb"(?:\xef\xbc[\x90-\x99]|%b)" % _LETTER
_STRANGE = Sign.PEOPLE + 1
"""Letters beyond Chinese and Latin: only where one stands are digits looked for among them."""
_NUMBERED = Sign.PEOPLE + 2
"""A number before a word for houses or groups: only where one stands is a place looked for."""
_NAMED = Sign.PEOPLE + 3
"""What a column of names is headed with: only where it stands is a heading looked for."""
_COUNTED = "村民小组|小组|组|社|队|栋|幢|单元|室|号"


def _digits(digit: bytes) -> bytes:
    return rb"(?:%b)(?:%b(?:%b)){10}" % (digit, _GAP, digit)


def _bytes(text: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in text.encode())


def _mask() -> bytes:
    digit = b"(?:[0-9]|%b)" % _OTHER
    hides = b"(?:%b)" % b"|".join(map(_bytes, HIDING))
    return b"%b%b|%b(?:%b|[xX])|%b[xX]{2}" % (digit, hides, hides, digit, digit)


_IN_BYTES: Final = {
    Sign.DAY: b"%b[0-9]?%b|%b[0-9]?%b" % (_OTHER, _bytes("月"), _bytes("月"), _OTHER),
    Sign.MASK: _mask(),
    Sign.DIGITS: _digits(_DIGIT),
    Sign.MARKS: (
        rb"(?:\xef\xbc[\x8c\x9a\x9b]|\xe3\x80\x81)(?:\xef\xbc[\x8c\x9a\x9b]|\xe3\x80[\x81\x82])"
        rb"|\xe3\x80\x82\xe3\x80\x82|[\xe4-\xe9]..[,;][\xe4-\xe9]"
    ),
    _STRANGE: rb"[\xc2-\xdf\xe0\xe1\xea-\xee\xf0]",
}
_SEEN_CLOSER: Final = {_STRANGE: Sign.DIGITS, _NUMBERED: Sign.HOUSE, _NAMED: Sign.PEOPLE}
"""What costs more to look for, and the trace without which it cannot be there."""


def _in_characters() -> dict[int, str]:
    twice = "|".join(f"{one}{one}" for one in (*TWICE, *TWICE_WORDS))
    return {
        Sign.DOUBLED: twice,
        Sign.DAY: (
            r"(?:^|[^1])0月|1[3-9]月|[2-9][0-9]月|0000年|月(?:3[2-9]|[4-9][0-9]|00?)日"
            r"|(?:^|[^1])2月(?:29|3[01])日|(?:(?:^|[^1])[469]|11)月31日"
        ),
        Sign.REFERENCE: (
            r"(?:[\[［【(（](?:19|20)..[〕\]］】)）]|〔(?:19|20)..[\]］】)）])第?.{1,5}号"
            r"|〔(?:19|20)..〕[第0]"
        ),
        Sign.CODED: r"%(?:25)*(?:[3EeCc]|2[0BDbd])|&|\\u|</?[A-Za-z\x{17f}\x{212a}]",
        Sign.PASSPORT: (
            "护照|证照号|证件号|通行证|回乡证|台胞证|来往内地|来往大陆|旅行证|军官证|士兵证|警官证|文职证"
            r"|[pP][aA][sS\x{17f}]{2}[pP][oO][rR][tT]"
        ),
        Sign.HOME: (
            "家庭(?:住址|地址|所在地)|住址|户籍(?:登记)?(?:地|所在地)|户口(?:所在)?地|常住地"
            "|居住[地于]|现居|现住|家住|租住|暂住|住在"
        ),
        _NUMBERED: f"{_ONES}(?:{_COUNTED})",
        _NAMED: PEOPLE,
    }


def _heading() -> str:
    others = f"[^{_CELL_ENDS}]{{0,12}}"
    return f"(?:^|[{_CELL_ENDS}]){others}(?:{PEOPLE}){others}(?:[{_CELL_ENDS}]|$)"


def _house() -> str:
    places = (
        "村|社区|小区|家园|花园|公寓|佳园|嘉园|雅苑|苑|宿舍|家属院|大院|胡同|里弄|棚户区|安置房"
        "|安置点|寨|屯"
    )
    number = f"{_ONES}{{1,5}}(?:[-－—]{_ONES}{{1,5}}){{0,3}}"
    among_homes = f"(?:{places}){_HAN}{{0,8}}{number}(?:{_COUNTED})"
    entrance = f"{_ONES}(?:号楼|号院|栋|幢|座|号)[，, ]?{number}单元"
    lived_in = f"(?:住|家在)[^\\n]{{2,66}}{_ONES}(?:{_COUNTED})"
    on_a_street = f"(?:[路街巷弄道]|胡同){number}号"
    return f"{among_homes}|{entrance}|{on_a_street}|{lived_in}"


@cache
def _scanner() -> Scanner:
    """Return what looks for signs and traces; a trace costs next to nothing to look for."""
    once = FIRST_MATCH | ANY_BYTE
    patterns = [(sign, text.encode(), once | CHARACTERS) for sign, text in _in_characters().items()]
    patterns += [(sign, expression, once) for sign, expression in _IN_BYTES.items()]
    return _compiled(patterns)


@cache
def _closer(sign: Sign) -> Scanner:
    """Return what looks for one sign whose trace was seen."""
    once = FIRST_MATCH | ANY_BYTE
    if sign is not Sign.DIGITS:
        expression = _house() if sign is Sign.HOUSE else _heading()
        return _compiled([(sign, expression.encode(), once | CHARACTERS)])
    return _compiled([(sign, _digits(_DIGIT + b"|" + _LETTER), once)])


def _compiled(patterns: Sequence[tuple[int, bytes, int]]) -> Scanner:
    return Scanner(
        compiled(
            [expression for _, expression, _ in patterns],
            [int(number) for number, _, _ in patterns],
            [flags for _, _, flags in patterns],
        )
    )


def signs_in(text: str) -> Collection[Sign]:
    """Return what a text shows of all signs; each of them where no scanner is to be had."""
    if not available():
        return ALL
    data = text.encode("utf-8", "replace")
    seen = {number for _, number in _scanner().ends(data)}
    for trace, sign in _SEEN_CLOSER.items():
        if trace in seen:
            seen.remove(trace)
            seen.update(number for _, number in _closer(sign).ends(data))
    return {Sign(number) for number in seen}
