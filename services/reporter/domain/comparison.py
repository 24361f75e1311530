"""Period over period: figure beside figure, with the difference; missing stays missing. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Json = dict[str, Any]
_RATES = frozenset({"rate", "recheck_rate"})
_DECIMALS = 1
_OF_FROZEN = frozenset({"frozen_differs", "statistics_not_kept"})
_SIDE = ("period", "as_of", "frozen", "digest")


def compare(now: Json, before: Json) -> Json:
    """Set two statistics of the same kind beside each other.

    A row that one of them lacks is null on that side: it is not taken for zeros.

    Args:
        now: of the period asked for.
        before: of the period to compare with.
    """
    empty = any(one["code"] == "no_data" for one in before["warnings"])
    earlier = {row["key"]: row for row in before["rows"]}
    keys = [row["key"] for row in now["rows"]]
    keys += [row["key"] for row in before["rows"] if row["key"] not in set(keys)]
    current = {row["key"]: row for row in now["rows"]}
    return {
        **{key: now[key] for key in (*_SIDE, "by", "kind")},
        "before": {**{key: before[key] for key in _SIDE}, "missing": empty},
        "total": _pair(now["total"], None if empty else before["total"]),
        "rows": [
            {"key": key, "name": (current.get(key) or earlier[key])["name"]}
            | _pair(current.get(key), None if empty else earlier.get(key))
            for key in keys
        ],
        "warnings": now["warnings"]
        + [one for one in before["warnings"] if empty or one["code"] in _OF_FROZEN],
    }


def _pair(now: Json | None, before: Json | None) -> Json:
    shown, other = _flat(now), _flat(before)
    return {
        figure: {
            "now": shown.get(figure),
            "before": other.get(figure),
            "change": _change(figure, shown.get(figure), other.get(figure)),
        }
        for figure in (shown or other)
    }


def _change(figure: str, now: Any, before: Any) -> Any:
    """Return the difference; of two rates the percentage points between the exact fractions."""
    if now is None or before is None:
        return None
    if figure.rpartition(".")[2] in _RATES:
        points = (_fraction(now) - _fraction(before)) * 100
        scaled = abs(points) * 10**_DECIMALS
        shown = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        whole, rest = divmod(shown, 10**_DECIMALS)
        return f"{'-' if points < 0 and shown else '+'}{whole}.{rest}个百分点"
    return now - before


def _fraction(rate: Mapping[str, Any]) -> Fraction:
    return Fraction(rate["numerator"], rate["denominator"])


def _flat(row: Json | None, path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in (row or {}).items():
        if key in {"key", "name"}:
            continue
        if isinstance(value, dict) and key not in _RATES:
            found |= _flat(value, f"{path}{key}.")
        else:
            found[path + key] = value
    return found
