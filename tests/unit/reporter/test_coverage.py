"""What must have been seen before anything may be said of a target."""

from datetime import date

import pytest

from services.reporter.domain.coverage import missing
from services.reporter.domain.facts import Coverage
from shared.contracts.target import Target, TargetKind

WINDOW = (date(2020, 10, 1), date(2020, 12, 31))
POST = date(2020, 8, 1)


@pytest.mark.parametrize(
    ("kind", "seen", "lack"),
    [
        pytest.param("website", None, "无监测记录", id="nothing-recorded"),
        pytest.param("website", Coverage("t", 140, home_listed=True), "", id="just-enough"),
        pytest.param("website", Coverage("t", 139, home_listed=True), "不足140次", id="one-short"),
        pytest.param("website", Coverage("t", 168), "首页", id="home-unread"),
        pytest.param("column", Coverage("t", listing_seen=True), "", id="listing"),
        pytest.param("column", Coverage("t", 168, home_listed=True), "栏目", id="no-listing"),
        pytest.param("account", Coverage("t", newest_post_on=POST), "", id="stale-but-seen"),
        pytest.param("account", Coverage("t", listing_seen=True), "最新发布", id="no-post-read"),
        pytest.param(
            "account",
            Coverage("t", newest_post_on=POST, post_seen_on=date(2020, 9, 30)),
            "不在检查期内",
            id="read-before-the-window",
        ),
        pytest.param(
            "account",
            Coverage("t", newest_post_on=POST, post_seen_on=date(2020, 12, 31)),
            "",
            id="read-on-the-last-day",
        ),
    ],
)
def test_what_lacks_is_said(kind: str, seen: Coverage | None, lack: str) -> None:
    target = Target(id="t", kind=TargetKind(kind), name="示例", unit="u")

    said = missing(target, seen, WINDOW)

    assert bool(said) == bool(lack)
    assert lack in said
