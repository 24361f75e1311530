"""The tables of docs/architecture.md name what the code has: commands, collections, streams."""

import re
from collections.abc import Iterator
from pathlib import Path

from deploy.monitoring.exported import services
from shared.store.database import COLLECTIONS
from shared.streams import CONSUMERS, STREAMS

PAGE = (Path(__file__).resolve().parents[2] / "docs/architecture.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading row that begins so, without its first two."""
    table = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def whole(names: list[str]) -> Iterator[str]:
    """Complete the short form: `order.list`, `.show` means order.list and order.show."""
    noun = ""
    for name in names:
        noun = noun if name.startswith(".") else name.partition(".")[0]
        yield noun + name if name.startswith(".") else name


def test_the_page_names_every_command_with_its_owner() -> None:
    told = {row[0]: set(whole(named(row[1]))) for row in rows("| owner | commands |")}

    assert told == {
        service.name: {subject.removeprefix("command.") for subject in service.broker.answered()}
        for service in services()
    }


def test_the_page_names_every_collection_with_its_writer() -> None:
    writer, told = "", set()
    for row in rows("| writer | collection |"):
        writer = row[0] or writer
        told |= {(writer, name) for name in named(row[1])}

    assert told == {(spec.writer, spec.name) for spec in COLLECTIONS}


def test_the_page_names_every_stream_with_who_listens() -> None:
    told = {row[0]: row[4] for row in rows("| stream | subjects |")}

    assert set(told) == {stream.name for stream in STREAMS}
    assert [
        (consumer.stream, consumer.service)
        for consumer in CONSUMERS
        if consumer.service not in told[consumer.stream]
    ] == []
