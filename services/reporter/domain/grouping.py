"""How targets and enquiries are grouped, and in which order the groups stand. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from services.reporter.domain.registry import Registry
from shared.contracts.target import Target, TargetKind

_NONE = "未注明"
KINDS = {
    TargetKind.WEBSITE: "政府网站",
    TargetKind.COLUMN: "信息公开专栏",
    TargetKind.ACCOUNT: "政务新媒体",
}


class Group(NamedTuple):
    """One row: what it is called and where it stands in the list."""

    place: tuple[Any, ...]
    key: str
    name: str


def by_unit(unit: str, registry: Registry) -> Group:
    """Name a unit as lists print it, in protocol order."""
    return Group(registry.unit_key(unit), unit, registry.unit_name(unit))


def by_region(unit: str, registry: Registry) -> Group:
    """Name the region of a unit; units without one come last."""
    known = registry.units.get(unit)
    region = known.region if known else ""
    return Group((region == "", region), region, region or _NONE)


def _level(target: Target, registry: Registry) -> Group:
    unit = registry.units.get(target.unit)
    level = target.level or (unit.level if unit else "")
    return Group((level == "", level), level, level or _NONE)


def _kind(target: Target, _registry: Registry) -> Group:
    return Group((list(KINDS).index(target.kind),), target.kind.value, KINDS[target.kind])


def _platform(target: Target, registry: Registry) -> Group:
    key = target.platform
    return Group(registry.platform_key(key), key, registry.platform_name(key))


NAMERS: Mapping[str, Callable[[Target, Registry], Group]] = {
    "kind": _kind,
    "unit": lambda target, registry: by_unit(target.unit, registry),
    "region": lambda target, registry: by_region(target.unit, registry),
    "platform": _platform,
    "level": _level,
}
