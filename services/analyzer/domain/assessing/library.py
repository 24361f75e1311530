"""Profiles as files: a scheme, and overlays that change, add or switch off its items. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from services.analyzer.domain.assessing.layers import TOP, Built, laid, near
from services.analyzer.domain.assessing.lines import Fault, Lined, read_lined
from shared.contracts.deadline import DatedDeadlines
from shared.contracts.profile import DatedDigest, Profile
from shared.errors import PermanentError


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

    def turns(self) -> list[date]:
        """Return the days on which profiles may become others: a file begins, or has ended."""
        ends = [file.data["valid_to"] for file in self._files if file.data.get("valid_to")]
        begins = [file.data["valid_from"] for file in self._files]
        return sorted({*begins, *(end + timedelta(days=1) for end in ends if end < date.max)})

    def deadlines(self, name: str) -> tuple[DatedDeadlines, ...]:
        """Return the deadline classes of a profile with the days from which they hold."""
        found = list[DatedDeadlines]()
        for day, profile in self._dated(name):
            classes = profile.deadlines if profile else ()
            if classes != (found[-1].classes if found else ()):
                found.append(DatedDeadlines(valid_from=day, classes=classes))
        return tuple(found)

    def digests(self, name: str) -> tuple[DatedDigest, ...]:
        """Return the digests of a profile with the days from which they hold."""
        found = list[DatedDigest]()
        for day, profile in self._dated(name):
            digest = profile.digest if profile else ""
            if digest != (found[-1].digest if found else ""):
                found.append(DatedDigest(valid_from=day, digest=digest))
        return tuple(found)

    def _dated(self, name: str) -> Iterator[tuple[date, Profile | None]]:
        """Yield a profile from each turn on; None where it is not valid."""
        for day in self.turns():
            try:
                yield day, self.profile(name, day)
            except PermanentError:
                yield day, None

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
                faults.append(file.fault(("base",), text, f"name one of: {near(base, bases)}"))
        return faults

    def _built(self, file: Lined, rules: Collection[str], day: date | None = None) -> "Built":
        """Lay a file over its bases; without a day, over the ones valid when it begins."""
        when = day or file.data["valid_from"]
        chain = [file]
        while base := str(chain[-1].data.get("base") or ""):
            valid = [one for one in self._files if one.data["name"] == base]
            below = next((one for one in valid if _is_valid(one, when)), None)
            if below is None:
                text = f"its base {base} is not valid on {when}"
                fault = file.fault(("base",), text, "let the dates of the two meet")
                return Built(None, [fault])
            chain.append(below)
        return laid(chain, rules)


def _headed(file: Lined) -> list[Fault]:
    """Check what every file needs before it can be compared with others."""
    faults = [
        file.fault((key,), f"`{key}` is not known", f"use one of: {near(key, TOP)}")
        for key in file.data
        if key not in TOP
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
