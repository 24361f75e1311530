"""The notice as one self-contained HTML page; every number opens to its evidence."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from services.reporter.notice.document import (
    ANNEX_TITLE,
    ENTRY_HEAD,
    FINDING_HEAD,
    Notice,
    finding_cells,
)


def write_html(notice: Notice) -> str:
    """Write the page; equal notices give equal text."""
    entries = notice.annex.entries
    findings = notice.annex.findings
    return (
        _environment()
        .get_template("notice.html.j2")
        .render(
            notice=notice,
            anchors={entry.figure: f"e{place}" for place, entry in enumerate(entries, start=1)},
            finding_anchors={row.id: f"q{place}" for place, row in enumerate(findings, start=1)},
            annex_title=ANNEX_TITLE,
            entry_head=ENTRY_HEAD,
            finding_head=FINDING_HEAD,
            finding_rows=list(finding_cells(notice)),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("services.reporter.notice"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
