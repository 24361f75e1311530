"""Writes the page of all rules from the rules themselves. Pure."""

from collections.abc import Iterable

from services.analyzer.domain.rule import Example, Rule, view_of
from shared.contracts.finding import Effect, Severity

_HEAD = """# 规则说明

本页由规则生成，请勿手工修改：改了规则以后运行 `python -m services.analyzer.page > docs/rules.md`。

每条规则的命中都只是“疑似问题”，由人工确认后才计入通报。严重程度：严重、一般、提示；影响：单项否决、问题、扣分。
提示级的命中不改变结论。规则的准确率低于一半（不少于 20 次判定）时自动降为提示。
"""
_SEVERITY = {Severity.SERIOUS: "严重", Severity.ORDINARY: "一般", Severity.HINT: "提示"}
_EFFECT = {Effect.VETO: "单项否决", Effect.PROBLEM: "问题", Effect.DEDUCTION: "扣分"}
_FAMILY = {
    "wording": "文字表述",
    "personal": "个人信息",
    "link": "链接",
    "tampering": "篡改",
}
_LONGEST = 80


def rules_page(rules: Iterable[Rule]) -> str:
    """Return the page: a chapter for each family, a section for each rule."""
    parts = [_HEAD]
    family = ""
    for rule in rules:
        if rule.family != family:
            family = rule.family
            parts.append(f"## {_FAMILY.get(family, family)}\n")
        parts.append(_section(rule))
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    lines = [
        f"### {rule.id}",
        "",
        f"**{rule.title}** · {_SEVERITY[rule.severity]} · {_EFFECT[rule.effect]}",
        "",
        *([rule.means, ""] if rule.means else []),
        f"- 依据：{rule.source}",
        f"- 整改：{rule.mend}",
        f"- 申诉：{rule.appeal}",
        *_validity(rule),
        *_examples("命中", rule.fires),
        *_examples("不命中", rule.silent),
    ]
    return "\n".join(lines) + "\n"


def _validity(rule: Rule) -> list[str]:
    if not (rule.valid_from or rule.valid_to):
        return []
    return [f"- 适用于发布日期：{rule.valid_from or '起初'} 至 {rule.valid_to or '今后'}"]


def _examples(title: str, examples: Iterable[Example]) -> list[str]:
    shown = [_shown(example) for example in examples]
    return [f"- {title}：" + "；".join(f"`{text}`" for text in shown if text)]


def _shown(example: Example) -> str:
    text = " ".join(view_of(example).text.split()).replace("`", "'")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
