"""Verifies each personal value that was found, and weighs it by the words around it."""

import html
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import unquote

from services.analyzer.domain.privacy.addresses import home_key, is_home
from services.analyzer.domain.privacy.columns import homes_in_columns, passports_in_columns
from services.analyzer.domain.privacy.contacts import whose
from services.analyzer.domain.privacy.context import OWNERS, is_a_unit, words_around
from services.analyzer.domain.privacy.repeated import named_in_turn
from services.analyzer.domain.privacy.roles import Whose
from services.analyzer.domain.privacy.rows import Rows
from services.analyzer.domain.privacy.seen import seen_around
from services.analyzer.domain.privacy.weighed import Learned, Lesson
from services.analyzer.domain.signs import ALL, HIDING, Sign
from shared.contracts.finding import Severity
from shared.masking import (
    PersonalKind,
    PersonalSpan,
    find_addresses,
    find_personal,
)

ID: Final = "personal.resident_id"
MOBILE: Final = "personal.mobile"
CARD: Final = "personal.bank_card"
PASSPORT: Final = "personal.passport"
ADDRESS: Final = "personal.address"
STRONG: Final = frozenset({ID, CARD, PASSPORT})
"""Kinds that three of make a list without a name beside them."""
_TAXED = re.compile(r"00(?!\d)")
"""What follows the identity number of a trader in his tax number."""
_PREFIX = 3
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")
_MOBILE_LENGTH = 11
_OLD_ID_LENGTH = 15
_UNIONPAY = "62"
_UNIONPAY_LENGTHS = range(16, 20)
_CARD_PREFIXES = ("62", "4", "51", "52", "53", "54", "55", "35", "37", "9", "60", "68")


_HIDING = frozenset(HIDING)
_NUMBERS = frozenset({Sign.DIGITS, Sign.CODED, Sign.PASSPORT})
_HOMES = frozenset({Sign.HOME, Sign.HOUSE})


@dataclass(frozen=True, slots=True)
class Value:
    """One personal value.

    Attributes:
        rule: what it is.
        span: where it stands, in characters of the text.
        key: the value without disguise; personal, so fingerprint it.
        why: for people, without the value.
        severity: where it weighs less than its rule says.
        name: of the person beside it, empty for none.
    """

    rule: str
    span: tuple[int, int]
    key: str
    why: str
    severity: Severity | None = None
    name: str = ""


def values_of(
    text: str,
    rows: Rows,
    today: date | None,
    signs: Collection[Sign] = ALL,
    learned: Lesson = Learned,
) -> list[Value]:
    """Find what identifies a person and belongs to no office, in the order of the text.

    Args:
        text: any text.
        rows: its lines.
        today: latest possible birth date; None means 2099-12-31.
        signs: what the text shows.
        learned: weights of the pieces of text around mobiles and homes.
    """
    found: list[Value] = []
    for span in sorted(_spans(text, rows, today, signs), key=_first):
        if found and span.start < found[-1].span[1]:
            continue
        if is_part_of_a_mask(text, span):
            continue
        value = _JUDGES[span.kind](text, rows, span, learned)
        if value is not None:
            found.append(value)
    return found


def _spans(
    text: str, rows: Rows, today: date | None, signs: Collection[Sign]
) -> Iterator[PersonalSpan]:
    """Find whatever may be a personal value."""
    if not _NUMBERS.isdisjoint(signs):
        yield from find_personal(text, today)
    if Sign.PASSPORT in signs:
        yield from passports_in_columns(text, rows)
    yield from addresses_in(text, rows, signs)


def addresses_in(text: str, rows: Rows, signs: Collection[Sign] = ALL) -> list[PersonalSpan]:
    """Find whatever may be a home; certain where its label or its list says so.

    Args:
        text: any text.
        rows: its lines.
        signs: what the text shows.
    """
    found: list[PersonalSpan] = []
    if not _HOMES.isdisjoint(signs):
        found += find_addresses(text)
    if Sign.PEOPLE in signs:
        found += homes_in_columns(text, rows)
    return named_in_turn(text, found)


def _first(span: PersonalSpan) -> tuple[int, int, bool]:
    """Put the longest first, of these what is an identity card."""
    return span.start, -span.end, span.kind is not PersonalKind.RESIDENT_ID


def is_part_of_a_mask(text: str, span: PersonalSpan) -> bool:
    """Say whether a number is what a mask left of a longer one; stars on both sides are print."""
    if span.kind is PersonalKind.RESIDENT_ID:
        return False
    if span.kind is PersonalKind.BANK_CARD and text[span.end : span.end + 1] in _HIDING:
        return True
    before, after = text[max(span.start - 2, 0) : span.start], text[span.end : span.end + 2]
    return _hides(before) != _hides(after)


