"""The registry of the made-up city: units, websites, columns and accounts (示例)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice
from typing import NamedTuple

from xuncha.separated import separated

COUNTIES = ("甲县", "乙县", "丙县", "丁县", "戊区", "己区")
BUREAUS = {
    "edu": "教育局",
    "police": "公安局",
    "civil": "民政局",
    "finance": "财政局",
    "labour": "人力资源和社会保障局",
    "land": "自然资源局",
    "traffic": "交通运输局",
    "health": "卫生健康局",
}
PLATFORMS = {
    "wechat": 60,
    "weibo": 60,
    "toutiao": 50,
    "douyin": 45,
    "kuaishou": 30,
    "channels": 30,
    "miniprogram": 12,
    "app": 7,
    "people": 6,
}
"""How many accounts of each; no unit has two on one platform."""
COLUMNS = 12
_FIRST_OPENED = date(2019, 3, 1)
OPENED = {
    "weibo-59": date(2025, 7, 10),
    "douyin-44": date(2025, 8, 4),
    "douyin-45": date(2025, 10, 20),
    "channels-29": date(2025, 11, 3),
    "channels-30": date(2025, 12, 8),
}
"""Accounts that were opened in the two quarters."""
CLOSED = {
    "kuaishou-30": date(2025, 8, 29),
    "toutiao-49": date(2025, 9, 12),
    "toutiao-50": date(2025, 11, 14),
    "people-06": date(2025, 12, 1),
}
"""Accounts that were closed in them; the second file of the registry says so."""
LATER = date(2025, 10, 1)
"""What happened from this day on stands in the second file."""

_UNITS = "id name short_name kind level region order"
_TARGETS = (
    "id kind name unit platform url site_code level columns_class parent status opened_on closed_on"
)


class Body(NamedTuple):
    """One unit."""

    id: str
    name: str
    short_name: str
    kind: str
    level: str
    region: str


def bodies() -> list[Body]:
    """Return the 60 units: the city, its counties, and their bureaus."""
    found = [Body("city", "示例市人民政府", "市级", "other", "市级", "999900")]
    places = [("c0", "示例市", "市级", "999900")]
    for number, county in enumerate(COUNTIES, start=1):
        place = (f"c{number}", county, "县级", f"9999{number:02}")
        found.append(Body(place[0], f"{county}人民政府", county, "county", *place[2:]))
        places.append(place)
    rest = (
        Body(f"{key}-{bureau}", f"{area}{name}", f"{area}{name}", "bureau", level, region)
        for key, area, level, region in places
        for bureau, name in BUREAUS.items()
    )
    return [*found, *islice(rest, 60 - len(found))]


def site_id(unit: Body) -> str:
    """Return the id of a unit's website."""
    return f"site-{unit.id}"


def column_ids() -> list[str]:
    """Return the ids of the disclosure columns on the city's portal."""
    return [f"column-{number:02}" for number in range(1, COLUMNS + 1)]


def account_ids() -> list[str]:
    """Return the ids of all 300 accounts, platform by platform."""
    return [
        f"{key}-{number:02}" for key, many in PLATFORMS.items() for number in range(1, many + 1)
    ]


def opened_on(account: str) -> date:
    """Return the day on which an account was opened."""
    place = account_ids().index(account)
    return OPENED.get(account) or _FIRST_OPENED + timedelta(days=place * 5)


def is_new(account: str) -> bool:
    """Tell whether an account is in the second file only."""
    return OPENED.get(account, _FIRST_OPENED) >= LATER


def units_file() -> str:
    """Write the units."""
    return separated(_UNITS, ((*unit, place) for place, unit in enumerate(bodies(), start=1)))


def targets_file() -> str:
    """Write the registry as it stood when the second quarter began."""
    accounts = [_account(account) for account in account_ids() if not is_new(account)]
    return separated(_TARGETS, [*_websites(), *_columns(), *accounts])


def changes_file() -> str:
    """Write what was opened and closed in the second quarter."""
    later = [key for key in account_ids() if CLOSED.get(key, _FIRST_OPENED) >= LATER or is_new(key)]
    return separated(_TARGETS, [_account(account, whole=True) for account in later])


def _websites() -> Iterator[Sequence[object]]:
    for place, unit in enumerate(bodies(), start=1):
        name = f"{unit.name}{'' if unit.kind == 'bureau' else '门户'}网站"
        url, code = f"https://{site_id(unit)}.example/", f"999900{place:04}"
        head = (site_id(unit), "website", name, unit.id, None, url, code, unit.level)
        yield (*head, None, None, "running", _FIRST_OPENED, None)


def _columns() -> Iterator[Sequence[object]]:
    owners = [unit for unit in bodies() if unit.kind == "bureau"]
    for number, key in enumerate(column_ids(), start=1):
        unit = owners[number - 1]
        url = f"https://site-city.example/xxgk/{number:02}/"
        head = (key, "column", f"{unit.name}信息公开专栏", unit.id, None, url, None, unit.level)
        yield (*head, "政策文件", "site-city", "running", _FIRST_OPENED, None)


def _account(account: str, *, whole: bool = False) -> Sequence[object]:
    """Write one account; as it stood before `LATER` unless the whole of it is wanted."""
    platform, _, number = account.partition("-")
    unit = next(islice(cycle(bodies()), int(number) - 1, None))
    ends = CLOSED.get(account)
    ends = ends if ends and (whole or ends < LATER) else None
    head = (account, "account", f"{unit.short_name}发布", unit.id, platform, None, None, unit.level)
    return (*head, None, None, "closed" if ends else "running", opened_on(account), ends)
