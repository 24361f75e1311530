"""The demo's city: the figures of the Lincang notice of 2020Q4; the rest is made up (示例)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from xuncha.separated import separated

QUARTER = "2020Q4"
WRONG_WORDING = {
    "site-linxiang": "全区扎实推进扫黑险恶专项斗争，取得阶段性成效。",
    "column-01": "各预算单位要按照市攻府统一安排，做好年终决算工作。",
    "column-02": "各级领导小姐要加强统筹，确保困难群众温暖过冬。",
    "wechat-001": "警方提示：扫黑险恶，人人有责，欢迎提供线索。",
    "wechat-002": "县区攻府召开专题会议，安排部署近期重点工作。",
    "weibo-001": "今日头条：中华人民共合国成立以来我县交通建设成就回顾。",
}
"""What is planted where, one sentence each."""
LEAKS = {
    "site-linxiang": ("张某某（示例）", "11010119900307109X"),
    "site-zhenkang": ("李某某（示例）", "110101198801012030"),
    "site-gengma": ("王某某（示例）", "110101197502283055"),
}
"""Synthetic identity numbers with valid check digits; they belong to nobody."""


class Body(NamedTuple):
    """One unit of the city."""

    id: str
    name: str
    short_name: str
    kind: str
    enquiries: int
    """Messages received in the quarter."""


COUNTIES = (
    Body("linxiang", "临翔区人民政府", "临翔区", "county", 26),
    Body("yongde", "永德县人民政府", "永德县", "county", 7),
    Body("fengqing", "凤庆县人民政府", "凤庆县", "county", 3),
    Body("yunxian", "云县人民政府", "云县", "county", 4),
    Body("shuangjiang", "双江自治县人民政府", "双江", "county", 5),
    Body("zhenkang", "镇康县人民政府", "镇康县", "county", 12),
    Body("cangyuan", "沧源自治县人民政府", "沧源县", "county", 11),
    Body("gengma", "耿马自治县人民政府", "耿马县", "county", 4),
)
UNITS = (
    Body("city", "临沧市人民政府", "市级", "other", 25),
    *COUNTIES,
    Body("police", "临沧市公安局", "市公安局", "bureau", 1),
    Body("finance", "临沧市财政局", "市财政局", "bureau", 0),
    Body("civil", "临沧市民政局", "市民政局", "bureau", 0),
    *(
        Body(f"bureau-{n:02}", f"示例部门{n:02}", f"示例部门{n:02}", "bureau", 0)
        for n in range(3, 37)
    ),
    Body("sample", "示例单位", "示例单位", "other", 0),
)
SITES = {
    "city": "临沧市人民政府门户网站",
    **{county.id: f"{county.name}门户网站" for county in COUNTIES},
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
NAMED_ACCOUNTS = {
    "wechat-001": ("临翔警方", "linxiang"),
    "wechat-002": ("微小湾", "sample"),
    "weibo-001": ("永德县人民政府政务微博", "yongde"),
}
NEW_ACCOUNTS = frozenset({"wechat-113", "wechat-114"})
CLOSED_ACCOUNTS = tuple(f"wechat-9{number:02}" for number in range(1, 7))


def column_name(number: int) -> str:
    """Return the registered name of one of the 36 disclosure columns."""
    named = {1: "临沧市财政局", 2: "临沧市民政局"}
    return f"{named.get(number, f'示例部门{number:02}')}信息公开专栏"


def column_path(number: int) -> str:
    """Return where a column's listing stands on the city's portal."""
    return f"/xxgk/{number:02}/index.html"


def accounts() -> list[str]:
    """Return the ids of the running accounts, in the order of the platforms."""
    return [f"{key}-{n:03}" for key, count in PLATFORMS.items() for n in range(1, count + 1)]


def import_files(sites: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return what the clerk imports before the week: noun, file name, content.

    Args:
        sites: address of each unit's portal.
    """
    return [
        ("registry", "units.csv", separated("id name short_name kind order channels", _units())),
        ("registry", "targets.csv", separated(_TARGET_COLUMNS, _targets(sites))),
        ("enquiry", "enquiries.csv", separated(_ENQUIRY_COLUMNS, _enquiries())),
        ("score", "scores.csv", separated("quarter target points rank source remark", _scores())),
    ]


