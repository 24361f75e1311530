"""The daily report says what is new, mended and overdue, and never less than what was seen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.reporter.day_page import write_day
from services.reporter.domain.daily import Day, announced_day, daily, day_text
from services.reporter.domain.day_tables import NAMED, of_day
from services.reporter.domain.facts import Facts
from shared.calendar import due_moment
from shared.contracts.finding import Finding, Step
from shared.contracts.order import Order
from tests.factories import make_order
from tests.unit.reporter.quarter import facts, finding, websites

DAY = date(2020, 12, 16)


def order(*actions: str, due_on: date = DAY, **fields: object) -> Order:
    """An order issued a week before; each action is of the day itself."""
    history = tuple(
        Step(
            version=place,
            at=datetime(2020, 12, 9 if place == 1 else 16, 3, tzinfo=UTC),
            actor="a",
            action=action,
            cause=str(place),
        )
        for place, action in enumerate(("issued", *actions), start=1)
    )
    given = {
        "id": "o1",
        "unit": "linxiang",
        "target": "site-linxiang",
        "findings": ("f",),
        "issued_at": history[0].at,
        "due_on": due_on,
        "due_at": due_moment(due_on),
        "history": history,
    }
    return make_order(**{**given, **fields})


def day(*orders: Order, found: tuple[Finding, ...] = (), seen: int = 9) -> Day:
    known: Facts = replace(
        facts(), targets=tuple(websites()), findings=found, orders=orders, enquiries=()
    )
    return Day(DAY, known, frozenset(target.id for target in websites()[:seen]))


def test_a_day_without_problems_states_what_was_seen() -> None:
    report = daily(day(seen=7))

    assert (report["zero"], report["coverage"]["observed"]) == (True, 7)
    assert len(report["coverage"]["not_observed"]) == 2
    text = day_text(report)
    assert "零报告" in text
    assert "应监测9个对象，实际取得监测数据7个，未取得2个" in text
    assert announced_day(report, DAY).units == ()


def test_new_mended_and_overdue_stand_by_unit() -> None:
    late = order(id="o2", due_on=DAY - timedelta(days=3), unit="yongde", target="site-yongde")
    report = daily(day(order("rectified", "closed"), late, found=(finding("site-linxiang"),)))

    assert [
        (row["unit"], row["new"], row["fixed"], row["overdue"]) for row in report["by_unit"]
    ] == [
        ("linxiang", 0, 1, 0),
        ("yongde", 0, 0, 1),
        ("sample", 1, 0, 0),
    ]
    assert report["overdue"][0]["days"] == 3
    units = {unit.unit: unit.text for unit in announced_day(report, DAY).units}
    assert "逾期：永德县人民政府门户网站" in units["yongde"]
    assert "永德县" not in units["linxiang"]


def test_the_page_names_what_stands_behind_each_count() -> None:
    late = order(id="o2", due_on=DAY - timedelta(days=3), unit="yongde", target="site-yongde")
    found = day(order("rectified", "closed"), late, found=(finding("site-linxiang"),), seen=7)
    report = daily(found)
    tables = {table.name: table.rows for table in of_day(report)}
    page = write_day(report)

    assert tables["分单位情况"][1] == ("永德县", 0, 0, 1, 0)
    assert tables["逾期未整改"][0][-2:] == ("2020年12月13日", 3)
    assert len(tables["未取得监测数据"]) == 2
    assert tables["预警"] == ()
    assert "<h1>2020年12月16日监测日报</h1>" in page
    assert "<h2>预警</h2>" not in page, "a table without rows is left out"


def test_of_thousands_that_were_not_observed_the_first_are_named() -> None:
    report = daily(day())
    report["coverage"]["not_observed"] = [{"name": f"站点{n}"} for n in range(NAMED + 7)]

    rows = of_day(report)[-1].rows

    assert (len(rows), rows[-1]) == (NAMED + 1, ("其余7个，见JSON格式",))


def test_an_order_on_its_last_day_is_not_overdue() -> None:
    assert daily(day(order()))["overdue"] == []


def test_the_same_day_has_the_same_digest() -> None:
    assert daily(day(order()))["digest"] == daily(day(order()))["digest"]
    assert daily(day())["digest"] != daily(day(found=(finding("site-city"),)))["digest"]
