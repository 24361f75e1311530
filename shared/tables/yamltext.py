"""Reads YAML: a list of mappings, or lists under the names of kinds; no anchors, no tags."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from shared.tables.mappings import Record, tabled
from shared.tables.model import RawTable, Unreadable
from shared.tables.rows import counted

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NESTED = "holds a nested value: write text, or a list of texts"
Events: TypeAlias = Iterator[Event]


def read_yaml(text: str, limit: int) -> list[RawTable]:
    """Read one table, or one for each kind named at the top.

    Values stay text: `2021-01-30`, `no` and `007` are what stands there.

    Args:
        text: the decoded file.
        limit: most rows over all tables.

    Raises:
        Unreadable: it is no YAML of that form, or has more rows than allowed.
    """
    try:
        return list(_tables(_checked(text), limit))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "the file"
        why = getattr(error, "problem", None) or "cannot be read"
        raise Unreadable(f"{place} is no YAML: {why}") from error


def _checked(text: str) -> Events:
    """Pass events on; nothing that expands, constructs or starts another document."""
    documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = _line(event)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(f"line {line}: anchors and aliases are not read; write it out")
        if getattr(event, "tag", None) not in {None, "!"}:
            raise Unreadable(f"line {line}: tags are not read; remove it")
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1:
            raise Unreadable(f"line {line}: a second document begins; keep one in a file")
        yield event


def _tables(events: Events, limit: int) -> Iterator[RawTable]:
    for event in events:
        if isinstance(event, SequenceStartEvent):
            yield _table(events, limit)
        elif isinstance(event, MappingStartEvent):
            yield from _named(events, limit)
        elif isinstance(event, ScalarEvent):
            raise _shape(event)


def _named(events: Events, limit: int) -> Iterator[RawTable]:
    for event in events:
        if isinstance(event, MappingEndEvent):
            return
        inside = next(events)
        if not isinstance(event, ScalarEvent) or not isinstance(inside, SequenceStartEvent):
            raise _shape(inside)
        table = _table(events, limit, sheet=event.value)
        limit -= len(table.rows)
        yield table


def _table(events: Events, limit: int, sheet: str = "") -> RawTable:
    return tabled(counted(_records(events), limit), sheet)


def _records(events: Events) -> Iterator[Record]:
    for event in events:
        if isinstance(event, SequenceEndEvent):
            return
        if not isinstance(event, MappingStartEvent):
            raise _shape(event)
        yield _record(events, event)


def _record(events: Events, start: Event) -> Record:
    record = Record(_line(start))
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        if not isinstance(event, ScalarEvent):
            raise _shape(event)
        name = event.value
        if name in record.cells:
            record.bad[name] = "stands twice in this mapping: keep one"
        cell = _cell(events)
        record.cells[name] = cell or ""
        if cell is None:
            record.bad[name] = _NESTED
    return record


def _cell(events: Events) -> str | None:
    """Read one value; None when it is nested."""
    event = next(events)
    if isinstance(event, ScalarEvent):
        return _scalar(event)
    texts: list[str] = []
    depth, flat = 1, isinstance(event, SequenceStartEvent)
    while depth:
        inside: Any = next(events)
        if isinstance(inside, SequenceStartEvent | MappingStartEvent):
            depth, flat = depth + 1, False
        elif isinstance(inside, SequenceEndEvent | MappingEndEvent):
            depth -= 1
        else:
            texts.append(_scalar(inside))
    return ";".join(texts) if flat else None


def _scalar(event: Any) -> str:
    plain = event.implicit[0]
    return "" if plain and event.value in _NULLS else str(event.value).strip()


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _shape(event: Event) -> Unreadable:
    line = _line(event)
    return Unreadable(f"line {line}: write a list of mappings, one `- id: …` for each row")
