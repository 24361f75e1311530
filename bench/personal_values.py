"""Fills frames with synthetic values that belong to nobody: places have invented districts."""

import random
import re
from collections.abc import Callable, Mapping

from shared.masking import is_uscc, luhn_check, resident_id_check, uscc_check

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗俸字鲁"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚桂英建国志明秀兰海燕文忠"
_VILLAGES = ("文林村", "勐库村委会", "忙角社区", "南美村", "旧笼村", "大文社区", "丙简村")
_ESTATES = ("恒春小区", "世纪花园", "玉龙家园", "锦绣佳苑", "临江公寓", "滨河小区")
_MOBILE_PREFIXES = (
    "134",
    "135",
    "136",
    "138",
    "139",
    "147",
    "150",
    "151",
    "158",
    "159",
    "177",
    "182",
    "187",
    "188",
    "189",
    "198",
    "199",
)
_PROVINCES = (
    "11",
    "12",
    "13",
    "21",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "41",
    "42",
    "43",
    "44",
    "45",
    "50",
    "51",
    "52",
    "53",
    "61",
    "62",
)


def fill(frame: str, seed: str) -> str:
    """Replace the words in braces; the same seed gives the same text."""
    drawn = _Draw(seed)
    return re.sub(r"\{(\w+)\}", lambda word: drawn.value(word[1]), frame)


class _Draw:
    """Values of one text: equal words in a frame get equal people, but digits are drawn anew."""

    def __init__(self, seed: str) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - reproducible, nothing secret
        self._drawn: dict[str, str] = {}
        self.id = self.resident_id()

    def value(self, word: str) -> str:
        if word.startswith("digits"):
            return self.digits(int(re.sub(r"\D", "", word)))
        if word not in self._drawn:
            self._drawn[word] = _maker(word)(self)
        return self._drawn[word]

    def digits(self, length: int) -> str:
        first = self._dice.choice("23456789")
        return first + "".join(self._dice.choices("0123456789", k=length - 1))

    def resident_id(self, year: int | None = None) -> str:
        while True:
            born = f"{year or self._dice.randint(1940, 2012)}"
            born += f"{self._dice.randint(1, 12):02}{self._dice.randint(1, 28):02}"
            first = f"{self._dice.choice(_PROVINCES)}0199{born}{self._dice.randint(1, 998):03}"
            value = first + resident_id_check(first)
            if not is_uscc(value):
                return value

    def mobile(self) -> str:
        tail = "".join(self._dice.choices("0123456789", k=8))
        return self._dice.choice(_MOBILE_PREFIXES) + tail

    def card(self, length: int) -> str:
        prefix = self._dice.choice(("622202", "621700", "622848", "623668", "621226"))
        body = prefix + "".join(self._dice.choices("0123456789", k=length - 7))
        return body + luhn_check(body)

    def passport(self) -> str:
        opening = self._dice.choice(("E", "G", "EA", "EH"))
        return opening + self.digits(9 - len(opening))

    def uscc(self) -> str:
        letters = "".join(self._dice.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=8))
        first = f"915309{self.digits(2)}M{letters}"
        return first + uscc_check(first)

    def name(self) -> str:
        given = self._dice.sample(_GIVEN, k=self._dice.choice((1, 2)))
        return self._dice.choice(_SURNAMES) + "".join(given)

    def one_of(self, choices: tuple[str, ...]) -> str:
        return self._dice.choice(choices)

    def number(self, most: int) -> int:
        return self._dice.randint(1, most)


def _maker(word: str) -> Callable[["_Draw"], str]:
    return _MAKERS.get(word) or _MAKERS[word.rstrip("2345")]


def _lower_x(draw: _Draw) -> str:
    value = draw.id
    while not value.endswith("X"):
        value = draw.resident_id()
    return value.lower()


def _wrong_check(draw: _Draw) -> str:
    return draw.id[:-1] + ("1" if draw.id[-1] != "1" else "2")


def _grouped(value: str, mark: str = " ") -> str:
    return mark.join(value[start : start + 4] for start in range(0, len(value), 4))


