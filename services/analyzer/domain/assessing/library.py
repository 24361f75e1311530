"""Profiles as files: a scheme, and overlays that change, add or switch off its items. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import ValidationError

from services.analyzer.domain.assessing.lines import Fault, Lined, Path, read_lined
from services.analyzer.domain.assessing.soundness import unsound
from shared.contracts.profile import ColumnClass, Item, Observed, Portals, Profile, Scoring
from shared.errors import PermanentError

_PARTS: Mapping[str, type] = {"observed": Observed, "scoring": Scoring, "portals": Portals}
_PLAIN = frozenset({"warn_days", "closing_quarters", "title"})
_TOP = frozenset({"name", "base", "valid_from", "valid_to", "columns", "items", *_PARTS, *_PLAIN})
_MEND = "correct the value; `docs/profile.schema.json` says what may stand here"


class ProfileError(PermanentError):
    """Profiles that were refused; the running one stays."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class Library:
    """Files that were read and found to fit together.

    Args:
        files: name of a file → its text.
        rules: ids of the rules that detectors know.

    Raises:
        ProfileError: something is wrong with any of them; names every fault.
    """

    def __init__(self, files: Mapping[str, str], rules: Collection[str]) -> None:
        read = [read_lined(name, text) for name, text in sorted(files.items())]
        faults = [one for one in read if isinstance(one, Fault)]
        self._files = [one for one in read if isinstance(one, Lined)]
        for file in self._files:
            faults += _headed(file)
        if not faults:
            faults += _overlapping(self._files) + self._cycles()
        if not faults:
            for file in self._files:
                faults += self._built(file, rules).faults
        if faults:
            raise ProfileError(faults)
        self._rules = rules

    @property
    def names(self) -> list[str]:
        """Names of the profiles, each once."""
        return sorted({file.data["name"] for file in self._files})

    def profile(self, name: str, day: date) -> Profile:
        """Return a profile as it is on a day.

        Raises:
            PermanentError: there is none of that name, or it is not valid on that day.
        """
        found = [file for file in self._files if file.data["name"] == name]
        if not found:
            known = ", ".join(self.names)
            raise PermanentError(f"no profile is called {name}; there are: {known}")
        valid = next((file for file in found if _is_valid(file, day)), None)
        if valid is None:
            raise PermanentError(f"the profile {name} is not valid on {day}; correct its dates")
        profile = self._built(valid, self._rules, day).profile
        if profile is None:
            raise PermanentError(f"the profile {name} lies over one that is not valid on {day}")
        return profile

    def _cycles(self) -> list[Fault]:
        bases = {file.data["name"]: str(file.data.get("base") or "") for file in self._files}
        faults = []
        for file in self._files:
            name, seen = file.data["name"], [file.data["name"]]
            while name := bases.get(name, ""):
                if name in seen:
                    way = " → ".join([*seen, name])
                    mend = "let one of them stand on its own, or on another base"
                    faults.append(file.fault(("base",), f"overlays form a cycle: {way}", mend))
                    break
                seen.append(name)
            base = bases[file.data["name"]]
            if base and base not in bases:
                text = f"`base: {base}` is no profile"
                faults.append(file.fault(("base",), text, f"name one of: {_near(base, bases)}"))
        return faults

    def _built(self, file: Lined, rules: Collection[str], day: date | None = None) -> "_Built":
        """Lay a file over its bases; without a day, over the ones valid when it begins."""
        when = day or file.data["valid_from"]
        chain = [file]
        while base := str(chain[-1].data.get("base") or ""):
            valid = [one for one in self._files if one.data["name"] == base]
            below = next((one for one in valid if _is_valid(one, when)), None)
            if below is None:
                text = f"its base {base} is not valid on {when}"
                fault = file.fault(("base",), text, "let the dates of the two meet")
                return _Built(None, [fault])
            chain.append(below)
        return _laid(chain, rules)


class _Built(NamedTuple):
    profile: Profile | None
    faults: list[Fault]


