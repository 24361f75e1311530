"""办事指南要素、材料名称: which key elements a guide shows, by the labels that guides print. Pure.

Eight categories (WV6.b, D2.2). A label counts when something stands after it; what only a picture
shows, or a page behind a link, is for the person who answers the inspection.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from services.analyzer.domain.assessing.seen import WHOLE, Suggested
from services.analyzer.domain.findings import Reading
from shared.contracts.article import Content

GUIDES: Final = "guides"
"""Column class that they are read from."""
FEW: Final = 4
"""A guide that lacks so many categories counts as lacking its elements (WV6.b)."""
ENOUGH: Final = 5
"""Fewer guides than this are too few when each lacks its elements (WV6.c)."""
NAME, MATERIALS = "事项名称", "办理材料"
LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        NAME: ("事项名称", "服务事项名称", "办理事项", "项目名称", "服务名称"),
        "设定依据": (
            "设定依据",
            "办理依据",
            "法律依据",
            "法定依据",
            "实施依据",
            "政策依据",
            "审批依据",
        ),
        "申请条件": ("申请条件", "受理条件", "办理条件", "申报条件", "准予条件", "审批条件"),
        MATERIALS: (
            "办理材料",
            "申请材料",
            "申报材料",
            "所需材料",
            "提交材料",
            "材料清单",
            "受理材料",
        ),
        "办理地点": (
            "办理地点",
            "办理地址",
            "受理地点",
            "办公地点",
            "办公地址",
            "办理窗口",
            "受理窗口",
        ),
        "办理时间": ("办理时间", "办公时间", "受理时间", "工作时间", "服务时间"),
        "联系电话": ("联系电话", "咨询电话", "办公电话", "服务电话", "联系方式", "咨询方式"),
        "办理流程": (
            "办理流程",
            "办事流程",
            "办理程序",
            "受理流程",
            "审批流程",
            "审批程序",
            "流程图",
        ),
    }
)
_CATEGORY = {label: name for name, labels in LABELS.items() for label in labels}
_LABEL = re.compile(
    r"(?<![\u4e00-\u9fffA-Za-z0-9])(?:[一二三四五六七八九十]{1,3}|\d{1,2})?[、.．)）]?\s*[【\[]?"
    rf"({'|'.join(sorted(_CATEGORY, key=len, reverse=True))})"
    r"(?:及要求|要求)?(?:[】\]]|(?=[\s:：]|\Z))"
)
_NUMBER = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．)）]\s*\Z")
_NOTHING = re.compile(r"(?:暂无|无|略|详见附件|另行公布)?[\s。.、:：/\-—－|]*")
_VAGUE = re.compile(r"(?:其他|其它|等)(?:有关|相关|需要的|所需)?的?材料")


def elements(content: Content) -> dict[str, str]:
    """Return the categories that a guide shows, with what stands after their labels."""
    text = "\n".join([content.text, *(one.text for one in content.attachments)])
    found = list(_LABEL.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    shown = {NAME: content.title.strip()} if content.title.strip() else {}
    for match, end in zip(found, ends, strict=False):
        value = _NUMBER.sub("", text[match.end() : end].lstrip(" \t\n:：")).strip()
        if not _NOTHING.fullmatch(value):
            shown.setdefault(_CATEGORY[match[1]], value)
    return shown


def few_missing(guides: Sequence[Reading]) -> Suggested:
    """Say of each guide whether fewer than four categories are missing (WV6.b)."""
    return {one.article.id: (len(LABELS) - len(elements(one.content)) < FEW,) for one in guides}


def offered(guides: Sequence[Reading]) -> Suggested:
    """Say that services are offered where a guide was read (WV6.a); none read says nothing."""
    return {WHOLE: (True,)} if guides else {}


def enough(guides: Sequence[Reading]) -> Suggested:
    """Say whether five guides were read, or one that shows its elements (WV6.c)."""
    if not guides:
        return {}
    fine = any(said for (said,) in few_missing(guides).values())
    return {WHOLE: (fine or len(guides) >= ENOUGH,)}


def complete(guides: Sequence[Reading]) -> Suggested:
    """Say of each guide whether it has all categories, and whether it names materials (D2.2)."""
    said = {}
    for one in guides:
        shown = elements(one.content)
        materials = shown.get(MATERIALS, "")
        said[one.article.id] = (
            len(shown) == len(LABELS),
            bool(materials) and not _VAGUE.search(materials),
        )
    return said
