"""The facts of 2020Q4 in Lincang, from which its report and its notice must come out."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.reporter.domain.facts import Coverage, Facts
from services.reporter.domain.period import Quarter
from services.reporter.domain.report import QuarterReport, quarter_report
from services.reporter.domain.terms import Terms
from services.reporter.notice.profile import load_profile
from shared.calendar import load_calendar
from shared.contracts.enquiry import Enquiry
from shared.contracts.finding import Decision, Effect, Finding, Severity
from shared.contracts.score import Score
from shared.contracts.target import Target, TargetKind, TargetStatus
from shared.contracts.unit import Unit, UnitKind

QUARTER = Quarter(2020, 4)
AS_OF = date(2021, 1, 30)
CALENDAR = load_calendar()
PROFILE = load_profile("lincang")
TERMS = Terms(platforms=PROFILE.platform_table, printing=PROFILE.printing)

UNITS = (
    ("city", "临沧市人民政府", "市级", 25),
    ("linxiang", "临翔区人民政府", "临翔区", 26),
    ("yongde", "永德县人民政府", "永德县", 7),
    ("fengqing", "凤庆县人民政府", "凤庆县", 3),
    ("yunxian", "云县人民政府", "云县", 4),
    ("shuangjiang", "双江自治县人民政府", "双江", 5),
    ("zhenkang", "镇康县人民政府", "镇康县", 12),
    ("cangyuan", "沧源自治县人民政府", "沧源县", 11),
    ("gengma", "耿马自治县人民政府", "耿马县", 4),
    ("police", "临沧市公安局", "市公安局", 1),
    ("finance", "临沧市财政局", "市财政局", 0),
    ("civil", "临沧市民政局", "市民政局", 0),
    ("sample", "示例单位", "示例单位", 0),
)
SITES = {
    "city": "临沧市人民政府门户网站",
    "linxiang": "临翔区人民政府门户网站",
    "yongde": "永德县人民政府门户网站",
    "fengqing": "凤庆县人民政府门户网站",
    "yunxian": "云县人民政府门户网站",
    "shuangjiang": "双江自治县人民政府门户网站",
    "zhenkang": "镇康县人民政府门户网站",
    "cangyuan": "沧源自治县人民政府门户网站",
    "gengma": "耿马傣族佤族自治县人民政府门户网站",
}
PLATFORMS = {
    "wechat": 114,
    "weibo": 15,
    "app": 1,
    "toutiao": 2,
    "douyin": 6,
    "kuaishou": 2,
    "miniprogram": 2,
}
ACCOUNTS = {
    "wechat-001": ("临翔警方", "linxiang"),
    "wechat-002": ("微小湾", "sample"),
    "weibo-001": ("永德县人民政府政务微博", "yongde"),
}
WORDING = (
    ("site-linxiang", "province"),
    ("column-01", "cyberspace"),
    ("column-02", "cyberspace"),
    ("wechat-001", "monitor"),
    ("wechat-002", "monitor"),
    ("weibo-001", "monitor"),
)
PERSONAL = ("site-linxiang", "site-zhenkang", "site-gengma")


def enquiry(key: str, unit: str, **fields: Any) -> Enquiry:
    """A message answered in time."""
    given = {
        "received_on": date(2020, 11, 2),
        "due_on": date(2020, 11, 9),
        "closed_on": date(2020, 11, 6),
    }
    return Enquiry(id=key, unit=unit, **{**given, **fields})


def score(target: str, points: float, rank: int) -> Score:
    """What the province gave a portal."""
    return Score(quarter="2020Q4", target=target, points=points, rank=rank, source="province")


def units() -> tuple[Unit, ...]:
    return tuple(
        Unit(id=key, name=name, short_name=short, kind=UnitKind.COUNTY, order=place)
        for place, (key, name, short, _) in enumerate(UNITS)
    )


def websites() -> list[Target]:
    return [
        Target(id=f"site-{unit}", kind=TargetKind.WEBSITE, name=name, unit=unit)
        for unit, name in SITES.items()
    ]


def columns() -> list[Target]:
    named = {1: ("临沧市财政局信息公开专栏", "finance"), 2: ("临沧市民政局信息公开专栏", "civil")}
    rows = []
    for number in range(1, 37):
        name, unit = named.get(number, (f"示例部门{number:02}信息公开专栏", "sample"))
        key = f"column-{number:02}"
        rows.append(Target(id=key, kind=TargetKind.COLUMN, name=name, unit=unit))
    return rows


def accounts() -> list[Target]:
    rows = []
    for platform, running in PLATFORMS.items():
        for number in range(1, running + 1):
            key = f"{platform}-{number:03}"
            name, unit = ACCOUNTS.get(key, (f"示例账号{key}", "city"))
            rows.append(account(key, platform, name=name, unit=unit))
    opened = {"opened_on": date(2020, 11, 12)}
    rows[-1], rows[-3] = (rows[place].model_copy(update=opened) for place in (-1, -3))
    gone = {"status": TargetStatus.CLOSED, "closed_on": date(2020, 12, 1)}
    return rows + [account(f"wechat-9{number:02}", "wechat", **gone) for number in range(1, 7)]


def account(key: str, platform: str, **fields: Any) -> Target:
    given = {"name": f"示例账号{key}", "unit": "city", "opened_on": date(2018, 5, 1)}
    return Target(id=key, kind=TargetKind.ACCOUNT, platform=platform, **{**given, **fields})


def finding(target: str, rule: str = "wording.serious", **fields: Any) -> Finding:
    """A confirmed finding of the quarter."""
    wording = rule == "wording.serious"
    given = {
        "id": f"f-{rule.partition('.')[0]}-{target}",
        "root": f"r-{rule}",
        "target": target,
        "unit": "sample",
        "rule": rule,
        "family": rule.partition(".")[0],
        "severity": Severity.SERIOUS,
        "effect": Effect.VETO if wording else Effect.PROBLEM,
        "title": "严重表述错误" if wording else "个人隐私泄露",
        "excerpt": "各区县攻府要高度重视" if wording else "身份证号5309**********0000",
        "url": f"http://{target}.example.cn/news/1.html",
        "found_on": date(2020, 12, 16),
        "decision": Decision.CONFIRMED,
    }
    return Finding(**{**given, **fields})


def findings() -> tuple[Finding, ...]:
    wording = [finding(target, sources=(source,)) for target, source in WORDING]
    personal = [finding(target, "personal.resident_id") for target in PERSONAL]
    return (*wording, *personal)


def seen(target: Target) -> Coverage:
    """Everything that could be observed of a target was."""
    return Coverage(
        target.id,
        valid_probes=168,
        home_listed=True,
        listing_seen=True,
        newest_post_on=date(2020, 12, 18),
        post_seen_on=date(2020, 12, 20),
    )


def facts(**change: Any) -> Facts:
    """The quarter's facts, with some of them replaced."""
    targets = (*websites(), *columns(), *accounts())
    enquiries = tuple(
        enquiry(f"{unit}-{number:02}", unit)
        for unit, _, _, count in UNITS
        for number in range(1, count + 1)
    )
    whole = Facts(
        targets=targets,
        units=units(),
        findings=findings(),
        coverage=tuple(seen(target) for target in targets),
        enquiries=enquiries,
        scores=(score("site-fengqing", 98.7, 2), score("site-yongde", 95.7, 4)),
    )
    return replace(whole, **change)


def report(given: Facts | None = None, as_of: date = AS_OF, terms: Terms = TERMS) -> QuarterReport:
    """Report on the quarter."""
    return quarter_report(given or facts(), QUARTER, as_of, "national-2019", CALENDAR, terms)
