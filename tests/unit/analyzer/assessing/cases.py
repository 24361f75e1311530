"""Cases that are compliant by default; override the one thing that a test is about."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from services.analyzer.domain.assessing.case import Case, Column, Measured, Registry
from services.analyzer.domain.assessing.checks import CHECKS
from services.analyzer.domain.assessing.facts import DayFacts, Marked
from services.analyzer.domain.assessing.ledger import Ledger, fold
from services.analyzer.domain.assessing.library import Library
from services.analyzer.domain.rules import RULES
from shared.contracts.profile import Item, Profile
from shared.contracts.target import Target, TargetKind
from tests.factories import make_target

FOLDER = Path(__file__).parents[4] / "services" / "analyzer" / "profiles"
DAY = date(2020, 12, 20)


@cache
def library() -> Library:
    return Library({path.name: path.read_text("utf-8") for path in FOLDER.glob("*.yaml")}, RULES)


@cache
def national() -> Profile:
    return library().profile("national-2019", date(2020, 12, 1))


def item(key: str, profile: Profile | None = None, **changes: Any) -> Item:
    found = next(one for one in (profile or national()).items if one.id == key)
    return found.model_copy(update=changes)


def with_items(*items: Item, **changes: Any) -> Profile:
    return Profile(**{**dict(national()), "items": items, **changes})


def listed(newest: date | None, *, items: int = 10, blank: bool = False) -> DayFacts:
    return DayFacts(
        read=True, listed=not blank, blank=blank, items=0 if blank else items, newest_on=newest
    )


def probed(valid: int = 24, failed: int = 0, hours: int | None = None) -> DayFacts:
    return DayFacts(valid=valid, failed=failed, failed_hours=failed if hours is None else hours)


def ledger(days: Mapping[date, DayFacts], day: date = DAY) -> Ledger:
    return fold(sorted(days.items()), day - timedelta(days=120), day, national().observed)


def seen(newest: date | None, day: date = DAY) -> Ledger:
    return ledger({day: listed(newest)}, day)


def week(facts: Iterable[DayFacts], day: date = DAY) -> Ledger:
    given = list(facts)
    first = day - timedelta(days=len(given) - 1)
    return ledger({first + timedelta(days=n): one for n, one in enumerate(given)}, day)


def marked(marks: Marked, day: date = DAY) -> Ledger:
    return ledger({day: DayFacts(marks=marks)}, day)


def column(number: int, kind: str = "动态要闻", **observed: Any) -> Column:
    target = make_target(
        id=f"column-{number}", kind=TargetKind.COLUMN, columns_class=kind, parent="site-a"
    )
    return Column(target, seen(**observed) if observed else Ledger(on=DAY))


def make_case(target: Target | None = None, **fields: Any) -> Case:
    given = {
        "target": target or make_target(),
        "day": DAY,
        "ledger": Ledger(on=fields.get("day", DAY)),
        "profile": national(),
        "registry": Registry(units={"county-a": "甲县人民政府"}),
    }
    return Case(**{**given, **fields})


def account(**fields: Any) -> Target:
    return make_target(**{"id": "account-a", "kind": TargetKind.ACCOUNT, "url": "", **fields})


def run(case: Case, key: str, **changes: Any) -> Measured:
    one = item(key, case.profile, **changes)
    return CHECKS[one.check].measure(case, one)
