"""What was observed, found and asked in one quarter of the made-up city (示例)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from xuncha.example.city import (
    CLOSED,
    account_ids,
    bodies,
    column_ids,
    opened_on,
    site_id,
)
from xuncha.separated import separated

_OBSERVATIONS = "target kind at outcome seconds newest_on items source"
_FINDINGS = "id target rule found_on source status excerpt reference"
_ENQUIRIES = "id unit target channel received_on due_on closed_on category valid invalid_reason"
PROBES_A_DAY = 20
CHECK_DAYS = 7


class Found(NamedTuple):
    """One finding; who found it, and whether that confirms it."""

    target: str
    rule: str
    days: int
    """After the quarter's first day."""
    source: str
    status: str
    excerpt: str


class Season(NamedTuple):
    """One quarter."""

    name: str
    first: date
    check: date
    """First day of the week in which the websites were probed."""
    unseen: tuple[str, ...]
    """Targets of which too little was seen."""
    found: tuple[Found, ...]
    enquiries: int
    late: int
    """How many of them were answered too late."""


SUMMER = Season(
    "2025Q3",
    date(2025, 7, 1),
    date(2025, 9, 15),
    ("site-c5-health", "weibo-07", "app-03"),
    (
        Found("site-c1", "wording.serious", 20, "province", "confirmed", "县攻府召开专题会议"),
        Found("site-c3-edu", "availability.site", 77, "monitor", "confirmed", "监测周无法访问"),
        Found("site-c2-civil", "personal.resident_id", 40, "finder", "suspected", "名单含证件号码"),
        Found("column-05", "freshness.columns_stale", 70, "manual", "confirmed", "政策文件逾期"),
        Found("wechat-12", "wording.serious", 33, "cyberspace", "confirmed", "领导小姐会议召开"),
        Found("weibo-21", "freshness.account", 75, "monitor", "suspected", "超过14天未更新"),
        Found("weibo-22", "freshness.account", 75, "monitor", "suspected", "超过14天未更新"),
        Found("toutiao-08", "freshness.account", 76, "monitor", "suspected", "超过14天未更新"),
        Found("douyin-17", "wording.serious", 51, "finder", "suspected", "扫黑除恶专项斗争"),
    ),
    120,
    9,
)
AUTUMN = Season(
    "2025Q4",
    date(2025, 10, 1),
    date(2025, 12, 8),
    ("weibo-07",),
    (
        Found("site-c4", "personal.resident_id", 12, "province", "confirmed", "公示附件含证件号码"),
        Found("site-c3-edu", "link.dead", 30, "monitor", "suspected", "首页3处链接失效"),
        Found("column-05", "freshness.columns_stale", 71, "manual", "confirmed", "政策文件逾期"),
        Found("weibo-21", "freshness.account", 72, "monitor", "suspected", "超过14天未更新"),
        Found("kuaishou-02", "wording.serious", 44, "cyberspace", "suspected", "布署下步工作"),
    ),
    98,
    3,
)
QUARTERS = (SUMMER, AUTUMN)
CATEGORIES = ("咨询", "投诉", "建议", "求助")


def observations_file(season: Season) -> str:
    """Write a week of probes, the home pages' lists, the columns, and each account's last post."""
    return separated(_OBSERVATIONS, [*_websites(season), *_columns(season), *_accounts(season)])


def findings_file(season: Season) -> str:
    """Write what others reported, and what the office's own people saw."""
    rows = (
        (
            f"{season.name}-{number:02}",
            one.target,
            one.rule,
            season.first + timedelta(days=one.days),
            one.source,
            one.status,
            one.excerpt,
            f"示例〔2025〕{number}号" if one.source in {"province", "cyberspace"} else None,
        )
        for number, one in enumerate(season.found, start=1)
    )
    return separated(_FINDINGS, rows)


def enquiries_file(season: Season) -> str:
    """Write the citizens' messages, most of them answered in time."""
    return separated(_ENQUIRIES, (_enquiry(season, number) for number in range(season.enquiries)))


def _websites(season: Season) -> Iterator[Sequence[object]]:
    start = datetime.combine(season.check, datetime.min.time())
    down = {one.target for one in season.found if one.rule == "availability.site"}
    for unit in bodies():
        target = site_id(unit)
        days = 3 if target in season.unseen else CHECK_DAYS
        for number in range(days * PROBES_A_DAY):
            at = start + timedelta(minutes=number * 24 * 60 // PROBES_A_DAY)
            failed = target in down and number % 10 == 0
            outcome, seconds = ("failed", "15.0") if failed else ("open", f"0.{4 + number % 5}")
            yield target, "probe", f"{at:%Y-%m-%d %H:%M}", outcome, seconds, None, None, "监测公司"
        newest = season.check + timedelta(days=2)
        yield target, "listing", f"{newest} 09:00", "read", None, newest, 20, "监测公司"


def _columns(season: Season) -> Iterator[Sequence[object]]:
    stale = {one.target for one in season.found if one.rule == "freshness.columns_stale"}
    for target in column_ids():
        seen = season.check + timedelta(days=3)
        newest = seen - timedelta(days=200 if target in stale else 9)
        yield target, "listing", f"{seen} 10:00", "read", None, newest, 12, "监测公司"


def _accounts(season: Season) -> Iterator[Sequence[object]]:
    still = {one.target for one in season.found if one.rule == "freshness.account"}
    seen = season.check + timedelta(days=4)
    for account in account_ids():
        gone = CLOSED.get(account, date.max) <= seen or opened_on(account) > seen
        if gone or account in season.unseen:
            continue
        newest = seen - timedelta(days=21 if account in still else 3)
        yield account, "post", f"{seen} 15:00", "read", None, newest, None, "人工巡查"


def _enquiry(season: Season, number: int) -> Sequence[object]:
    owners = bodies()
    unit = owners[number * 7 % len(owners)]
    received = season.first + timedelta(days=number % 75)
    due = received + timedelta(days=10)
    late = (
        number % (season.enquiries // season.late) == 0
        and number // (season.enquiries // season.late) < season.late
    )
    closed = due + timedelta(days=4) if late else received + timedelta(days=1 + number % 8)
    invalid = number % 40 == 39  # noqa: PLR2004 - a few
    channel = ("site", "12345", "finder", "other")[number % 4]
    target = site_id(unit) if channel == "site" else None
    reason = "重复提交" if invalid else None
    head = (f"{season.name}-{number + 1:03}", unit.id, target, channel, received, due, closed)
    return (*head, CATEGORIES[number % 4], "false" if invalid else "true", reason)
