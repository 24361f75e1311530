"""Whether enough was seen of a target to say anything about it."""

from datetime import date

from services.reporter.domain.facts import Coverage
from shared.contracts.target import Target, TargetKind
from shared.dates import written

ENOUGH_PROBES = 140
"""Seven days with 20 probes each: the national indicators ask for that much before they judge."""

Window = tuple[date, date]
"""First and last day on which an account's newest post must have been read."""


def missing(target: Target, seen: Coverage | None, window: Window) -> str:
    """Say in Chinese what lacks to count a target as observed; empty when nothing does.

    A refusal to the monitor or a page that could not be parsed shows here and nowhere else: it
    makes a target neither compliant nor violating.

    Args:
        target: a running target.
        seen: its coverage, None when nothing was recorded.
        window: of the profile, for accounts.
    """
    if seen is None:
        return "无监测记录"
    if target.kind is TargetKind.WEBSITE:
        return _website(seen)
    if target.kind is TargetKind.COLUMN:
        return "" if seen.listing_seen else "未取得栏目列表"
    return _account(seen, window)


def _website(seen: Coverage) -> str:
    if seen.valid_probes < ENOUGH_PROBES:
        return f"监测周有效探测{seen.valid_probes}次，不足{ENOUGH_PROBES}次"
    return "" if seen.home_listed else "首页未能读出更新列表"


def _account(seen: Coverage, window: Window) -> str:
    if seen.newest_post_on is None:
        return "未取得最新发布时间"
    first, last = window
    if seen.post_seen_on is not None and not first <= seen.post_seen_on <= last:
        return f"最新发布时间的观测日{written(seen.post_seen_on)}不在检查期内"
    return ""
