"""Statistics that are frozen with a quarter: what was counted then, whatever is recorded later."""

from datetime import UTC, date, datetime

import pytest

from services.reporter.domain.comparison import compare
from services.reporter.domain.keeping import every_grouping, from_records, kept
from services.reporter.domain.period import Cut
from services.reporter.domain.rollup import lines
from services.reporter.domain.statistics import BY, Given, statistics
from services.reporter.domain.tabular import of_comparison, of_statistics
from shared.contracts.report import FrozenReport, packed
from shared.contracts.target import TargetKind
from tests.factories import make_order, make_step
from tests.unit.reporter.quarter import AS_OF, QUARTER, TERMS, facts, finding

CUT = Cut(QUARTER, AS_OF)
DIGEST = "d" * 64


def frozen(statistics: bytes) -> FrozenReport:
    return FrozenReport(
        id=str(QUARTER),
        as_of=AS_OF,
        body=packed({}),
        digest=DIGEST,
        facts_digest="",
        statistics=statistics,
    )


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("kind", ["", *(kind.value for kind in TargetKind)])
def test_every_grouping_is_kept_as_it_was_counted(by: str, kind: str) -> None:
    whole = facts()
    counted = statistics(Given(whole, lines(whole.findings), {}, CUT), by, TERMS, kind=kind)

    found = kept(frozen(packed(every_grouping(from_records(whole, CUT), TERMS))), by, kind)

    assert found == counted | {"frozen": True, "digest": DIGEST}


def test_a_quarter_that_was_frozen_without_statistics_has_none_to_show() -> None:
    assert kept(frozen(b""), "kind", "") is None


def test_what_was_decided_issued_or_found_after_the_day_is_left_out() -> None:
    late = make_step(version=2, at=datetime(2021, 2, 3, tzinfo=UTC), action="confirmed")
    whole = facts(
        findings=(
            finding("site-city", "wording.serious", id="early"),
            finding("site-gengma", "wording.serious", id="late", history=(late,), version=2),
            finding("site-yongde", "wording.serious", id="next", found_on=date(2021, 1, 2)),
        ),
        orders=(
            make_order(id="o", findings=("early",), issued_at=datetime(2021, 2, 2, tzinfo=UTC)),
        ),
    )

    total = statistics(from_records(whole, CUT), "kind", TERMS)["total"]

    assert (total["findings"]["confirmed"], total["findings"]["suspected"]) == (1, 1)
    assert total["orders"]["issued"] == 0


def test_tables_name_the_digest_that_each_side_stands_on() -> None:
    counted = statistics(from_records(facts(), CUT), "kind", TERMS)
    old = counted | {"period": "2020Q3", "frozen": True, "digest": DIGEST}

    sides = {table.name: table.rows for table in of_comparison(compare(counted, old))}["依据"]
    alone = {table.name: table.rows for table in of_statistics(old)}["依据"]

    assert [(row[0], row[2], row[3]) for row in sides] == [
        ("2020Q4", "按记录统计", ""),
        ("2020Q3", "封存时的数字", DIGEST),
    ]
    assert [row[3] for row in alone] == [DIGEST]
