"""The annex that ties each printed number to its count and to the records behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporter.domain.checks import CLASSES
from services.reporter.domain.rounding import Mode
from services.reporter.notice.figures import Figures
from services.reporter.notice.runs import Run, clean
from shared.contracts.finding import printed
from shared.dates import written

_CLASS_FIGURES = {
    "registered": ("在册", "期末已开办且未关停、迁移、注销"),
    "running": ("在运行", "期末在册且未登记为例外"),
    "sampled": ("抽查", "列入抽查名单的在运行对象"),
    "checked": ("已检查", "应查对象中取得足够监测数据的"),
    "unqualified": ("不合格", "有已确认的单项否决问题，或门户网站自评低于60分"),
    "not_observed": ("未取得足够监测数据", "不计入合格率，既不判合格也不判不合格"),
    "opened": ("新增登记", "开办日期在本季度"),
    "closed": ("关停", "关停或注销日期在本季度"),
}
_ENQUIRY_FIGURES = {
    "received": ("网民留言接收", "接收日期在本季度，剔除写明理由的无效留言"),
    "on_time": ("网民留言按期办结", "办结日期不晚于期限"),
    "late": ("网民留言逾期", "期限后办结，或过期未办结"),
    "pending": ("网民留言办理中", "未办结且未过期限"),
    "invalid": ("无效留言", "写明理由后剔除"),
}
_MODES = {Mode.HALF_UP: "四舍五入", Mode.TRUNCATE: "截断"}
_ELSEWHERE = {
    "accounts.registered": "见以下各平台",
    "enquiries.received": "见以下各单位",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands behind one number.

    Attributes:
        figure: its path.
        label: what it counts.
        printed: as the text prints it.
        basis: how it was counted.
        records: ids of targets or enquiries.
        findings: ids of findings.
        note: said instead of records.
    """

    figure: str
    label: str
    printed: str
    basis: str
    records: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """One finding as the annex lists it; its texts were masked where they were made."""

    id: str
    target: str
    title: str
    found_on: str
    sources: str
    excerpt: str
    url: str


@dataclass(frozen=True, slots=True)
class Annex:
    """Evidence of all numbers of one notice."""

    entries: tuple[Entry, ...]
    findings: tuple[FindingEntry, ...]
    warnings: tuple[str, ...]
    digest: str


def annex(figures: Figures, runs: Iterable[Run]) -> Annex:
    """Collect the evidence of every number among some runs, in the order of the text."""
    printed: dict[str, list[str]] = {}
    for run in runs:
        if run.figure:
            printed.setdefault(run.figure, []).append(run.text)
    entries = (_entry(figures, path, "、".join(texts)) for path, texts in printed.items())
    return Annex(
        entries=tuple(entries),
        findings=tuple(_findings(figures)),
        warnings=tuple(clean(warning["text"]) for warning in figures.report["warnings"]),
        digest=clean(figures.report["digest"]),
    )


def _entry(figures: Figures, path: str, printed: str) -> Entry:
    head, _, tail = path.partition(".")
    if path == "scores":
        return _scores(figures, printed)
    if tail == "rate":
        return _rate(figures, head, printed)
    label, basis = _described(figures, path)
    records = tuple(figures.report["evidence"]["figures"].get(path, ()))
    findings = _behind(figures, records) if tail == "unqualified" else ()
    note = _ELSEWHERE.get(path, "")
    return Entry(path, label, printed, basis, () if note else records, findings, note)


def _described(figures: Figures, path: str) -> tuple[str, str]:
    head, _, tail = path.partition(".")
    part = tail.removeprefix("by_platform.").removeprefix("by_unit.")
    member, _, name = part.rpartition(".")
    if head == "enquiries":
        label, basis = _ENQUIRY_FIGURES[name]
        return _member(figures, "by_unit", member) + label, basis
    label, basis = _CLASS_FIGURES[name]
    kind = _member(figures, "by_platform", member) or CLASSES[head]
    return f"{label}{kind}", basis


def _member(figures: Figures, group: str, member: str) -> str:
    section, key = {
        "by_platform": (figures.report["accounts"], "platform"),
        "by_unit": (figures.report["enquiries"], "unit"),
    }[group]
    names = (row["name"] for row in section[group] if member and row[key] == member)
    return clean(next(names, ""))


def _rate(figures: Figures, key: str, printed: str) -> Entry:
    share = figures.rate(key)
    if share is None:
        raise ValueError(f"{key} has no rate to print")
    whole, part = ("应办结", "按期办结") if key == "enquiries" else ("已检查", "已检查且未判不合格")
    decimals, way = share.style.decimals, _MODES[share.style.mode]
    basis = (
        f"{part}{share.numerator}÷{whole}{share.denominator}，{way}保留{decimals}位小数；"
        f"四舍五入为{share.half_up}，截断为{share.truncated}"
    )
    label = "网民留言办结率" if key == "enquiries" else f"{CLASSES[key]}合格率"
    return Entry(f"{key}.rate", label, printed, basis, note="见各数字")


def _scores(figures: Figures, printed: str) -> Entry:
    targets = tuple(row["target"] for row in figures.report["scores"])
    basis = "上级评分和名次，按登记的评分表列示，不参与本级计算"
    return Entry("scores", "上级评分和名次", printed, basis, targets)


def _behind(figures: Figures, targets: Sequence[str]) -> tuple[str, ...]:
    rows = figures.report["evidence"]["findings"]
    return tuple(
        key for key, row in rows.items() if row["target"] in targets and row["effect"] == "veto"
    )


def _findings(figures: Figures) -> Iterable[FindingEntry]:
    evidence = figures.report["evidence"]
    known = {"monitor": "监测", "finder": "网民找错", "manual": "人工"} | dict(
        figures.profile.authorities
    )
    for key, row in evidence["findings"].items():
        yield _finding(key, row, evidence["targets"], known)


def _finding(
    key: str, row: dict[str, Any], targets: dict[str, str], known: dict[str, str]
) -> FindingEntry:
    return FindingEntry(
        id=clean(key),
        target=clean(targets.get(row["target"], row["target"])),
        title=clean(row["title"]),
        found_on=written(date.fromisoformat(row["found_on"])),
        sources=clean("、".join(known.get(source, source) for source in row["sources"])),
        excerpt=clean(printed(row["rule"], row["excerpt"])),
        url=clean(row["url"]),
    )
