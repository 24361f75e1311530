"""Rates: exact fractions, two ways to print them, no rate without a denominator."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporter.domain.rounding import Mode, Style, rate

COUNTS = st.integers(1, 10_000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@pytest.mark.parametrize(
    ("numerator", "denominator", "style", "printed"),
    [
        pytest.param(8, 9, Style(), "88.9%", id="websites"),
        pytest.param(34, 36, Style(0), "94%", id="columns"),
        pytest.param(139, 142, Style(0, Mode.TRUNCATE), "97%", id="accounts"),
        pytest.param(139, 142, Style(0), "98%", id="accounts-half-up"),
        pytest.param(98, 98, Style(0), "100%", id="enquiries"),
        pytest.param(1, 8, Style(0), "13%", id="a-half-goes-up"),
        pytest.param(1, 2000, Style(), "0.1%", id="a-half-goes-up-with-decimals"),
        pytest.param(0, 5, Style(2), "0.00%", id="nothing"),
    ],
)
def test_a_rate_is_printed_in_its_style(
    numerator: int, denominator: int, style: Style, printed: str
) -> None:
    made = rate(numerator, denominator, style)

    assert made is not None
    assert made.printed == printed


def test_without_a_denominator_there_is_no_rate() -> None:
    assert rate(0, 0) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 3), (4, 3), (1, 0)])
def test_what_is_no_share_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        rate(numerator, denominator)


def test_decimals_are_bounded() -> None:
    with pytest.raises(ValueError, match="decimals"):
        Style(7)


def test_the_json_keeps_the_exact_fraction() -> None:
    made = rate(8, 9)

    assert made is not None
    assert made.as_json() == {
        "numerator": 8,
        "denominator": 9,
        "value": 0.8888888888888888,
        "printed": "88.9%",
        "mode": "half_up",
        "decimals": 1,
        "truncated": "88.8%",
    }


@given(COUNTS, st.integers(0, 6))
def test_printed_numbers_stay_within_one_unit_of_the_last_digit(
    counts: tuple[int, int], decimals: int
) -> None:
    made = rate(*counts, Style(decimals))

    assert made is not None
    exact = Fraction(100 * counts[0], counts[1])
    step = Fraction(1, 10**decimals)
    truncated, half_up = (Fraction(text.rstrip("%")) for text in (made.truncated, made.half_up))
    assert truncated <= exact < truncated + step
    assert abs(half_up - exact) <= step / 2
    assert made.differs == (truncated != half_up)
