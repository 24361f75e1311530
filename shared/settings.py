"""Settings: read once at start from `XUNCHA_*`, frozen, bounded; every fault is named at once."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.clock import parse_clock
from shared.credentials import signed

SERVICES = ("crawler", "analyzer", "notifier", "reporter")


class SettingsInvalid(Exception):  # noqa: N818 - it is a finding about the environment, shown as is
    """The environment does not say what the process needs; the text lists every fault."""


class SharedSettings(BaseSettings):
    """What every service needs to know."""

    model_config = SettingsConfigDict(env_prefix="XUNCHA_", frozen=True, extra="ignore")

    nats_url: str = Field(
        default="nats://127.0.0.1:4222", validation_alias=AliasChoices("NATS_URL")
    )
    """Broker; read from `NATS_URL`."""
    nats_monitor_url: str = Field(default="", validation_alias=AliasChoices("NATS_MONITOR_URL"))
    """The broker's monitoring port, from which `sync_interval` is read; empty means unknown."""
    mongo_url: str = Field(
        default="mongodb://127.0.0.1:27017", validation_alias=AliasChoices("MONGO_URL")
    )
    """Store; read from `MONGO_URL`; majority and journal are added where it does not name them."""
    broker_password_file: Path | None = None
    """The password of this service's user on the broker, in a file of its own."""
    store_password_file: Path | None = None
    """The password of the store's user, in a file of its own; `MONGO_URL` may name the user."""
    database: str = Field(default="xuncha", pattern=r"^[a-z][a-z0-9_]{0,37}$")
    """Name of the database in the store."""
    sealing_key_file: Path
    """The key that wraps the data keys; 32 bytes as base64, readable by the owner only."""
    health_host: str = "127.0.0.1"
    """Address on which health and metrics are served."""
    health_port: int = Field(default=8100, ge=1, le=65535)
    """Where /livez, /readyz and /metrics answer."""
    clock: str = ""
    """`<ISO start>[@rate]`; empty means real time."""
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    """Least severe line that is written."""
    outbox_seconds: float = Field(default=2.0, gt=0, le=60)
    """Longest wait between a change and its event, when the change's own relay was lost."""
    stock_seconds: float = Field(default=30.0, gt=0, le=3600)
    """Real time between two counts of what the store holds, for the metrics."""
    failpoints: str = ""
    """Tests only: where the process must end itself."""
    failpoint_log: str = ""
    """Tests only: the file that proves that a failpoint fired."""
    data_dir: str = ""
    """Of `xuncha up`; the services do not use it."""
    health_urls: str = ""
    """Of `xuncha status`; the services do not use it."""

    def broker_of(self, service: str) -> str:
        """Return the broker's address with the password of this service's user.

        Raises:
            PasswordUnusable: the file cannot be used.
        """
        return signed(self.nats_url, service, self.broker_password_file)

    def store_of(self, service: str) -> str:
        """Return the store's address with the password of its user, by default the service's.

        Raises:
            PasswordUnusable: the file cannot be used.
        """
        return signed(self.mongo_url, service, self.store_password_file)

    @field_validator("clock")
    @classmethod
    def _readable(cls, text: str) -> str:
        parse_clock(text)
        return text


S = TypeVar("S", bound=SharedSettings)


def load(settings: type[S]) -> S:
    """Read the settings of one process from its environment.

    Raises:
        SettingsInvalid: something is missing, out of bounds or unknown; the text lists it all.
    """
    faults = _unknown(settings, os.environ)
    try:
        values = settings()
    except ValidationError as error:
        for item in error.errors():
            name = _variable(str(item["loc"][0]))
            shown = "" if item["type"] == "missing" else f" (given: {item['input']!r})"
            faults.append(f"{name}: {item['msg']}{shown}")
        raise SettingsInvalid(_listing(faults)) from None
    if faults:
        raise SettingsInvalid(_listing(faults))
    return values


def _variable(field: str) -> str:
    return field if field.isupper() else f"XUNCHA_{field.upper()}"


def _read_from(field: str, info: FieldInfo) -> str:
    alias = info.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else _variable(field)


def _unknown(settings: type[SharedSettings], given: Mapping[str, str]) -> list[str]:
    known = {_read_from(name, info) for name, info in settings.model_fields.items()}
    others = tuple(f"XUNCHA_{name.upper()}_" for name in SERVICES)
    mine = tuple(prefix for prefix in others if any(name.startswith(prefix) for name in known))
    faults = []
    for name in given:
        if not name.startswith("XUNCHA_") or name in known:
            continue
        if name.startswith(others) and not name.startswith(mine):
            continue  # another service's setting, handed to all by the supervisor
        bare = name.removeprefix("XUNCHA_")
        near = [bare] if bare in known else difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "remove it"
        faults.append(f"{name}: no such setting; {hint}")
    return faults


def _listing(faults: list[str]) -> str:
    lines = "\n".join(f"  - {fault}" for fault in faults)
    return f"the settings are not usable:\n{lines}\nmend them in the environment and start again"
