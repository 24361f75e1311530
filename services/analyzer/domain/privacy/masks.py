"""Values masked so little, or twice so differently, that they can be put together again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from services.analyzer.domain.privacy.context import words_around
from services.analyzer.domain.privacy.rows import Rows
from services.analyzer.domain.signs import HIDING
from shared.masking.checks import PROVINCES, is_birth_date

_TOKEN = re.compile(
    rf"(?<![0-9A-Za-z{HIDING}])[0-9]?[0-9{HIDING}]{{9,18}}[0-9{HIDING}Xx](?![0-9A-Za-z{HIDING}])"
)
_XES = re.compile(r"(?<![0-9A-Za-z])\d{1,16}[xX]{2,17}\d{0,16}[xX]?(?![0-9A-Za-z])")
_ID_LENGTH: Final = 18
_MOBILE_LENGTH: Final = 11
_UNIONPAY: Final = "62"
_CARD_LENGTHS: Final = range(16, 20)
_BIRTH = range(6, 14)
_NEEDED_ID = 6
"""Hidden digits in a row, some of them of the birth date or the sequence (usual practice)."""
_NEEDED_MOBILE = 4
_NEEDED_CARD = 6
_FEWEST_SEEN = 4
_ID_LABEL = re.compile(r"身份|证件|公民|残疾|学籍")
_CARD_LABEL = re.compile(r"卡号|银行|账号|帐号|一卡通|存折|[账帐]户|卡[:：\s]?$")
_PHONE_LABEL = re.compile(r"电话|手机|联系")
_BORN = re.compile(
    r"(?:出生|生日|生于)[^0-9\n]{0,8}((?:19|20)\d\d)[年./-]?(\d\d?)[月./-]?(\d\d?)"
    r"|((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日(?:出生|生)"
)
_DATE = re.compile(r"((?:19|20)\d\d)[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?")
_RECORD = re.compile(r"[^:：\t\n ]{1,12}[:：\t ]")
_WHO = re.compile(r"[^:：\t\n]{0,6}(?:姓名|人|户主)[:：\t ]")
"""The line with which a record begins."""
_LINES: Final = 6
_REACH = 24
_FEW: Final = 12
"""Masks of one text that are compared whatever name stands beside them."""
_SHARED: Final = 4
"""Digits that two numbers of one text do not share by chance."""
_MOST = 400
"""Masks of one text that are compared pair by pair under one name."""


@dataclass(frozen=True, slots=True)
class Masked:
    """One masked value.

    Attributes:
        kind: id, mobile or card.
        span: where it stands.
        chars: digits and `*`.
        name: of the person beside it.
    """

    kind: str
    span: tuple[int, int]
    chars: str
    name: str = ""

    def weak(self) -> bool:
        """Tell whether so little is hidden that the value can be worked out or tried out."""
        runs = [match.span() for match in re.finditer(r"\*+", self.chars)]
        if self.kind == "id":
            secret = range(_BIRTH.start, _ID_LENGTH - 1)
            return not any(
                end - start >= _NEEDED_ID and start < secret.stop and end > secret.start
                for start, end in runs
            )
        needed = _NEEDED_MOBILE if self.kind == "mobile" else _NEEDED_CARD
        return sum(end - start for start, end in runs) < needed

    def with_birth(self, day: str) -> "Masked":
        """Return the value with its birth date (`yyyymmdd`) filled in."""
        return Masked(self.kind, self.span, _merged(self.chars, f"{'*' * 6}{day}****"), self.name)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mask that does not protect."""

    masked: Masked
    recombinable: bool
    why: str


def flaws_in(text: str, rows: Rows) -> list[Flaw]:
    """Find weak masks, and masks of one person that complete one another."""
    found = list(_masks(text, rows))
    weak = [Flaw(one, False, "遮盖位数过少，完整号码可被推算") for one in found if one.weak()]
    strong = [one for one in found if not one.weak()]
    return [*weak, *_beside_a_birth_date(text, rows, strong), *_completing(found)]


def _masks(text: str, rows: Rows) -> Iterator[Masked]:
    for pattern in (_TOKEN, _XES):
        for match in pattern.finditer(text):
            chars = re.sub(rf"[{HIDING}]", "*", match[0])
            if pattern is _XES:
                chars = re.sub(r"[xX](?!$)", "*", chars)
            kind = _kind(chars, text, match.start(), rows)
            if kind and "*" in chars:
                yield Masked(kind, match.span(), chars.upper(), rows.name(match.start()))


