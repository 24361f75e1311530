"""What states, steps and limits of orders are called wherever units read of them."""

from shared.contracts.finding import Severity, printed, quotes
from shared.contracts.order import Demand, Limit, LimitStep, Order, OrderKind

STATES = {
    "issued": "待确认",
    "acknowledged": "整改中",
    "rectified": "已报整改，等待复查",
    "reopened": "复查未通过，请继续整改",
    "closed": "已办结",
    "withdrawn": "已撤销",
    "extended": "已批准延期，请继续整改",
    "excepted": "已准予例外",
    "appealed": "已申诉，等待认定",
    "escalated": "已逾期并升级督办，请立即整改",
}
SEVERITIES = {Severity.SERIOUS: "严重", Severity.ORDINARY: "一般", Severity.HINT: "提示"}
ACTIONS = {
    "issued": "下达整改单",
    "acknowledged": "单位确认收到",
    "rectified": "单位报告已整改",
    "undecided": "复查未能判定，等待人工复核",
    "reopened": "重新整改",
    "closed": "办结",
    "withdrawn": "撤销",
    "escalated": "升级督办",
    "extended": "批准延期",
    "excepted": "批准例外（报备）",
    "appealed": "单位提出申诉",
    "joined": "并入同类问题",
    "hidden": "单位报告已先行隐藏",
    "checked": "复查一处",
    "reduced": "部分问题已消除",
    "returned": "问题再次出现",
    "asked": "单位申请延期或例外",
    "disowned": "单位反映不是本单位的",
    "refused": "申请未获批准",
    "dismissed": "申诉未获支持",
    "handed_over": "转交责任单位",
    "rescheduled": "期限重新计算",
    "named": "列入通报",
    "revoked": "原办理链接作废",
}
PROOFS = {
    "same": "页面未改动",
    "changed": "页面已改正",
    "gone": "页面已撤下",
    "blocked": "页面拒绝访问",
    "unreachable": "页面无法打开",
    "unread": "附件或部分页面无法读取，未能复核",
}
"""What a re-check notes, in the words of its outcome."""
WISHES = {"extension": "延期", "exception": "报备（准予例外）"}


def told(demand: Demand) -> tuple[str, str]:
    """Return what is known of a finding, and how that is called: a quotation, or a measurement."""
    text = printed(demand.rule, demand.excerpt)
    return ("原文", f"……{text}……") if quotes(demand.rule) else ("监测情况", text)


def mend(demand: Demand) -> str:
    """Say how to mend a finding: what a wrong wording is to become, or what is to be done."""
    right = demand.suggestion
    words = demand.rule.startswith("wording.") and not right.endswith("。")
    return f"改为“{right}”" if right and words else right


def limit_name(order: Order, limit: Limit) -> str:
    """Say what a limit is of."""
    if order.kind is OrderKind.REPORT_BACK:
        return "报送期限"
    return "先行隐藏期限" if limit.step is LimitStep.HIDE else "整改期限"
