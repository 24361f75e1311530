"""Units: the bodies that answer for targets."""

from enum import StrEnum

from pydantic import Field

from shared.contracts.base import ID_PATTERN, Contract, Event, identity


class UnitKind(StrEnum):
    """What sort of body a unit is; decides where a notice lists it."""

    COUNTY = "county"
    BUREAU = "bureau"
    OTHER = "other"


class Unit(Contract):
    """One body responsible for targets (单位)."""

    id: str = Field(pattern=ID_PATTERN)
    name: str = Field(min_length=1, max_length=100)
    short_name: str = ""
    """As a notice's lists print it; empty means `name`."""
    kind: UnitKind = UnitKind.OTHER
    level: str = ""
    region: str = ""
    order: int = 0
    """Place in the office's protocol order, smaller first."""
    channels: tuple[str, ...] = ()
    """Where alerts go, such as `mailto:office@example.cn`; every one gets each alert."""
    version: int = Field(default=1, ge=1)
    superior: str = ""
    """Id of the unit that hears of what is overdue; empty means the office alone."""


class UnitRegistered(Event):
    """A unit was entered or changed; carries the full record."""

    unit: Unit

    @property
    def subject(self) -> str:
        """One subject per unit: the stream keeps the last record of each."""
        return f"registry.unit.{self.unit.id}"

    @property
    def msg_id(self) -> str:
        """Unit and version."""
        return identity("registry.unit", self.unit.id, str(self.unit.version))
