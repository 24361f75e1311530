"""Leaked personal data: values that identify a person and stand unmasked on a public page."""

from collections.abc import Iterator

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from shared.contracts.finding import Effect, Severity
from shared.masking import PersonalKind, find_personal

RULES = (
    Rule(
        id="personal.resident_id",
        title="个人隐私泄露",
        severity=Severity.SERIOUS,
        effect=Effect.PROBLEM,
        source="政府信息公开条例；GB 11643 公民身份号码",
        mend="立即隐去身份证号码中的出生日期和顺序码，或撤下该页面、附件。",
        fires=(
            "张某，身份证号11010119900307109X，领取补贴。",
            "证件：１１０１０１１９９００３０７１０９Ｘ。",
            "号码 110101 19900307 109X 已登记。",
        ),
        silent=(
            "张某，身份证号110***********109X，领取补贴。",
            "统一社会信用代码91530900MA6K4AAA0X。",
            "文件编号20201214100000123。",
            "咨询电话0883-2143207。",
        ),
    ),
)


def resident_id(view: View) -> Iterator[Hit]:
    """Find resident identity numbers that pass every check of GB 11643."""
    text = view.text
    for found in find_personal(text):
        if found.kind is PersonalKind.RESIDENT_ID and found.certain:
            value = text[found.start : found.end]
            yield Hit(
                rule="personal.resident_id",
                span=(found.start, found.end),
                key="".join(character for character in value if character.isalnum()).upper(),
                suggestion="隐去出生日期和顺序码",
                why="公开页面出现完整的公民身份号码（校验码、出生日期均有效）",
            )


def detectors(_lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file; they need no list."""
    return (resident_id,)
