"""Check digits of personal and corporate numbers; pure, on plain ASCII strings."""

import re
from datetime import date
from typing import Final

PROVINCES: Final = frozenset(
    f"{region}{place}"
    for region, places in enumerate(
        ("", "12345", "123", "1234567", "123456", "01234", "12345", "1", "123")
    )
    for place in places
)
"""First two digits of a resident ID number (GB/T 2260, with 83 for Taiwan residents)."""

_FIRST_BIRTH = date(1900, 1, 1)
_LATEST_BIRTH = date(2099, 12, 31)
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_SHAPE = re.compile(r"[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_MODULUS = 31
_NINE = 9


def resident_id_check(first17: str) -> str:
    """Return the check character of 17 digits (GB 11643-1999; ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, first17, strict=True))
    return _ID_CHECKS[total % len(_ID_CHECKS)]


def is_birth_date(text: str, today: date | None = None) -> bool:
    """Tell whether `yyyymmdd` is a day from 1900-01-01 to `today` (None: to 2099-12-31)."""
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return _FIRST_BIRTH <= born <= (today or _LATEST_BIRTH)


def is_resident_id(value: str, today: date | None = None) -> bool:
    """Validate an 18-character resident ID number: province, birth date, check character.

    Args:
        value: ASCII digits, the last one or `X`.
        today: latest possible birth date; None means 2099-12-31.
    """
    return (
        value[:2] in PROVINCES
        and _ID_SHAPE.fullmatch(value) is not None
        and is_birth_date(value[6:14], today)
        and resident_id_check(value[:17]) == value[17]
    )


def uscc_check(first17: str) -> str:
    """Return the check character of a unified social credit code (GB 32100-2015)."""
    values = map(_USCC_ALPHABET.index, first17)
    total = sum(weight * value for weight, value in zip(_USCC_WEIGHTS, values, strict=True))
    return _USCC_ALPHABET[-total % _USCC_MODULUS]


def is_uscc(value: str) -> bool:
    """Validate a unified social credit code (统一社会信用代码): 18 characters, upper case."""
    return _USCC_SHAPE.fullmatch(value) is not None and uscc_check(value[:17]) == value[17]


def luhn_check(digits: str) -> str:
    """Return the digit to append to `digits` (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - _NINE if doubled > _NINE else doubled
    return str(-total % 10)


def is_luhn(value: str) -> bool:
    """Validate a card number's last digit (ISO/IEC 7812-1, annex B)."""
    return value.isdigit() and luhn_check(value[:-1]) == value[-1]
