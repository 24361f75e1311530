from datetime import UTC, datetime

import pytest

from services.crawler.domain.outcome import MEANINGS, FetchOutcome, of_status, visit_outcome
from services.crawler.domain.probing import judge
from services.crawler.domain.resting import rest_seconds
from services.crawler.fetch import _BY_FAILURE
from shared.contracts.observation import ProbeOutcome, VisitOutcome
from shared.egress.errors import Outcome


def test_every_outcome_has_a_meaning_and_every_failure_an_outcome() -> None:
    assert set(MEANINGS) == set(FetchOutcome)
    assert set(_BY_FAILURE) == set(Outcome)


@pytest.mark.parametrize("outcome", FetchOutcome)
def test_what_says_nothing_about_a_site_never_counts_against_it(outcome: FetchOutcome) -> None:
    judged = judge(outcome, 1.0, online=True)

    if MEANINGS[outcome].opens is None:
        assert judged is ProbeOutcome.INVALID
    else:
        assert judged is (ProbeOutcome.OPEN if MEANINGS[outcome].opens else ProbeOutcome.FAILED)
    assert judge(outcome, 1.0, online=False) is not ProbeOutcome.FAILED


@pytest.mark.parametrize("outcome", FetchOutcome)
def test_only_what_was_read_proves_a_change(outcome: FetchOutcome) -> None:
    seen = visit_outcome(outcome, before="a", now="b")

    assert (seen is VisitOutcome.CHANGED) == (outcome is FetchOutcome.OK)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, FetchOutcome.OK),
        (206, FetchOutcome.TRUNCATED),
        (302, FetchOutcome.REDIRECTS),
        (304, FetchOutcome.NOT_MODIFIED),
        (403, FetchOutcome.FORBIDDEN),
        (404, FetchOutcome.NOT_FOUND),
        (410, FetchOutcome.GONE),
        (418, FetchOutcome.CLIENT_ERROR),
        (429, FetchOutcome.TOO_MANY),
        (451, FetchOutcome.FORBIDDEN),
        (503, FetchOutcome.SERVER_ERROR),
    ],
)
def test_a_status_is_an_outcome(status: int, outcome: FetchOutcome) -> None:
    assert of_status(status) is outcome


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Tue, 01 Dec 2020 00:01:00 GMT", 60.0),
        ("Mon, 30 Nov 2020 00:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert rest_seconds(header, datetime(2020, 12, 1, tzinfo=UTC).timestamp()) == seconds
