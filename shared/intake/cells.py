"""Reads the cells of one row, and collects everything that is wrong with them."""

import re
from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from shared.clock import as_written
from shared.contracts.base import ID_PATTERN
from shared.masking import mask_text
from shared.tables.model import Fault, Row, fault

E = TypeVar("E", bound=StrEnum)
_ID = re.compile(ID_PATTERN)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?")
_YES = frozenset({"true", "yes", "y", "1", "是", "有"})
_NO = frozenset({"false", "no", "n", "0", "否", "无"})
URL_LIMIT = 2_000


class Cells:
    """The cells of one row; every method returns a value of its type, and notes what is wrong.

    Args:
        row: with the faults that its file already had.
    """

    def __init__(self, row: Row) -> None:
        self._row = row
        self._spoilt = {one.column for one in row.faults}
        self.faults: list[Fault] = list(row.faults)

    def refuse(self, key: str, reason: str) -> None:
        """Note what is wrong with a cell, once."""
        if key not in self._spoilt:
            self._spoilt.add(key)
            value = self._row.cells.get(key, "")
            self.faults.append(fault(self._row.line, key, value, reason, self._row.sheet))

    def text(self, key: str, *, required: bool = False, limit: int = 200) -> str:
        """Return a text of at most `limit` characters."""
        value = self._row.cells.get(key, "")
        if required and not value:
            self.refuse(key, "is empty: fill it in")
        if len(value) > limit:
            self.refuse(key, f"has {len(value):,} characters, more than {limit:,}: shorten it")
        return value

    def line(self, key: str, *, required: bool = False, limit: int = 200) -> str:
        """Return a text of one line."""
        value = self.text(key, required=required, limit=limit)
        if "\n" in value or "\r" in value:
            self.refuse(key, "holds a line break: write it on one line")
        return value

    def name(self, key: str, *, required: bool = False, limit: int = 200) -> str:
        """Return a name that everybody may read: no personal value stands in it."""
        value = self.line(key, required=required, limit=limit)
        if mask_text(value) != value:
            self.refuse(key, "holds a personal value: leave it out")
        return value

    def id(self, key: str, *, required: bool = True) -> str:
        """Return an id of the registry."""
        value = self.text(key, required=required)
        if value and not _ID.match(value):
            self.refuse(key, "is no id: use letters, digits, - and _, at most 64 of them")
        return value

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """Return one of a closed set of words; an empty cell means `default`."""
        value = self.text(key).lower()
        if not value:
            return default
        try:
            return kind(value)
        except ValueError:
            self.refuse(key, f"is none of {', '.join(kind)}")
            return default

    def word(self, key: str, words: Collection[str], *, required: bool = False) -> str:
        """Return one of `words`, or nothing."""
        value = self.text(key, required=required).lower()
        if value and value not in words:
            self.refuse(key, f"is none of {', '.join(words)}")
        return value

    def yes_no(self, key: str, *, default: bool) -> bool:
        """Return a yes or no; an empty cell means `default`."""
        value = self.text(key).lower()
        if value and value not in _YES | _NO:
            self.refuse(key, "is neither yes nor no: write true or false")
        return default if not value else value in _YES

    def whole(self, key: str, *, default: int = 0, most: int = 1_000_000_000) -> int:
        """Return a whole number from 0 to `most`; an empty cell means `default`."""
        value = self.text(key)
        if not value:
            return default
        if not re.fullmatch(r"\d{1,10}", value, re.ASCII) or int(value) > most:
            self.refuse(key, f"is no whole number from 0 to {most:,}")
            return default
        return int(value)

    def number(self, key: str, *, most: float, required: bool = False) -> float | None:
        """Return a decimal number from 0 to `most`, or None."""
        value = self.text(key, required=required)
        if not value:
            return None
        if not re.fullmatch(r"\d{1,9}(\.\d{1,20})?", value, re.ASCII) or float(value) > most:
            self.refuse(key, f"is no number from 0 to {most:g}")
            return None
        return round(float(value), 9)

    def date(self, key: str, *, required: bool = False) -> date | None:
        """Return a calendar day, or None."""
        value = self.text(key, required=required)
        if not value:
            return None
        match = _DATE.fullmatch(value)
        if match is None:
            self.refuse(key, "is no date: write it like 2021-01-30")
            return None
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            self.refuse(key, "does not exist in the calendar: write a real date")
            return None

    def moment(self, key: str, *, required: bool = False) -> datetime | None:
        """Return a moment, aware; without a zone it is Asia/Shanghai."""
        value = self.text(key, required=required)
        if not value:
            return None
        try:
            return as_written(datetime.fromisoformat(value.replace("/", "-")))
        except ValueError:
            self.refuse(key, "is no time that exists: write it like 2021-01-30 09:00")
            return None

    def web_address(self, key: str, *, required: bool = False) -> str:
        """Return an http or https address."""
        value = self.line(key, required=required, limit=URL_LIMIT)
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            sound = parts.hostname and parts.port != 0
        except ValueError:
            sound = None
        if not sound or any(char.isspace() for char in value):
            self.refuse(key, "is no web address: write it like https://www.example.gov.cn/")
        elif parts.scheme not in {"http", "https"}:
            self.refuse(key, f"has the scheme {parts.scheme}: only http and https are watched")
        elif parts.username or parts.password:
            self.refuse(key, "holds a user name or password: remove it")
        return value
