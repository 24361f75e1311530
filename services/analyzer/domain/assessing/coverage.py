"""Whether enough was seen of a target in the quarter to say anything about it. Pure."""

from services.analyzer.domain.assessing.case import Case
from shared.contracts.target import TargetKind


def missing(case: Case) -> str:
    """Say in Chinese what lacks to count a target as observed; empty when nothing does.

    A refusal to the monitor or a page that nobody could parse shows here and nowhere else.
    """
    ledger, least = case.ledger, case.profile.observed.probes
    if case.target.kind is TargetKind.WEBSITE:
        if ledger.best < least:
            return f"监测周有效探测{ledger.best}次，不足{least}次"
        return "" if ledger.home else "首页未能读出更新列表"
    if case.target.kind is TargetKind.COLUMN:
        return "" if ledger.listing else "未取得栏目列表"
    return "" if ledger.post else "未取得最新发布时间"