def posts() -> str:
    """Return the posts of all running accounts as JSON Lines."""
    return "".join(f"{json.dumps(post, ensure_ascii=False)}\n" for post in _posts())


def outside_findings(addresses: Mapping[str, str]) -> str:
    """Return what the province and the cyberspace office reported.

    Args:
        addresses: of the pages that they name, by target.
    """
    sources = {"site-linxiang": "province", "column-01": "cyberspace", "column-02": "cyberspace"}
    rows = [
        (
            f"outside-{n}",
            target,
            "wording.serious",
            "veto",
            "serious",
            "2020-12-18",
            source,
            "suspected",
            WRONG_WORDING[target],
            addresses[target],
            f"示例通报第{n}号",
        )
        for n, (target, source) in enumerate(sources.items(), start=1)
    ]
    columns = "id target rule effect severity found_on source status excerpt url reference"
    return separated(columns, rows)


_TARGET_COLUMNS = "id kind name unit platform url site_code parent status opened_on closed_on"
_ENQUIRY_COLUMNS = "id unit channel received_on due_on closed_on category"


def _units() -> Iterable[Sequence[object]]:
    for place, unit in enumerate(UNITS, start=1):
        channel = f"mailto:{unit.id}@lincang.example.cn"
        yield unit.id, unit.name, unit.short_name, unit.kind, place, channel


def _targets(sites: Mapping[str, str]) -> Iterable[Sequence[object]]:
    for place, (unit, name) in enumerate(SITES.items(), start=1):
        yield _target(
            id=f"site-{unit}",
            kind="website",
            name=name,
            unit=unit,
            url=f"{sites[unit]}/",
            site_code=f"530900{place:04}",
        )
    owners = {1: "finance", 2: "civil"}
    for n in range(1, 37):
        yield _target(
            id=f"column-{n:02}",
            kind="column",
            name=column_name(n),
            unit=owners.get(n, f"bureau-{n:02}"),
            url=f"{sites['city']}{column_path(n)}",
            parent="site-city",
        )
    for key in accounts():
        name, unit = NAMED_ACCOUNTS.get(key, (f"示例账号{key}", "city"))
        opened = "2020-11-12" if key in NEW_ACCOUNTS else "2018-05-01"
        platform = key.partition("-")[0]
        yield _target(
            id=key, kind="account", name=name, unit=unit, platform=platform, opened_on=opened
        )
    for key in CLOSED_ACCOUNTS:
        yield _target(
            id=key,
            kind="account",
            name=f"示例账号{key}",
            unit="city",
            platform="wechat",
            status="closed",
            opened_on="2018-05-01",
            closed_on="2020-12-01",
        )


def _target(**cells: str) -> list[str]:
    cells.setdefault("status", "running")
    return [cells.get(column, "") for column in _TARGET_COLUMNS.split()]


def _enquiries() -> Iterable[Sequence[object]]:
    for unit in UNITS:
        for number in range(1, unit.enquiries + 1):
            received = date(2020, 10, 9) + timedelta(days=number % 60)
            due, closed = received + timedelta(days=9), received + timedelta(days=3)
            yield f"{unit.id}-{number:02}", unit.id, "site", received, due, closed, "咨询"


def _scores() -> Iterable[Sequence[object]]:
    yield QUARTER, "site-fengqing", 98.7, 2, "province", ""
    yield QUARTER, "site-yongde", 95.7, 4, "province", ""


def _posts() -> Iterable[dict[str, object]]:
    for place, key in enumerate(accounts()):
        name = NAMED_ACCOUNTS.get(key, (f"示例账号{key}", ""))[0]
        wrong = WRONG_WORDING.get(key)
        text = wrong or f"{name}（示例）提醒：天气转凉，请注意防火和用电安全。第{place + 1}期。"
        yield {
            "target": key,
            "url": f"https://posts.example.cn/{key}/20201217.html",
            "title": f"{name}（示例）12月17日发布",
            "published_at": "2020-12-17 10:00",
            "text": text,
        }
