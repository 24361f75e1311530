"""Profiles for people: what two of them differ in, and what one item means. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.contracts.profile import Certainty, Item, Profile

CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.CONFIRMED: "已核实",
    Certainty.PARTLY: "部分核实",
    Certainty.MEMORY: "待核实",
    Certainty.UNKNOWN: "分值未知",
    Certainty.LOCAL: "本地规定",
}
_WHOLE = ("observed", "scoring", "portals", "warn_days", "warn_again", "closing_quarters")


def differences(before: Profile, after: Profile) -> list[dict[str, Any]]:
    """List every difference: where, field, before, after."""
    rows = _of_parts("items", "id", before, after) + _of_parts("columns", "name", before, after)
    rows += _of_parts("deadlines", "name", before, after)
    for name in _WHOLE:
        old, new = _plain(getattr(before, name)), _plain(getattr(after, name))
        if old != new:
            rows.append({"where": name, "field": "", "before": old, "after": new})
    return rows


def explained(profile: Profile, item: Item) -> dict[str, Any]:
    """Say what an item means, by which limits, and how sure each value is."""
    return {
        "id": item.id,
        "title": item.title,
        "situation": item.situation or item.title,
        "part": item.part.value,
        "kinds": [kind.value for kind in item.kinds],
        "rule": item.rule,
        "check": item.check,
        "limits": dict(item.limits),
        "classes": list(item.classes),
        "keys": list(item.keys),
        "form": list(item.form),
        "points": item.points,
        "each": item.each,
        "certainty": CERTAINTIES[item.certainty],
        "points_certainty": CERTAINTIES[item.points_certainty] if _has_points(item) else "",
        "source": item.source,
        "enabled": item.enabled,
        "profile": profile.name,
        "over": list(profile.bases),
    }


def unconfirmed(profile: Profile) -> list[str]:
    """Name the items of which something is not confirmed, as a profile's check shows them."""
    unsure = {Certainty.PARTLY, Certainty.MEMORY, Certainty.UNKNOWN}
    return [
        item.id
        for item in profile.items
        if item.certainty in unsure or (_has_points(item) and item.points_certainty in unsure)
    ]


def _has_points(item: Item) -> bool:
    return item.part.value in {"deduction", "bonus"}


def _of_parts(part: str, key: str, before: Profile, after: Profile) -> list[dict[str, Any]]:
    old = {getattr(one, key): _plain(one) for one in getattr(before, part)}
    new = {getattr(one, key): _plain(one) for one in getattr(after, part)}
    return [
        {"where": name, "field": field, "before": was, "after": now}
        for name in dict.fromkeys([*old, *new])
        for field, was, now in _fields(old.get(name, {}), new.get(name, {}))
    ]


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[tuple[str, Any, Any]]:
    if not old or not new:
        return [("", "—" if not old else "有", "—" if not new else "有")]
    return [(name, old[name], new[name]) for name in new if old[name] != new[name]]


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
