"""Part two of a notice: who had which problem, and who said so."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.reporter.notice.figures import Figures
from services.reporter.notice.runs import Paragraph, Runs, body, chain, clean, join, say

_ALWAYS = (("wording.serious", "严重表述错误", "veto"), ("personal", "个人隐私泄露", "problem"))
"""Headings that stand even when nothing was found, with rule or family and effect."""
_TEXTS = frozenset({"wording", "personal", "link"})
"""Families of problems that stand in texts; the others are of the website or account itself."""
_VETO_MARK = "（单项否决）"

Row = dict[str, Any]


def shortcomings(figures: Figures) -> list[Paragraph]:
    """Write one paragraph for each sort of problem."""
    problems: list[Row] = list(figures.report["problems"])
    paragraphs: list[Paragraph] = []
    for ordinal, (rule, title, effect) in enumerate(_ALWAYS, start=1):
        of_it = [row for row in problems if _is(row["rule"], rule)]
        problems = [row for row in problems if row not in of_it]
        paragraphs.append(_paragraph(figures, ordinal, (rule, title, effect), of_it))
    for ordinal, row in enumerate(problems, start=len(_ALWAYS) + 1):
        sort = (row["rule"], row["title"], row["effect"])
        paragraphs.append(_paragraph(figures, ordinal, sort, [row]))
    return paragraphs


def _paragraph(
    figures: Figures, ordinal: int, sort: tuple[str, str, str], problems: Sequence[Row]
) -> Paragraph:
    rule, title, effect = sort
    heading = title + (_VETO_MARK if effect == "veto" else "")
    targets = _merged(problems)
    if not targets:
        return body(ordinal, heading, say("本季度监测范围内未发现此类问题。"))
    place = rule.partition(".")[0]
    defects = figures.profile.defects
    defect = clean(defects.get(rule) or defects.get(place) or title)
    clauses = list(_clauses(figures, targets, place, (defect, effect)))
    return body(ordinal, heading, chain((chain(clauses, "；"), say("。"))))


def _is(rule: str, wanted: str) -> bool:
    return rule == wanted or rule.partition(".")[0] == wanted


def _merged(problems: Sequence[Row]) -> list[Row]:
    """Name a target once, however many rules of one sort it broke."""
    found: dict[str, Row] = {}
    for row in (row for problem in problems for row in problem["targets"]):
        known = found.get(row["id"], row)
        found[row["id"]] = known | {"sources": [*known["sources"], *row["sources"]]}
    return list(found.values())


def _clauses(
    figures: Figures, targets: Sequence[Row], place: str, what: tuple[str, str]
) -> Iterator[Runs]:
    for kind in ("website", "column", "account"):
        groups: dict[str, list[Row]] = {}
        for row in targets:
            if row["kind"] == kind:
                groups.setdefault(_reporter(figures, row["sources"]), []).append(row)
        for reporter, rows in groups.items():
            names = _accounts(figures, rows) if kind == "account" else _sites(figures, rows, place)
            yield chain((names, say(_happened(kind, reporter, place, what))))


def _reporter(figures: Figures, sources: Sequence[str]) -> str:
    """Return who reported it from outside, as the notice calls them; empty for our own finding."""
    authorities: Mapping[str, str] = figures.profile.authorities
    return next((authorities[source] for source in authorities if source in sources), "")


def _happened(kind: str, reporter: str, place: str, what: tuple[str, str]) -> str:
    defect, effect = what
    in_text = place in _TEXTS
    if not reporter:
        return f"发布的文章中存在{defect}" if in_text else f"存在“{defect}”情形"
    if kind == "website" and effect == "veto":
        return f"存在{defect}被{reporter}通报为不合格网站"
    return f"{'发布文章' if in_text else ''}存在{defect}被{reporter}通报"


def _sites(figures: Figures, rows: Sequence[Row], place: str) -> Runs:
    return join([say(figures.name(row["id"], row["name"], place)) for row in rows])


def _accounts(figures: Figures, rows: Sequence[Row]) -> Runs:
    shorts = {platform.key: platform.short for platform in figures.profile.platform_table}
    groups: dict[str, list[str]] = {}
    for row in rows:
        name = figures.name(row["id"], row["name"], "account")
        groups.setdefault(row["platform"], []).append(f"“{name}”")
    return join([say(shorts.get(key, key) + "".join(names)) for key, names in groups.items()])
