"""The daily report as one self-contained HTML page."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from services.reporter.domain.daily import day_lines
from services.reporter.domain.day_tables import of_day
from shared.tables.sheets import clean


def write_day(report: dict[str, Any]) -> str:
    """Write the page; equal reports give equal text."""
    title, *summary = day_lines(report)
    page = _environment().get_template("day.html.j2")
    return page.render(title=title, summary=summary, tables=of_day(report))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("services.reporter"),
        autoescape=True,
        finalize=lambda value: clean(value) if isinstance(value, str) else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