def _headed(file: Lined) -> list[Fault]:
    """Check what every file needs before it can be compared with others."""
    faults = [
        file.fault((key,), f"`{key}` is not known", f"use one of: {_near(key, _TOP)}")
        for key in file.data
        if key not in _TOP
    ]
    if not isinstance(file.data.get("name"), str):
        faults.append(file.fault((), "`name` is missing", "add `name: …`"))
    for key in ("valid_from", "valid_to"):
        given = file.data.get(key)
        if key == "valid_to" and given is None:
            continue
        if type(given) is not date:
            faults.append(file.fault((key,), f"`{key}` is no date", "write it as 2019-04-01"))
    begin, end = file.data.get("valid_from"), file.data.get("valid_to")
    if type(begin) is date and type(end) is date and end < begin:
        faults.append(file.fault(("valid_to",), "it ends before it begins", "correct the dates"))
    return faults


def _overlapping(files: Iterable[Lined]) -> list[Fault]:
    faults, known = [], list[Lined]()
    for file in files:
        for other in known:
            if other.data["name"] == file.data["name"] and _meet(file, other):
                text = f"its validity overlaps that of {other.file}"
                mend = "end one the day before the other begins, or give it another name"
                faults.append(file.fault(("valid_from",), text, mend))
        known.append(file)
    return faults


def _meet(one: Lined, other: Lined) -> bool:
    def end(file: Lined) -> date:
        return file.data.get("valid_to") or date.max

    return bool(one.data["valid_from"] <= end(other) and other.data["valid_from"] <= end(one))


def _is_valid(file: Lined, day: date) -> bool:
    return bool(file.data["valid_from"] <= day <= (file.data.get("valid_to") or date.max))


def _laid(chain: list[Lined], rules: Collection[str]) -> _Built:
    """Put a chain of files together, the lowest one first."""
    items: dict[str, _Layered] = {}
    columns: dict[str, _Layered] = {}
    fields: dict[str, _Layered] = {}
    faults: list[Fault] = []
    for file in reversed(chain):
        faults += _take(file, "items", "id", items) + _take(file, "columns", "name", columns)
        for key in (*_PARTS, *_PLAIN):
            if key in file.data:
                given = file.data[key] if key in _PARTS else {key: file.data[key]}
                layer = fields.setdefault(key, _Layered({}, {}))
                layer.add(file, (key,) if key in _PARTS else (), given)
    top = chain[0]
    built = {key: _valid(_PARTS[key], fields[key], faults) for key in _PARTS if key in fields}
    plain = {key: fields[key].data[key] for key in _PLAIN if key in fields}
    of_items = [_valid(Item, layer, faults) for layer in items.values()]
    of_columns = [_valid(ColumnClass, layer, faults) for layer in columns.values()]
    if faults:
        return _Built(None, faults)
    head = {
        "name": top.data["name"],
        "bases": tuple(file.data["name"] for file in chain[1:]),
        "valid_from": top.data["valid_from"],
        "valid_to": top.data.get("valid_to"),
        "items": tuple(of_items),
        "columns": tuple(of_columns),
    }
    whole = _valid(Profile, _Layered({**head, **built, **plain}, {}, top), faults)
    if whole is None:
        return _Built(None, faults)
    for item, layer in zip(whole.items, items.values(), strict=True):
        faults += [layer.fault(*wrong) for wrong in unsound(item, whole, rules)]
    return _Built(None if faults else whole, faults)


class _Layered:
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


def _take(file: Lined, part: str, key: str, layers: dict[str, _Layered]) -> list[Fault]:
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
            layers.setdefault(name, _Layered({}, {})).add(file, path, one)
        seen.add(name)
    return faults


def _valid(kind: Any, layer: _Layered, faults: list[Fault]) -> Any:
    """Build a record; what does not fit becomes faults with their lines."""
    unknown = [key for key in layer.data if key not in kind.model_fields]
    for key in unknown:
        mend = f"use one of: {_near(key, kind.model_fields)}"
        faults.append(layer.fault(key, f"`{key}` is not known", mend))
    try:
        return kind.model_validate(layer.data)
    except ValidationError as error:
        for wrong in error.errors():
            field = str(wrong["loc"][0]) if wrong["loc"] else ""
            where = ".".join(map(str, wrong["loc"]))
            faults.append(layer.fault(field, f"`{where}`: {wrong['msg']}", _MEND))
        return None


def _near(given: str, known: Iterable[str]) -> str:
    names = sorted(known)
    return ", ".join(get_close_matches(given, names, n=3, cutoff=0.5) or names)