def _kind(chars: str, text: str, start: int, rows: Rows) -> str:
    if sum(char.isdigit() for char in chars) < _FEWEST_SEEN:
        return ""
    label = text[max(start - _REACH, 0) : start].rpartition("\n")[2] + rows.heading(start)
    if len(chars) == _ID_LENGTH and (_ID_LABEL.search(label) or _is_id(chars)):
        return "id"
    if len(chars) == _MOBILE_LENGTH and re.match(r"1[3-9*]", chars):
        return "mobile" if _PHONE_LABEL.search(label) or chars[2:3].isdigit() else ""
    if len(chars) not in _CARD_LENGTHS:
        return ""
    return "card" if _CARD_LABEL.search(label) or _is_card(chars, text, start, rows) else ""


def _is_card(chars: str, text: str, start: int, rows: Rows) -> bool:
    """Tell whether a number without a label begins as bank cards do, and nothing else is said."""
    words = words_around(text, rows, (start, start + len(chars)))
    other = words.other_number() or words.account_of_a_unit()
    return chars.startswith(_UNIONPAY) and not other


def _is_id(chars: str) -> bool:
    """Tell whether province and birth date are possible where they can be seen."""
    day = chars[_BIRTH.start : _BIRTH.stop]
    if "*" not in chars[:2] and chars[:2] not in PROVINCES:
        return False
    if day.isdigit():
        return is_birth_date(day)
    return chars[:2].isdigit() and day[:1] in "12*"


def _beside_a_birth_date(text: str, rows: Rows, masks: Sequence[Masked]) -> Iterator[Flaw]:
    for one in masks:
        if one.kind != "id":
            continue
        day = _birth_beside(text, rows, one)
        if day and _fits(one.chars, f"{'*' * 6}{day}****") and one.with_birth(day).weak():
            yield Flaw(one, True, "身份证号遮盖了出生日期，同一行却另列出生日期，可拼出完整号码")


def _birth_beside(text: str, rows: Rows, one: Masked) -> str:
    number = rows.number(one.span[0])
    start, end = rows.span(number)
    line = text[max(start, one.span[0] - 120) : min(end, one.span[1] + 120)]
    if born := _BORN.search(line):
        return _day(tuple(part for part in born.groups() if part))
    for title, cell in zip(rows.headings(number), rows.cells(number), strict=False):
        if "出生" in title and (born := _DATE.fullmatch(cell)):
            return _day(born.groups())
    return _birth_in_record(rows, number)


def _birth_in_record(rows: Rows, number: int) -> str:
    """Return the birth date that a line of the same record tells."""
    if not _RECORD.match(rows.line(number)):
        return ""
    for step in (-1, 1):
        other = number + step
        while 0 <= other < len(rows.starts) and abs(other - number) <= _LINES:
            line = rows.line(other)
            if not _RECORD.match(line) or (step > 0 and _WHO.match(line)):
                break
            if born := _BORN.search(line):
                return _day(tuple(part for part in born.groups() if part))
            if step < 0 and _WHO.match(line):
                break
            other += step
    return ""


def _day(parts: tuple[str, ...]) -> str:
    year, month, day = parts
    return f"{year}{month:0>2}{day:0>2}"


def _completing(masks: Sequence[Masked]) -> Iterator[Flaw]:
    told: set[int] = set()
    for first, second in _pairs(masks):
        if second.span[0] in told or not _fits(first.chars, second.chars):
            continue
        merged = Masked(first.kind, second.span, _merged(first.chars, second.chars))
        if _tells_more(merged, first, second):
            told.add(second.span[0])
            yield Flaw(second, True, "同一人的号码两处遮盖位置不同，可拼出完整号码")


def _pairs(masks: Sequence[Masked]) -> Iterator[tuple[Masked, Masked]]:
    """Yield pairs of one person: of one name, or where few masks share what they show."""
    named: dict[tuple[str, str], list[Masked]] = {}
    for one in masks[:_MOST]:
        if one.name and "*" not in one.name:
            named.setdefault((one.kind, one.name), []).append(one)
    for same in named.values():
        yield from _different(same)
    if len(masks) <= _FEW:
        for first, second in _different(masks):
            if _share(first.chars, second.chars) >= _SHARED:
                yield first, second


def _different(masks: Sequence[Masked]) -> Iterator[tuple[Masked, Masked]]:
    return combinations({one.chars: one for one in masks}.values(), 2)


def _share(first: str, second: str) -> int:
    """Count the digits that both show."""
    return sum(one == other != "*" for one, other in zip(first, second, strict=False))


def _tells_more(merged: Masked, first: Masked, second: Masked) -> bool:
    """Tell whether two masks say together what neither does: a weak one says much by itself."""
    if first.weak() or second.weak():
        return "*" not in merged.chars
    return merged.weak()


def _fits(first: str, second: str) -> bool:
    return len(first) == len(second) and all(
        one == other or "*" in {one, other} for one, other in zip(first, second, strict=True)
    )


def _merged(first: str, second: str) -> str:
    return "".join(other if one == "*" else one for one, other in zip(first, second, strict=False))
