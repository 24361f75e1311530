"""Names and protocol order of units, targets and platforms."""

from collections.abc import Iterable
from typing import Any

from services.reporter.domain.facts import Facts
from services.reporter.domain.terms import Platform
from shared.contracts.target import Target, TargetKind

_KINDS = {TargetKind.WEBSITE: 0, TargetKind.COLUMN: 1, TargetKind.ACCOUNT: 2}
_LAST = 1_000_000_000


class Registry:
    """Looks up what ids mean and in which order they are listed."""

    def __init__(self, facts: Facts, platforms: Iterable[Platform]) -> None:
        self.units = {unit.id: unit for unit in facts.units}
        self.targets = {target.id: target for target in facts.targets}
        self.platforms = {platform.key: platform for platform in platforms}
        self._places = {key: place for place, key in enumerate(self.platforms)}

    def unit_name(self, unit: str) -> str:
        """Return a unit's name as lists print it; an unknown id speaks for itself."""
        known = self.units.get(unit)
        return (known.short_name or known.name) if known else unit

    def unit_key(self, unit: str) -> tuple[int, str]:
        """Sort units in protocol order, unknown ones last."""
        known = self.units.get(unit)
        return (known.order if known else _LAST, unit)

    def platform_name(self, key: str) -> str:
        """Return a platform's display name; an unknown key speaks for itself."""
        known = self.platforms.get(key)
        return known.name if known else key or "未注明平台"

    def platform_key(self, key: str) -> tuple[int, str]:
        """Sort platforms in their display order, unknown ones last."""
        return (self._places.get(key, _LAST), key)

    def target_name(self, target: str) -> str:
        """Return a target's name; an unknown id speaks for itself."""
        known = self.targets.get(target)
        return known.name if known else target

    def target_key(self, target: Target) -> tuple[Any, ...]:
        """Sort targets as a notice lists them: by kind, platform, unit in protocol order."""
        platform = self.platform_key(target.platform)
        return (_KINDS[target.kind], platform, self.unit_key(target.unit), target.id)
