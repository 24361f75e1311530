"""What an office writes once about its notices: a YAML file, checked when it is read."""

from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.reporter.domain.rounding import Mode, Style
from services.reporter.domain.terms import Platform
from shared.errors import PermanentError

_HERE = files("services.reporter.notice")


class ProfileError(PermanentError):
    """A notice profile cannot be used; the message names the file and the field."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Printing(_Part):
    """How one rate is printed."""

    decimals: int = Field(default=1, ge=0, le=6)
    mode: Mode = Mode.HALF_UP


class IssueLine(_Part):
    """Number and date of one issued notice."""

    number: str
    date: date


class Higher(_Part):
    """The paragraph on what the higher level found."""

    source: str
    heading: str
    basis: str
    area: str
    top: int = Field(default=5, ge=1)
    """Ranks up to this one are said to be among the first."""


class Name(_Part):
    """A name that the notice prints otherwise than the registry."""

    target: str
    """Id or registered name."""
    print: str
    places: tuple[str, ...] = ()
    """`higher` or a rule family; empty means everywhere."""


class Requirement(_Part):
    """One numbered paragraph of part three."""

    heading: str
    text: str


class NoticeProfile(_Part):
    """All that a notice says beside its figures."""

    office: str
    office_short: str
    scope: str
    issues: dict[str, IssueLine] = {}
    number_blank: str
    title: tuple[str, ...]
    addressees: str
    basis: str
    figures: dict[str, Printing]
    higher: Higher
    accounts_basis: str
    website_system: str
    column_owner: str
    authorities: dict[str, str]
    defects: dict[str, str] = {}
    names: tuple[Name, ...] = ()
    platforms: tuple[dict[str, str], ...] = ()
    """Instead of the packaged platform table."""
    requirements: tuple[Requirement, ...]
    contact: str
    copies: str

    @property
    def printing(self) -> dict[str, Style]:
        """The style of each figure, for `Terms.printing`."""
        return {key: Style(each.decimals, each.mode) for key, each in self.figures.items()}

    @property
    def platform_table(self) -> tuple[Platform, ...]:
        """The platforms in display order, for `Terms.platforms`."""
        return _platforms(list(self.platforms)) if self.platforms else load_platforms()


def load_profile(source: str | Path) -> NoticeProfile:
    """Read a notice profile.

    Args:
        source: name of a packaged one such as `lincang`, or the path of an office's own file,
            which ends with .yaml.

    Raises:
        ProfileError: it is missing, no YAML, or a field is missing, unknown or out of range.
    """
    own = isinstance(source, Path) or source.endswith((".yaml", ".yml"))
    place: Traversable = Path(source) if own else _HERE / "profiles" / f"{source}.yaml"
    try:
        return NoticeProfile.model_validate(_read(place))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise ProfileError(f"{place.name}: {where}: {first['msg']}") from error


@cache
def load_platforms() -> tuple[Platform, ...]:
    """Read the packaged platform table."""
    return _platforms(_read(_HERE / "platforms.yaml"))


def _platforms(rows: list[dict[str, str]]) -> tuple[Platform, ...]:
    return tuple(Platform(r["key"], r["name"], r.get("short", r["name"])) for r in rows)


def _read(place: Traversable) -> Any:
    try:
        return yaml.safe_load(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{place.name}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ProfileError(f"{place.name}: no YAML: {error}") from error
