"""The operator's file of channel secrets: registry and alerts name robots, only it has keys."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from services.notifier.domain.route import shown
from shared.contracts.channel import NAME
from shared.errors import PermanentError
from shared.redaction import HIDDEN, keep_secret

T = TypeVar("T")
Name = Annotated[str, Field(pattern=rf"^{NAME}$")]


class Robot(BaseModel):
    """One group robot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["wecom", "dingtalk", "feishu"]
    key: SecretStr
    """The last part of the address that the vendor shows."""
    secret: SecretStr | None = None
    """For signing, where the robot asks for it."""
    base: str = ""
    """Another address than the vendor's own, such as a relay inside the office."""


class Hook(BaseModel):
    """One receiver of webhooks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr
    """Whoever knows it may be able to post there."""
    keys: tuple[SecretStr, ...] = Field(min_length=1, max_length=2)
    """They sign, `whsec_…`; two while one is being replaced."""

    @field_validator("url", mode="after")
    @classmethod
    def _of_the_web(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(("https://", "http://")):
            raise ValueError("a web address begins with https://")
        return url


class Gateway(BaseModel):
    """The gateway for short messages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    token: SecretStr


class Credentials(BaseModel):
    """Everything in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    robots: dict[Name, Robot] = Field(default_factory=dict)
    """By the name that the registry uses, as in `wecom:office`."""
    webhooks: dict[Name, Hook] = Field(default_factory=dict)
    """By the name that the registry uses, as in `webhook:county-a`."""
    sms: Gateway | None = None

    def secrets(self) -> Iterator[str]:
        """Walk every secret of the file, for the log to keep out."""
        for robot in self.robots.values():
            yield robot.key.get_secret_value()
            if robot.secret:
                yield robot.secret.get_secret_value()
        for hook in self.webhooks.values():
            yield from (one.get_secret_value() for one in (hook.url, *hook.keys))
        if self.sms:
            yield self.sms.token.get_secret_value()

    def of(self, kind: str) -> dict[str, Robot]:
        """Return the robots of one vendor."""
        return {name: robot for name, robot in self.robots.items() if robot.kind == kind}


def read_credentials(file: Path | None) -> Credentials:
    """Read the file; none means no robots, webhooks and short messages.

    Raises:
        PermanentError: it cannot be read; the text names the place and never quotes a value.
    """
    if file is None:
        return Credentials()
    where = f"XUNCHA_NOTIFIER_CREDENTIALS_FILE {file}"
    try:
        written = yaml.safe_load(file.read_text("utf-8")) or {}
        found = Credentials.model_validate(written)
    except OSError as error:
        raise PermanentError(f"{where}: {error.strerror}; name a readable file") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise PermanentError(f"{where}{line}: not YAML; see docs/channels.md") from None
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(_part(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        )
        raise PermanentError(f"{where}: {faults}; see docs/channels.md") from None
    keep_secret(*found.secrets())
    return found


def _part(part: int | str) -> str:
    """Write one step of the way to a fault; what is no name may be a key in its place."""
    return str(part) if re.fullmatch(rf"{NAME}|\[key\]", str(part)) else HIDDEN


def named(known: Mapping[str, T], recipient: str) -> T:
    """Return the robot or webhook of a recipient such as `wecom:office`.

    Raises:
        PermanentError: the file knows none of this name and kind.
    """
    scheme, _, name = recipient.partition(":")
    found = known.get(name)
    if found is None:
        _, _, name = shown(recipient).partition(":")
        section = "webhooks" if scheme == "webhook" else "robots"
        raise PermanentError(
            f"no {scheme} is called {name!r}: add it under `{section}` in "
            "XUNCHA_NOTIFIER_CREDENTIALS_FILE, or mend the unit's channel in the registry"
        )
    return found
