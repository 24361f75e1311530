"""Synthetic personal values with valid check digits, and the disguises they are found in.

None of them is taken from a person: places are drawn from province codes with invented districts.
"""

from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from hypothesis import strategies as st

from shared.masking.checks import (
    PROVINCES,
    luhn_check,
    resident_id_check,
    uscc_check,
)

FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


def resident_id(province: str = "53", born: str = "19900307", serial: str = "013") -> str:
    """Build a synthetic ID number; the district 0199 is invented."""
    first = f"{province}0199{born}{serial}"
    return first + resident_id_check(first)


def card(prefix: str = "622202", body: str = "000012345678") -> str:
    return prefix + body + luhn_check(prefix + body)


def uscc(first: str = "12530199000001234") -> str:
    return first + uscc_check(first)


def percent(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode())


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "full-width": lambda value: value.translate(FULL_WIDTH),
    "space-split": " ".join,
    "hyphen-split": "-".join,
    "zero-width-split": "\u200b".join,
    "soft-hyphen-split": "\u00ad".join,
    "wide-space-split": "\u3000".join,
    "percent": percent,
    "percent twice": lambda value: percent(value).replace("%", "%25"),
    "percent full-width": lambda value: quote(value.translate(FULL_WIDTH)),
    "percent zero-width": lambda value: quote("\u200b".join(value)),
    "entities": lambda value: "".join(f"&#{ord(char)};" for char in value),
    "JSON escapes": lambda value: "".join(f"\\u{ord(char):04x}" for char in value),
    "tags": "</b><b>".join,
    "percent tags": lambda value: quote("</b><b>".join(value)),
    "halves": lambda value: f"{value[:5]} {value[5:]}",
    "lower case": str.lower,
}

RESIDENT_IDS = st.builds(
    resident_id,
    st.sampled_from(sorted(PROVINCES)),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)).map(lambda day: f"{day:%Y%m%d}"),
    st.integers(0, 999).map("{:03d}".format),
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
CARDS = st.builds(
    card,
    st.just("62"),
    st.from_regex(r"[0-9]{13,16}", fullmatch=True),
)
