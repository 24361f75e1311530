from datetime import UTC, date, datetime, timedelta

import pytest

from services.analyzer.domain.assessing.facts import day_facts
from shared.contracts.assessment import Verdict
from shared.contracts.observation import Probe, ProbeOutcome
from tests.unit.analyzer.assessing.cases import DAY, make_case, probed, run, week


@pytest.mark.parametrize(
    ("failed", "verdict"),
    [
        pytest.param(7, Verdict.COMPLIANT, id="4.2 percent"),
        pytest.param(8, Verdict.COMPLIANT, id="just below"),
        pytest.param(9, Verdict.VIOLATING, id="above: 5.4 percent"),
        pytest.param(168, Verdict.VIOLATING, id="never open"),
    ],
)
def test_a_site_fails_from_five_percent_on(failed: int, verdict: Verdict) -> None:
    per_day = [failed // 7 + (n < failed % 7) for n in range(7)]

    measured = run(make_case(ledger=week(probed(24, one) for one in per_day)), "WV2")

    assert measured.verdict is verdict
    assert measured.numbers["failed"] == failed


def test_exactly_five_percent_fails() -> None:
    ledger = week([probed(20, 1) for _ in range(7)])

    assert run(make_case(ledger=ledger), "WV2").verdict is Verdict.VIOLATING


@pytest.mark.parametrize(
    ("probes", "verdict"), [(139, Verdict.NOT_OBSERVED), (140, Verdict.COMPLIANT)]
)
def test_fewer_probes_than_the_indicator_asks_for_say_nothing(
    probes: int, verdict: Verdict
) -> None:
    days = [probed(20)] * 6 + [probed(probes - 120)]

    assert run(make_case(ledger=week(days)), "WV2").verdict is verdict


def test_failures_of_a_single_hour_never_decide() -> None:
    ledger = week([probed(24)] * 6 + [probed(96, 60, hours=1)])

    measured = run(make_case(ledger=ledger), "WV2")

    assert measured.verdict is Verdict.COMPLIANT
    assert "同一小时" in measured.text


def test_the_day_before_the_week_does_not_count() -> None:
    ledger = week([probed(24, 24)] + [probed(24)] * 7)

    assert run(make_case(ledger=ledger), "WV2").numbers["failed"] == 0


def test_the_sentence_names_window_numbers_and_limit() -> None:
    ledger = week([probed(24, 2)] * 5 + [probed(24, 1), probed(24)])

    measured = run(make_case(ledger=ledger), "WV2")

    assert measured.text == (
        "2020-12-14 至 12-20 共探测168次，其中11次15秒内未打开，占6.5%，达到5%的否决线"
    )
    assert measured.observations[0] == "probes:site-a:2020-12-14"


def test_a_probe_that_the_monitor_spoilt_is_no_probe() -> None:
    start = datetime(2020, 12, 19, 16, tzinfo=UTC)
    outcomes = [ProbeOutcome.OPEN, ProbeOutcome.INVALID, ProbeOutcome.FAILED]
    probes = [
        Probe(target="site-a", at=start + timedelta(hours=n), outcome=outcome)
        for n, outcome in enumerate(outcomes)
    ]

    facts = day_facts(probes)

    assert (facts.valid, facts.failed, facts.failed_hours) == (2, 1, 1)
    assert date(2020, 12, 20) == DAY
