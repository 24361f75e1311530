"""Files of other registries: their columns become ours by a mapping that is data. Pure but `load`.

A foreign row that names a target of ours (by the key that `match` tells) changes only what the
foreign file says of it; everything else stays as the registry has it.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.contracts.base import identity
from shared.errors import PermanentError
from shared.intake.columns.registry import TARGETS
from shared.tables.model import RawTable
from shared.tables.rows import guarded_cell

_HERE = Path(__file__).with_name("mappings")
Record = Mapping[str, Any]


class ForeignMapping(BaseModel):
    """How one other system writes the registry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    kind: str = Field(pattern="^targets$")
    match: str
    """Our key by which a foreign row is the same target as one of ours."""
    id_prefix: str = ""
    """Of ids that are made for rows that match none."""
    columns: dict[str, str]
    """Foreign heading → our key."""
    constants: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Our key → foreign value → ours."""

    @classmethod
    def load(cls, source: str) -> Self:
        """Read a packaged mapping by name, or an office's own file.

        Raises:
            PermanentError: there is none, or it is no mapping.
        """
        file = Path(source) if source.endswith((".yaml", ".yml")) else _HERE / f"{source}.yaml"
        try:
            mapping = cls.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except FileNotFoundError as error:
            known = ", ".join(sorted(path.stem for path in _HERE.glob("*.yaml")))
            raise PermanentError(f"no mapping {source}: use {known}, or name a file") from error
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            raise PermanentError(f"{file.name}: no mapping: {error}") from error
        if unknown := {mapping.match, *mapping.columns.values()} - set(TARGETS.keys):
            raise PermanentError(f"{file.name}: no keys of ours: {', '.join(sorted(unknown))}")
        return mapping

    def rows(
        self, table: RawTable, units: Iterable[Record], targets: Iterable[Record]
    ) -> list[tuple[int, dict[str, str]]]:
        """Turn a foreign table into rows of ours, each with the line where it stands.

        Args:
            table: as it was read.
            units: of our registry: a foreign file names them by their names.
            targets: of our registry.

        Raises:
            PermanentError: the heading lacks the column by which rows are told apart.
        """
        heading = [self.columns.get(name.strip(), "") for name in table.header]
        if self.match not in heading:
            wanted = next(name for name, key in self.columns.items() if key == self.match)
            raise PermanentError(f"the file has no column {wanted}: it is not of {self.title}")
        named = {str(name): str(u["id"]) for u in units for name in _names(u)}
        ours = {str(one[self.match]): one for one in targets if one.get(self.match)}
        return [(row.line, self._row(heading, row.cells, named, ours)) for row in table.rows]

    def _row(
        self,
        heading: Sequence[str],
        cells: Sequence[str],
        named: Mapping[str, str],
        ours: Mapping[str, Record],
    ) -> dict[str, str]:
        said = {
            key: self.values.get(key, {}).get(cell.strip(), cell.strip())
            for key, cell in zip(heading, cells, strict=False)
            if key
        }
        foreign = said.get(self.match, "")
        if "unit" in said:
            said["unit"] = named.get(said["unit"], said["unit"])
        known = ours.get(foreign)
        if known:
            base = {key: written(known.get(key)) for key in TARGETS.keys}
            return base | self.constants | said | {"id": str(known["id"])}
        made = f"{self.id_prefix}{identity(self.title, foreign)[:12]}" if foreign else ""
        return self.constants | said | {"id": made}

    def foreign(self, targets: Iterable[Record], units: Iterable[Record]) -> list[list[str]]:
        """Write targets of ours as the other system does: heading first."""
        back = {
            key: {ours: theirs for theirs, ours in reversed(values.items())}
            for key, values in self.values.items()
        }
        names = {str(unit["id"]): str(unit["name"]) for unit in units}
        table = [list(self.columns)]
        for target in targets:
            if any(str(target.get(key)) != value for key, value in self.constants.items()):
                continue
            row = []
            for key in self.columns.values():
                value = written(target.get(key))
                value = names.get(value, value) if key == "unit" else value
                row.append(back.get(key, {}).get(value, value))
            table.append(row)
        return table


def as_csv_lines(rows: Sequence[tuple[int, dict[str, str]]]) -> list[list[str]]:
    """Write rows of ours so that each stands on the line where it stood in the foreign file."""
    keys = list(TARGETS.keys)
    lines: list[list[str]] = [keys]
    for line, row in rows:
        lines += [["#"]] * (line - len(lines) - 1)
        lines.append([guarded_cell(row.get(key, "")) for key in keys])
    return lines


def written(value: Any) -> str:
    """Write one value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ";".join(str(item) for item in value)
    return str(value)


def _names(unit: Record) -> list[str]:
    return [name for name in (unit.get("name"), unit.get("short_name")) if name]
