"""Writes the cells of a worksheet: text as it is, numbers, days; half the work of a big file."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from shared.tables.plain import Value

_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Day 0 of a workbook's calendar, for every day after 1900-02-28."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BLANK = "\t\n "


class Lines(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet whose rows below the header are written in one pass, cell by cell.

    The library's own way takes each cell through five calls and a temporary file.
    """

    _following: Sequence[tuple[Value, ...]] = ()
    _cleaned: Callable[[str], str] = str
    _day_style = 0

    def follow(
        self, rows: Sequence[tuple[Value, ...]], cleaned: Callable[[str], str], day: Format
    ) -> None:
        """Take the rows that follow the header.

        Args:
            rows: of text, numbers and days.
            cleaned: takes out of a text what XML cannot hold.
            day: how days are shown.
        """
        self._following = rows
        self._cleaned = cleaned
        self._day_style = day._get_xf_index()  # noqa: SLF001 - gives the style its number
        if rows:
            self._check_dimensions(len(rows), max(map(len, rows), default=1) - 1)

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.writelines(self._written())

    def _written(self) -> Iterator[str]:
        names = [xl_col_to_name(place) for place in range(self.dim_colmax + 1)]
        styled = f's="{self._day_style}"'
        for line, row in enumerate(self._following, start=2):
            cells = []
            for name, value in zip(names, row, strict=False):
                if isinstance(value, str):
                    cells.append(f'<c r="{name}{line}" t="inlineStr">{self._text(value)}</c>')
                elif isinstance(value, date):
                    cells.append(f'<c r="{name}{line}" {styled}><v>{_serial(value)}</v></c>')
                elif value is not None:
                    cells.append(f'<c r="{name}{line}"><v>{value:.16G}</v></c>')
            yield f'<row r="{line}">{"".join(cells)}</row>'

    def _text(self, value: str) -> str:
        text = self._cleaned(value)
        if "&" in text or "<" in text or ">" in text:
            text = escape(text)
        if "_x" in text:
            text = _LOOKS_ESCAPED.sub("_x005F_", text)
        if text[:1] in _BLANK or text[-1:] in _BLANK:
            return f'<is><t xml:space="preserve">{text}</t></is>'
        return f"<is><t>{text}</t></is>"


def _serial(day: date) -> float:
    whole = day.toordinal() - _DAY_ZERO
    if not isinstance(day, datetime):
        return whole
    return whole + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
