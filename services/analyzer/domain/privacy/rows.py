"""A text as lines and cells: what stands above a value in its column, and whose name beside it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from services.analyzer.domain.privacy.names import is_name, named_in_its_column, names_in
from services.analyzer.domain.privacy.roles import ROLE
from services.analyzer.domain.signs import PEOPLE

_CELL = re.compile(r"\t| ?[|｜／] ?| {2,}|\u3000+")
_LOOSE_CELL = re.compile(r"\t| ?[|｜／] ?|[ \u3000]+|[,，、;；]")
_PRINT = " \u3000\r"
"""What is no empty cell at the end of a line."""
_BLANKS = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u200b-\u200d\ufeff]+(?=[\u4e00-\u9fff])")
"""What sets the characters of short names apart: 张 三."""
_PROSE = re.compile("[。！？：]")
_HEADING = re.compile(
    r"姓名|业主|房号|门牌|用户|产权人|校长|责任人|序号|编号|身份证|证件号|电话|手机|联系|住址|地址|卡号|账号|帐号|户名|出生|性别|年龄|病|残疾|护照|通行证|证号|金额|单位|部门|申请人|户主"
    r"|患者|名称|备注|班级|职务|日期|学校"
)
_NAMES = re.compile(PEOPLE)
_DIGITS = re.compile(r"\d{6}")
_DIGIT = re.compile(r"\d")
_OF_PEOPLE = re.compile(f"{ROLE.pattern}|(?:[人者户员]|对象|代表|名单)$")
"""Labels of a row of names."""
_SIGNED = re.compile("[制填编]表|[审复]核|填报|经办|统计|编制|校对|监理|记录")
"""Labels of the row of who signed a table."""
_LONGEST_LINE = 2_000
_FEWEST = 2
_LONGEST_TITLE = 12
_TURNED = 6
"""Lines of a turned table between a value and the row of names."""


class Rows:
    """The lines of a text.

    Args:
        text: any text; time linear in its length over all calls.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._above: dict[int, tuple[str, ...]] = {}
        self._cells: dict[int, Sequence[str]] = {}
        self._across: dict[int, Sequence[str]] = {}

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts."""
        return [0, *(match.end() for match in re.finditer("\n", self._text))]

    def number(self, place: int) -> int:
        """Return the line that holds a place."""
        return bisect_right(self.starts, place) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Return where a line stands, without its break."""
        last = number + 1 == len(self.starts)
        return self.starts[number], len(self._text) if last else self.starts[number + 1] - 1

    def line(self, number: int) -> str:
        """Return a line."""
        return self._text[slice(*self.span(number))]

    def cells(self, number: int) -> Sequence[str]:
        """Return the cells of a line; one for a line of prose and for one beyond all measure."""
        if number not in self._cells:
            start, end = self.span(number)
            long = end - start > _LONGEST_LINE
            self._cells[number] = ("",) if long else _split(self._text[start:end])
        return self._cells[number]

    def is_tabled(self, number: int) -> bool:
        """Tell whether a line is set in columns."""
        return len(_CELL.split(self.line(number).strip())) > 1

    def heading(self, place: int) -> str:
        """Return what the heading of the column says in which a place stands."""
        number = self.number(place)
        cells = self.cells(number)
        if self._named_across(number):
            return cells[0] if self._column(place) else ""
        heading = self.headings(number)
        if len(heading) != len(cells) or (column := self._column(place)) is None:
            return ""
        return heading[column] if heading[column] != cells[column] else ""

    def told_of(self, place: int) -> Sequence[str]:
        """Return all headings of the table of a place; in a turned one with what it says beside."""
        number = self.number(place)
        if not self._named_across(number):
            return self.headings(number)
        column, width = self._column(place) or 0, len(self.cells(number))
        near = range(max(number - _TURNED, 0), min(number + _TURNED + 1, len(self.starts)))
        rows = [cells for each in near if len(cells := self.cells(each)) == width]
        said = (cell for cells in rows for cell in (cells[0], cells[column]))
        return [cell for cell in said if not _DIGIT.search(cell) and not is_name(cell)]

    def headings(self, number: int) -> tuple[str, ...]:
        """Return the heading above a line, itself for a heading; empty where prose is between."""
        first = number
        while first not in self._above:
            if not first or self.heads(first) or len(self.cells(first)) < _FEWEST:
                heading = self.cells(first) if self.heads(first) else ()
                self._above[first] = tuple(heading)
                break
            first -= 1
        above = self._above[first]
        self._above.update(dict.fromkeys(range(first + 1, number + 1), above))
        return above

    def heads(self, number: int) -> bool:
        """Tell whether a line is the heading of columns."""
        cells = self.cells(number)
        return len(cells) >= _FEWEST and _is_heading(cells)

    def under(self, title: re.Pattern[str], place: int) -> str:
        """Return what the row of a place holds in the column with a heading; empty for none."""
        return next(self._under(title, self.number(place)), "")

    def name(self, place: int) -> str:
        """Return the name of a person in the line: in its column, before a place, or after it."""
        number = self.number(place)
        named = self._named(number) or self._named_in_its_column(number, place)
        if named:
            return named
        start, end = self.span(number)
        before = list(names_in(self._text[max(start, place - 60) : place]))
        if before:
            return before[-1]
        return next(names_in(self._text[place : min(end, place + 60)]), "")

    def name_in_its_row(self, place: int) -> str:
        """Return the name of a person in the row of a table that holds a place; empty for prose."""
        number = self.number(place)
        tabled = self.headings(number) or len(self.cells(number)) > _FEWEST
        return self.name(place) if tabled else ""

    def _column(self, place: int) -> int | None:
        """Return the number of the cell that holds a place; None behind the last."""
        number = self.number(place)
        offset, end = self.span(number)
        for column, cell in enumerate(self.cells(number)):
            offset = max(self._text.find(cell, offset, end), offset) + len(cell)
            if place < offset:
                return column
        return None

    def _named_in_its_column(self, number: int, place: int) -> str:
        """Return who is named in the column of a place, in a table that is turned."""
        names = self._named_across(number)
        column = self._column(place) if names else None
        return names[column] if column else ""

    def _named_across(self, number: int) -> Sequence[str]:
        """Return the row of names of the turned table that a line belongs to; empty for none."""
        if number not in self._across:
            self._across[number] = self._row_of_names(number)
        return self._across[number]

    def _row_of_names(self, number: int) -> Sequence[str]:
        width, label = len(self.cells(number)), self.cells(number)[0]
        if width <= _FEWEST or is_name(label) or _DIGIT.search(label):
            return ()
        for step in (-1, 1):
            for near in range(number + step, number + step * (_TURNED + 1), step):
                if not 0 <= near < len(self.starts) or len(self.cells(near)) != width:
                    break
                if _is_row_of_names(self.cells(near)):
                    return self.cells(near)
        return ()

    def _named(self, number: int) -> str:
        """Return what a line holds under a heading for names; empty where nobody is named."""
        if self.heads(number):
            return ""
        cells = (_BLANKS.sub("", cell) for cell in self._under(_NAMES, number))
        return next((cell for cell in cells if named_in_its_column(cell)), "")

    def _under(self, title: re.Pattern[str], number: int) -> Iterator[str]:
        """Yield what a line holds in the columns with a heading."""
        titles, cells = self.headings(number), self.cells(number)
        if len(titles) == len(cells):
            pairs = zip(titles, cells, strict=True)
            yield from (cell for heading, cell in pairs if title.search(heading))


def _split(line: str) -> Sequence[str]:
    cells = _CELL.split(line.strip(_PRINT))
    if len(cells) < _FEWEST and not _PROSE.search(line):
        loose = _LOOSE_CELL.split(line.strip())
        cells = loose if len(loose) > _FEWEST else cells
    return [cell.strip() for cell in cells]


def _is_row_of_names(cells: Sequence[str]) -> bool:
    label = cells[0]
    if not _NAMES.search(label) and (_SIGNED.match(label) or not _OF_PEOPLE.search(label)):
        return False
    return all(map(is_name, cells[1:]))


def _is_heading(cells: Sequence[str]) -> bool:
    if not any(_HEADING.search(cell) for cell in cells):
        return False
    return not any(
        len(cell) > _LONGEST_TITLE or _DIGITS.search(cell) or is_name(cell) for cell in cells
    )
