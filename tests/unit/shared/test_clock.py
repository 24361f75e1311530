"""Business time starts where it is told, runs as fast as it is told, and is the same for all."""

import os
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from shared.clock import (
    OFFICE_ZONE,
    FileClock,
    ScaledClock,
    SystemClock,
    as_written,
    office_date,
    parse_clock,
    set_clock,
)

START = datetime(2021, 1, 30, 9, 0, tzinfo=OFFICE_ZONE)


def test_real_time_is_the_default() -> None:
    for text in ("", None):
        clock = parse_clock(text)

        before = datetime.now(UTC) - timedelta(milliseconds=1)
        now = clock.now()

        assert isinstance(clock, SystemClock)
        assert before <= now <= datetime.now(UTC)


def test_moments_are_whole_milliseconds_in_utc() -> None:
    for clock in (SystemClock(), ScaledClock(START, 1.7, time.time() - 0.123456)):
        for _ in range(50):
            assert clock.now().microsecond % 1000 == 0
            assert clock.now().utcoffset() == timedelta(0)


def test_a_clock_that_stands_still() -> None:
    assert parse_clock("2021-01-30T09:00@0").now() == START


def test_a_start_without_a_zone_is_office_time() -> None:
    assert parse_clock("2021-01-30T09:00@0").now() == parse_clock("2021-01-30T01:00Z@0").now()


def test_processes_that_share_the_epoch_agree() -> None:
    epoch = time.time() - 100
    text = f"2021-01-30T09:00+08:00@0@{epoch}"
    fast = ScaledClock(START, 20_000, epoch)

    assert parse_clock(text).now() == parse_clock(text).now() == START
    assert fast.now() - START >= timedelta(seconds=100 * 20_000)


def test_a_fast_clock_never_runs_backwards() -> None:
    clock = ScaledClock(START, 20_000, time.time())

    moments = [clock.now() for _ in range(1000)]

    assert moments == sorted(moments)


@pytest.mark.parametrize("text", ["@1", "x", "2021-01-30@fast", "2021-01-30@-1", "2021-01-30@inf"])
def test_what_is_no_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Invalid isoformat|could not convert|XUNCHA_CLOCK"):
        parse_clock(text)


def test_a_file_clock_jumps_for_all_who_read_it(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    set_clock(path, START, 0)
    one, two = parse_clock(f"file:{path}"), FileClock(path)
    assert one.now() == two.now() == START

    later = START + timedelta(days=40)
    set_clock(path, later, 0)
    os.utime(path, ns=(1, time.time_ns() + 1))

    assert one.now() == two.now() == later


def test_the_office_day_begins_at_its_own_midnight() -> None:
    assert office_date(datetime(2021, 1, 29, 15, 59, 59, tzinfo=UTC)) == date(2021, 1, 29)
    assert office_date(datetime(2021, 1, 29, 16, 0, tzinfo=UTC)) == date(2021, 1, 30)
    west = timezone(timedelta(hours=-8))
    assert office_date(datetime(2020, 12, 31, 8, 0, tzinfo=west)) == date(2021, 1, 1)


def test_a_moment_that_somebody_wrote_has_a_zone_and_a_year_that_is_meant() -> None:
    assert as_written(datetime.fromisoformat("2021-01-30T09:00")) == datetime(
        2021, 1, 30, 9, tzinfo=OFFICE_ZONE
    )
    assert as_written(datetime(2021, 1, 30, 9, tzinfo=UTC)).tzinfo is UTC
    for year in (1, 1899, 9999):
        with pytest.raises(ValueError, match="no year"):
            as_written(datetime(year, 1, 1, tzinfo=UTC))
