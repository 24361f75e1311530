"""The operator's file of channel secrets: registry and alerts name robots, only it has keys."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from services.notifier.domain.route import shown
from shared.errors import PermanentError
from shared.redaction import keep_secret


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


class Gateway(BaseModel):
    """The gateway for short messages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    token: SecretStr


class Credentials(BaseModel):
    """Everything in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    robots: dict[str, Robot] = Field(default_factory=dict)
    """By the name that the registry uses, as in `wecom:office`."""
    webhooks: dict[str, tuple[SecretStr, ...]] = Field(default_factory=dict)
    """Signing keys by address."""
    sms: Gateway | None = None

    def secrets(self) -> Iterator[str]:
        """Walk every secret of the file, for the log to keep out."""
        for robot in self.robots.values():
            yield robot.key.get_secret_value()
            if robot.secret:
                yield robot.secret.get_secret_value()
        for key in chain.from_iterable(self.webhooks.values()):
            yield key.get_secret_value()
        if self.sms:
            yield self.sms.token.get_secret_value()

    @field_validator("webhooks", mode="after")
    @classmethod
    def _one_or_two(
        cls, webhooks: dict[str, tuple[SecretStr, ...]]
    ) -> dict[str, tuple[SecretStr, ...]]:
        for keys in webhooks.values():
            if not 1 <= len(keys) <= 2:  # noqa: PLR2004 - the old and the new one
                raise ValueError("a webhook has one key, or two while one is being replaced")
        return webhooks

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
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        )
        raise PermanentError(f"{where}: {faults}; see docs/channels.md") from None
    keep_secret(*found.secrets())
    return found


def named(robots: Mapping[str, Robot], recipient: str) -> Robot:
    """Return the robot of a recipient such as `wecom:office`.

    Raises:
        PermanentError: the file knows none of this name and kind.
    """
    scheme, _, name = recipient.partition(":")
    robot = robots.get(name)
    if robot is None:
        _, _, name = shown(recipient).partition(":")
        raise PermanentError(
            f"no {scheme} robot is called {name!r}: add it under `robots` in "
            "XUNCHA_NOTIFIER_CREDENTIALS_FILE, or mend the unit's channel in the registry"
        )
    return robot
