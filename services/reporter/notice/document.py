"""The notice as a document: every element in its order, before it has a file format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.reporter.notice.annex import Annex, annex
from services.reporter.notice.figures import Figures
from services.reporter.notice.overview import overview
from services.reporter.notice.profile import NoticeProfile
from services.reporter.notice.runs import Paragraph, Role, body, clean, say
from services.reporter.notice.shortcomings import shortcomings
from shared.dates import written

ANNEX_TITLE = "数字依据表"
ENTRY_HEAD = ("数字", "数值", "口径", "依据（对象、留言或问题编号）")
FINDING_HEAD = ("问题编号", "对象", "问题", "发现日期", "来源", "原文（已脱敏）和地址")


@dataclass(frozen=True, slots=True)
class Notice:
    """All text of one notice; both file formats write exactly this."""

    mark: str
    number: str
    title: tuple[str, ...]
    addressees: str
    paragraphs: tuple[Paragraph, ...]
    contact: str
    signature: str
    date: str
    copies: str
    annex: Annex

    @property
    def printed_on(self) -> str:
        """The last line's date."""
        return f"{self.date}印发"


def compose(report: Mapping[str, Any], profile: NoticeProfile) -> Notice:
    """Write the notice of a quarter report; equal reports give equal notices.

    Args:
        report: as `quarter_report` computed it or as its JSON was read back.
        profile: of the office.
    """
    figures = Figures(report, profile)
    paragraphs = tuple(_paragraphs(figures))
    return Notice(
        mark=clean(profile.office),
        number=clean(figures.number),
        title=tuple(figures.text(line) for line in profile.title),
        addressees=figures.text(profile.addressees),
        paragraphs=paragraphs,
        contact=figures.text(profile.contact),
        signature=clean(profile.office),
        date=written(figures.date),
        copies=figures.text(profile.copies),
        annex=annex(figures, (run for paragraph in paragraphs for run in paragraph.runs)),
    )


def entry_cells(notice: Notice) -> Iterator[tuple[str, ...]]:
    """Return the rows of the annex' first table."""
    for entry in notice.annex.entries:
        behind = "、".join(entry.records) or entry.note or "无"
        found = f"；问题：{'、'.join(entry.findings)}" if entry.findings else ""
        yield entry.label, entry.printed, entry.basis, clean(behind + found)


def finding_cells(notice: Notice) -> Iterator[tuple[str, ...]]:
    """Return the rows of the annex' second table."""
    for row in notice.annex.findings:
        where = " ".join(part for part in (row.excerpt, row.url) if part)
        yield row.id, row.target, row.title, row.found_on, row.sources, where


def _paragraphs(figures: Figures) -> Iterator[Paragraph]:
    yield Paragraph(Role.BODY, say(figures.text(figures.profile.basis)))
    yield _part("一、总体情况")
    yield from overview(figures)
    yield _part("二、存在的主要问题")
    yield from shortcomings(figures)
    yield _part("三、下步工作要求")
    for ordinal, row in enumerate(figures.profile.requirements, start=1):
        yield body(ordinal, row.heading, say(figures.text(row.text)))


def _part(title: str) -> Paragraph:
    return Paragraph(Role.PART, say(title))
