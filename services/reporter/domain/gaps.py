"""Records that could not be counted as they are, and figures that rest on too little."""

from collections.abc import Iterator, Mapping, Sequence

from services.reporter.domain.checks import NAMES, Caution
from services.reporter.domain.counting import enquiries, problems, stock
from services.reporter.domain.counting.classes import ClassCount
from services.reporter.domain.facts import Facts
from services.reporter.domain.period import Cut
from services.reporter.domain.registry import Registry
from shared.contracts.finding import Finding
from shared.contracts.target import TargetKind

_FEW = 5


def of_classes(counts: Mapping[str, ClassCount], registry: Registry) -> Iterator[Caution]:
    """Warn where targets were not observed, or a rate had to be withheld."""
    for key, count in counts.items():
        if count.not_observed:
            names = _named(count.not_observed, registry)
            unseen = f"{NAMES[key]}有{len(count.not_observed)}个未取得足够监测数据"
            text = f"{unseen}：{names}；不计入合格率。"
            yield Caution("not_observed", f"{key}.not_observed", text)
        if count.unseen:
            names = _named(count.unseen, registry)
            text = f"{names}已判定不合格，但不在已检查对象之中，{NAMES[key]}合格率暂不计算。"
            yield Caution("rate_withheld", f"{key}.rate", text)


def of_everything(facts: Facts, cut: Cut) -> Iterator[Caution]:
    """Warn where there is nothing to count: figures are missing then, not zero."""
    if not facts.targets:
        yield Caution("no_data", "registered", "台账中没有监测对象。")
    asked = any(enquiry.received_on in cut for enquiry in facts.enquiries)
    found = any(finding.found_on in cut for finding in facts.findings)
    if not (facts.coverage or found or asked):
        text = f"{cut.quarter}没有监测记录、问题或留言：数字缺失，并非零问题。"
        yield Caution("no_data", "checked", text)


def of_registry(facts: Facts, registry: Registry) -> Iterator[Caution]:
    """Warn of rows whose dates, platforms or units cannot be right."""
    for target in facts.targets:
        figure = f"{target.kind.value}s.registered"
        end = stock.ended_on(target)
        if stock.ended_unknown(target):
            yield Caution("closed_without_date", figure, f"{target.name}已关停但无关停日期。")
        if end and target.opened_on and end < target.opened_on:
            yield Caution("dates_crossed", figure, f"{target.name}的关停日期早于开办日期。")
        if target.unit not in registry.units:
            yield Caution("unknown_unit", figure, f"{target.name}的责任单位{target.unit}未登记。")
        if target.kind is TargetKind.ACCOUNT and target.platform not in registry.platforms:
            text = f"{target.name}的平台“{target.platform}”不在平台表中。"
            yield Caution("unknown_platform", "accounts.by_platform", text)


def of_findings(
    facts: Facts, findings: Sequence[Finding], cut: Cut, registry: Registry
) -> Iterator[Caution]:
    """Warn of findings that no figure contains."""
    for finding in findings:
        target = registry.targets.get(finding.target)
        if target is None:
            text = f"问题{finding.id}的监测对象{finding.target}未登记，未列入通报。"
            yield Caution("unknown_target", "problems", text)
        elif not stock.running(target, cut.stock_day):
            text = f"{target.name}期末已不在运行，其问题{finding.id}只列出、不计数。"
            yield Caution("target_not_running", f"{target.kind.value}s.with_problems", text)
    waiting = problems.suspected(facts.findings, cut)
    if waiting:
        text = f"本季度有{len(waiting)}条疑似问题尚未确认，未计入。"
        yield Caution("unconfirmed", "problems", text)


def of_enquiries(facts: Facts, cut: Cut, registry: Registry) -> Iterator[Caution]:
    """Warn of enquiries that were counted with a doubt."""
    for enquiry in enquiries.arrived(facts.enquiries, cut):
        if not enquiry.valid and not enquiries.leaves(enquiry):
            text = f"留言{enquiry.id}标为无效但未写明理由，仍计入。"
            yield Caution("invalid_without_reason", "enquiries.received", text)
        if enquiry.due_on is None:
            text = f"留言{enquiry.id}无办理期限，不作逾期判断。"
            yield Caution("without_limit", "enquiries.due", text)
        if enquiry.unit not in registry.units:
            text = f"留言{enquiry.id}的承办单位{enquiry.unit}未登记。"
            yield Caution("unknown_unit", "enquiries.by_unit", text)
        if enquiry.due_on == cut.as_of and not enquiries.is_closed(enquiry, cut):
            text = f"留言{enquiry.id}今日到期尚未办结，计入应办结数，未计逾期。"
            yield Caution("due_today", "enquiries.due", text)


def _named(targets: Sequence[str], registry: Registry) -> str:
    shown = "、".join(registry.target_name(target) for target in targets[:_FEW])
    return f"{shown}等" if len(targets) > _FEW else shown
