"""Targets: the websites, columns and accounts on the registry."""

from datetime import date
from enum import StrEnum

from pydantic import ConfigDict, Field

from shared.contracts.base import ID_PATTERN, Contract, Event, identity


class TargetKind(StrEnum):
    """The three classes of object that are counted apart."""

    WEBSITE = "website"
    COLUMN = "column"
    ACCOUNT = "account"


class TargetStatus(StrEnum):
    """Where a target stands in its life on the registry."""

    RUNNING = "running"
    EXEMPT = "exempt"
    CLOSED = "closed"
    MIGRATED = "migrated"


class Target(Contract):
    """One website, column or account that is watched (监测对象)."""

    id: str = Field(pattern=ID_PATTERN)
    kind: TargetKind
    name: str = Field(min_length=1, max_length=200)
    unit: str = Field(pattern=ID_PATTERN)
    platform: str = ""
    """Of an account, such as `wechat`; empty otherwise."""
    url: str = ""
    site_code: str = ""
    level: str = ""
    columns_class: str = ""
    parent: str = ""
    """Of a column: the website it belongs to."""
    status: TargetStatus = TargetStatus.RUNNING
    opened_on: date | None = None
    closed_on: date | None = None
    navigation_only: bool = False
    has_services: bool = True
    national_id: str = ""
    provincial_id: str = ""
    subject_name: str = Field(default="", alias="subject")
    """The verified subject of an account (认证主体)."""
    deregistered_on: date | None = None
    version: int = Field(default=1, ge=1)

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class TargetRegistered(Event):
    """A target was entered or changed; carries the full record."""

    target: Target

    @property
    def subject(self) -> str:
        """One subject per target: the stream keeps the last record of each."""
        return f"registry.target.{self.target.id}"

    @property
    def msg_id(self) -> str:
        """Target and version."""
        return identity("registry.target", self.target.id, str(self.target.version))