def _phone(value: str, mark: str) -> str:
    return f"{value[:3]}{mark}{value[3:7]}{mark}{value[7:]}"


def _born(draw: _Draw) -> str:
    return f"{draw.id[6:10]}年{int(draw.id[10:12])}月{int(draw.id[12:14])}日"


_MAKERS: Mapping[str, Callable[[_Draw], str]] = {
    "name": _Draw.name,
    "id": lambda draw: draw.id,
    "id2": _Draw.resident_id,
    "id3": _Draw.resident_id,
    "id_fw": lambda draw: draw.id.translate(_FULL_WIDTH),
    "id_sp": lambda draw: f"{draw.id[:6]} {draw.id[6:14]} {draw.id[14:]}",
    "id_sp2": lambda draw: " ".join(draw.id),
    "id_hy": lambda draw: f"{draw.id[:6]}-{draw.id[6:14]}-{draw.id[14:]}",
    "id_zw": lambda draw: "\u200b".join(draw.id),
    "id_lower": _lower_x,
    "id15": lambda draw: draw.resident_id(1960)[:6] + f"60{draw.id[10:17]}",
    "idbad": _wrong_check,
    "disabled": lambda draw: f"{draw.id}{draw.number(7)}{draw.number(4)}",
    "pupil": lambda draw: f"G{draw.resident_id(2008)}",
    "looks_id": lambda draw: draw.resident_id(2012),
    "looks_mj": lambda draw: f"MJ{draw.digits(8)}",
    "id_last": lambda draw: f"{draw.id[:17]}*",
    "id_last4": lambda draw: f"{draw.id[:14]}****",
    "id_region": lambda draw: f"******{draw.id[6:]}",
    "id_nobirth": lambda draw: f"{draw.id[:6]}********{draw.id[14:]}",
    "id_year": lambda draw: f"{draw.id[:10]}********",
    "id_good": lambda draw: f"{draw.id[:6]}********{draw.id[14:]}",
    "id_good2": lambda draw: f"{draw.id[:3]}*************{draw.id[16:]}",
    "born": _born,
    "mobile": _Draw.mobile,
    "mobile_sp": lambda draw: _phone(draw.mobile(), " "),
    "mobile_hy": lambda draw: _phone(draw.mobile(), "-"),
    "mobile_fw": lambda draw: draw.mobile().translate(_FULL_WIDTH),
    "mobile_zw": lambda draw: "\u200b".join(draw.mobile()),
    "mobile86": lambda draw: f"+86 {draw.mobile()}",
    "mobile_last": lambda draw: f"{draw.mobile()[:10]}*",
    "mobile_good": lambda draw: f"{draw.mobile()[:3]}****{draw.digits(4)}",
    "mobile_shape": _Draw.mobile,
    "card": lambda draw: draw.card(16),
    "card19": lambda draw: draw.card(19),
    "card_sp": lambda draw: _grouped(draw.card(19)),
    "card_fw": lambda draw: draw.card(19).translate(_FULL_WIDTH),
    "card_last": lambda draw: f"{draw.card(19)[:17]}**",
    "passport": _Draw.passport,
    "passport_sp": lambda draw: f"E {_grouped(draw.digits(8))}",
    "permit": lambda draw: f"{draw.one_of(('H', 'M', 'C'))}{draw.digits(8)}",
    "village": lambda draw: draw.one_of(_VILLAGES),
    "group": lambda draw: f"{draw.number(9)}组",
    "house": lambda draw: f"{draw.number(99)}号",
    "estate": lambda draw: draw.one_of(_ESTATES),
    "flat": lambda draw: (
        f"{draw.number(9)}栋{draw.number(3)}单元{draw.number(9)}0{draw.number(4)}室"
    ),
    "uscc": _Draw.uscc,
    "landline": lambda draw: f"21{draw.digits(5)}",
    "year": lambda draw: str(draw.number(4) + 2016),
    "epoch": lambda draw: f"16{draw.digits(11)}",
}
