"""Enquiries get their limit by channel and category, in working days."""

from datetime import date
from pathlib import Path

import pytest

from services.reporter.limits import EnquiryLimits
from shared.contracts.enquiry import Enquiry, EnquiryChannel
from shared.dates import written
from shared.errors import PermanentError
from tests.unit.reporter.quarter import CALENDAR

LIMITS = EnquiryLimits.load(None)


def enquiry(**fields: object) -> Enquiry:
    given = {"id": "e", "unit": "u", "received_on": date(2021, 2, 5), "category": "咨询"}
    return Enquiry.model_validate({**given, **fields})


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, date(2021, 2, 18)),
        ({"category": "说不清"}, date(2021, 3, 3)),
        ({"channel": EnquiryChannel.FINDER}, date(2021, 2, 9)),
        ({"due_on": date(2021, 2, 6)}, date(2021, 2, 6)),
    ],
)
def test_the_last_day_counts_working_days_and_make_up_days(
    fields: dict[str, object], due: date
) -> None:
    limited = LIMITS.limited(enquiry(**fields), CALENDAR)

    assert limited.due_on == due
    assert bool(limited.due_explained) is ("due_on" not in fields)
    assert not limited.due_explained or written(due) in limited.due_explained


@pytest.mark.parametrize(
    ("received", "roll_over", "due"),
    [
        (date(2021, 2, 6), True, date(2021, 2, 19)),
        (date(2021, 2, 6), False, date(2021, 2, 18)),
        (date(2021, 2, 7), True, date(2021, 2, 19)),
        (date(2021, 2, 11), True, date(2021, 2, 24)),
        (date(2021, 2, 11), False, date(2021, 2, 23)),
    ],
    ids=["saturday", "saturday-itself", "make-up-sunday", "new-year", "new-year-itself"],
)
def test_what_comes_on_a_day_off_counts_from_the_next_working_day(
    received: date, roll_over: bool, due: date
) -> None:
    limits = LIMITS.model_copy(update={"roll_over": roll_over})

    assert limits.limited(enquiry(received_on=received), CALENDAR).due_on == due


def test_a_file_that_holds_no_limits_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "limits.yaml"
    file.write_text("default: never\n", "utf-8")

    with pytest.raises(PermanentError, match="no limits of enquiries"):
        EnquiryLimits.load(file)