def _hides(beside: str) -> bool:
    return len(beside) > 1 and _HIDING.issuperset(beside)


def _resident_id(text: str, rows: Rows, span: PersonalSpan, _: Lesson) -> Value | None:
    words = words_around(text, rows, (span.start, span.end))
    if words.other_number() and not _TAXED.match(text, span.end):
        return None
    why, severity = "公开页面出现完整的公民身份号码（校验码、出生日期均有效）", None
    key = _plain(text, span)
    if not span.certain:
        if len(key) == _OLD_ID_LENGTH:
            why = "公开页面出现15位旧身份证号码（有“身份证”标注，出生日期有效）"
        else:
            why, severity = (
                "“身份证”标注后出现18位号码，但校验码不符，请人工核对",
                Severity.ORDINARY,
            )
    return _value(ID, rows, span, key, why, severity)


def _mobile(text: str, rows: Rows, span: PersonalSpan, learned: Lesson) -> Value | None:
    if _is_of_two_cells(rows, span):
        return None
    key, seen = _plain(text, span), seen_around(text, rows, span)
    if seen.words.other_number() or len({*key[_PREFIX:]}) == 1:  # 13800000000, as a form shows it
        return None
    if not seen.words.phone() and (seen.words.quantity() or not _is_assigned(key)):
        return None
    called = whose(seen, learned().contacts)
    if called is Whose.NOBODY:
        return None
    if called is Whose.OFFICE:
        why = "公务联系方式中出现手机号码，请核实是否为个人手机"
        return _value(MOBILE, rows, span, key, why, Severity.HINT)
    return _value(MOBILE, rows, span, key, "公开页面出现个人手机号码")


def _is_of_two_cells(rows: Rows, span: PersonalSpan) -> bool:
    """Tell whether a number goes on in the next row of a table, where another begins."""
    first, last = rows.number(span.start), rows.number(span.end - 1)
    return first != last and rows.is_tabled(first) and rows.is_tabled(last)


def _bank_card(text: str, rows: Rows, span: PersonalSpan, _: Lesson) -> Value | None:
    near, key = words_around(text, rows, (span.start, span.end)), _plain(text, span)
    words = near if near.heading else near.widened(text, span.start, span.end)
    owner = rows.under(OWNERS, span.start)
    if near.other_number() or is_a_unit(owner) or words.account_of_a_unit() or not span.certain:
        return None
    unionpay = key.startswith(_UNIONPAY) and len(key) in _UNIONPAY_LENGTHS
    if not unionpay and not (words.card_of_a_person() and key.startswith(_CARD_PREFIXES)):
        return None
    why = "公开页面出现完整的银行卡号（校验位有效，户名不是单位）"
    return _value(CARD, rows, span, key, why)


def _passport(text: str, rows: Rows, span: PersonalSpan, _: Lesson) -> Value:
    why = "公开页面出现完整的护照、通行证或军官证号码"
    return _value(PASSPORT, rows, span, _plain(text, span), why)


def _address(text: str, rows: Rows, span: PersonalSpan, learned: Lesson) -> Value | None:
    if not is_home(text, rows, span, learned().homes):
        return None
    key = home_key(text, rows, span, _plain(text, span))
    return _value(ADDRESS, rows, span, key, "公开页面出现精确到组、门牌号的家庭住址")


def _is_assigned(digits: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - slow to load, and most texts hold no number

    number = phonenumbers.parse(digits[-_MOBILE_LENGTH:], "CN")
    return phonenumbers.is_valid_number_for_region(number, "CN")


def _plain(text: str, span: PersonalSpan) -> str:
    value = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text[span.start : span.end])
    value = re.sub(r"<[^<>]*>", "", unquote(unquote(html.unescape(value))))
    value = unicodedata.normalize("NFKC", value)
    return "".join(char for char in value if char.isalnum()).upper()


def _value(
    rule: str,
    rows: Rows,
    span: PersonalSpan,
    key: str,
    why: str,
    severity: Severity | None = None,
) -> Value:
    return Value(rule, (span.start, span.end), key, why, severity, rows.name(span.start))


_JUDGES: Mapping[PersonalKind, Callable[[str, Rows, PersonalSpan, Lesson], Value | None]] = {
    PersonalKind.RESIDENT_ID: _resident_id,
    PersonalKind.MOBILE: _mobile,
    PersonalKind.BANK_CARD: _bank_card,
    PersonalKind.PASSPORT: _passport,
    PersonalKind.ADDRESS: _address,
}
