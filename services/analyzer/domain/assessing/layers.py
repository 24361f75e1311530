"""Lays the files of one profile over one another, and builds it. Pure."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from services.analyzer.domain.assessing.lines import Fault, Lined, Path
from services.analyzer.domain.assessing.soundness import unsound, unsound_deadline
from shared.contracts.deadline import DeadlineClass
from shared.contracts.profile import ColumnClass, Item, Observed, Portals, Profile, Scoring

_PARTS: Mapping[str, type] = {"observed": Observed, "scoring": Scoring, "portals": Portals}
_PLAIN = frozenset({"warn_days", "warn_again", "closing_quarters", "title"})
_LISTS = frozenset({"columns", "items", "deadlines"})
TOP = frozenset({"name", "base", "valid_from", "valid_to", *_LISTS, *_PARTS, *_PLAIN})
"""What may stand at the top of a file."""
_MEND = "correct the value; `docs/profile.schema.json` says what may stand here"


class Built(NamedTuple):
    """A profile, or what is wrong with it."""

    profile: Profile | None
    faults: list[Fault]


def laid(chain: list[Lined], rules: Collection[str]) -> Built:
    """Put a chain of files together, the lowest one first."""
    items: dict[str, Layered] = {}
    columns: dict[str, Layered] = {}
    deadlines: dict[str, Layered] = {}
    fields: dict[str, Layered] = {}
    faults: list[Fault] = []
    for file in reversed(chain):
        faults += _take(file, "items", "id", items) + _take(file, "columns", "name", columns)
        faults += _take(file, "deadlines", "name", deadlines)
        for key in (*_PARTS, *_PLAIN):
            if key in file.data:
                given = file.data[key] if key in _PARTS else {key: file.data[key]}
                layer = fields.setdefault(key, Layered({}, {}))
                layer.add(file, (key,) if key in _PARTS else (), given)
    top = chain[0]
    built = {key: _valid(_PARTS[key], fields[key], faults) for key in _PARTS if key in fields}
    plain = {key: fields[key].data[key] for key in _PLAIN if key in fields}
    of_items = [_valid(Item, layer, faults) for layer in items.values()]
    of_columns = [_valid(ColumnClass, layer, faults) for layer in columns.values()]
    tried = [(name, deadlines[name]) for name in _tried(chain, deadlines)]
    of_deadlines = [_valid(DeadlineClass, layer, faults) for _, layer in tried]
    if faults:
        return Built(None, faults)
    head = {
        "name": top.data["name"],
        "bases": tuple(file.data["name"] for file in chain[1:]),
        "valid_from": top.data["valid_from"],
        "valid_to": top.data.get("valid_to"),
        "items": tuple(of_items),
        "columns": tuple(of_columns),
        "deadlines": tuple(of_deadlines),
    }
    whole = _valid(Profile, Layered({**head, **built, **plain}, {}, top), faults)
    if whole is None:
        return Built(None, faults)
    for item, layer in zip(whole.items, items.values(), strict=True):
        faults += [layer.fault(*wrong) for wrong in unsound(item, whole, rules)]
    for kind, (_, layer) in zip(whole.deadlines, tried, strict=True):
        faults += [layer.fault(*wrong) for wrong in unsound_deadline(kind, whole, rules)]
    return Built(None if faults else whole, faults)


def _tried(chain: list[Lined], known: Collection[str]) -> list[str]:
    """Name deadline classes in the order in which they are tried: an overlay's own come first."""
    named = [
        str(one.get("name"))
        for file in chain
        for one in file.data.get("deadlines") or ()
        if isinstance(one, dict)
    ]
    return [name for name in dict.fromkeys(named) if name in known]


class Layered:
    """One mapping that several files have written to, and where each field came from."""

    def __init__(
        self, data: dict[str, Any], places: dict[str, tuple[Lined, Path]], file: Lined | None = None
    ) -> None:
        self.data = data
        self._places = places
        self._last: tuple[Lined, Path] | None = (file, ()) if file else None

    def add(self, file: Lined, path: Path, given: Mapping[str, Any]) -> None:
        """Lay fields over those that stand."""
        self._last = (file, path)
        for key, value in given.items():
            both = isinstance(value, dict) and isinstance(self.data.get(key), dict)
            self.data[key] = {**self.data[key], **value} if both else value
            self._places[key] = (file, (*path, key))

    def fault(self, field: str, text: str, mend: str) -> Fault:
        """Make a fault at a field, or at the mapping when the field is not written."""
        place = self._places.get(field) or self._last
        if place is None:
            return Fault("", 1, text, mend)
        return place[0].fault(place[1], text, mend)


def _take(file: Lined, part: str, key: str, layers: dict[str, Layered]) -> list[Fault]:
    """Lay the items or columns of one file over those below."""
    given = file.data.get(part) or []
    if not isinstance(given, list):
        return [file.fault((part,), f"`{part}` is no list", f"write `- {key}: …` for each")]
    faults, seen = [], set[str]()
    for place, one in enumerate(given):
        path: Path = (part, place)
        name = str(one.get(key, "")) if isinstance(one, dict) else ""
        if not name:
            faults.append(file.fault(path, f"`{key}` is missing", f"write `- {key}: …`"))
        elif name in seen:
            faults.append(file.fault(path, f"{name} stands twice", "keep one of them"))
        else:
            layers.setdefault(name, Layered({}, {})).add(file, path, one)
        seen.add(name)
    return faults


def _valid(kind: Any, layer: Layered, faults: list[Fault]) -> Any:
    """Build a record; what does not fit becomes faults with their lines."""
    for key, value in layer.data.items():
        if key not in kind.model_fields:
            mend = f"use one of: {near(key, kind.model_fields)}"
            faults.append(layer.fault(key, f"`{key}` is not known", mend))
            continue
        inner = kind.model_fields[key].annotation
        if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, BaseModel):
            for name in set(value) - set(inner.model_fields):
                mend = f"use one of: {near(name, inner.model_fields)}"
                faults.append(layer.fault(key, f"`{key}.{name}` is not known", mend))
    try:
        return kind.model_validate(layer.data)
    except ValidationError as error:
        for wrong in error.errors():
            field = str(wrong["loc"][0]) if wrong["loc"] else ""
            where = ".".join(map(str, wrong["loc"]))
            faults.append(layer.fault(field, f"`{where}`: {wrong['msg']}", _MEND))
        return None


def near(given: str, known: Iterable[str]) -> str:
    """List the known names that are most like what was written, or all."""
    names = sorted(known)
    return ", ".join(get_close_matches(given, names, n=3, cutoff=0.5) or names)
