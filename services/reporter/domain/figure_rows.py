"""Rows of enquiries and of a higher level's scores. Pure."""

import re
from datetime import date

from shared.contracts.enquiry import Enquiry, EnquiryChannel
from shared.contracts.score import QUARTER_PATTERN, Score
from shared.intake.cells import Cells
from shared.masking import mask_text

POINTS_MOST = 130.0
"""100 and a bonus of 30."""
_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_enquiry(cells: Cells) -> tuple[str, Enquiry]:
    """Read one enquiry; what is wrong is noted in `cells`."""
    enquiry = Enquiry.model_construct(
        id=cells.id("id"),
        unit=cells.id("unit"),
        target=cells.id("target", required=False),
        channel=cells.choice("channel", EnquiryChannel, EnquiryChannel.SITE),
        received_on=cells.date("received_on", required=True) or date.min,
        due_on=cells.date("due_on"),
        closed_on=cells.date("closed_on"),
        category=cells.line("category", limit=40),
        valid=cells.yes_no("valid", default=True),
        invalid_reason=mask_text(cells.line("invalid_reason", limit=500)),
    )
    if not enquiry.valid and not enquiry.invalid_reason:
        cells.refuse("invalid_reason", "is empty: an invalid enquiry needs a reason")
    if enquiry.valid and enquiry.invalid_reason:
        cells.refuse("invalid_reason", "is filled in, and the enquiry is valid: empty one of them")
    received = enquiry.received_on
    for key, day in (("due_on", enquiry.due_on), ("closed_on", enquiry.closed_on)):
        if day and day < received:
            cells.refuse(key, f"precedes received_on ({received})")
    return enquiry.id, enquiry


def read_score(cells: Cells) -> tuple[str, Score]:
    """Read one score; what is wrong is noted in `cells`."""
    quarter = cells.line("quarter", required=True)
    if quarter and not re.match(QUARTER_PATTERN, quarter, re.ASCII):
        cells.refuse("quarter", "is no quarter: write it like 2020Q4")
    source = cells.line("source", required=True, limit=40)
    if source and not _SOURCE.fullmatch(source):
        cells.refuse("source", "is no source: use small letters, such as province")
    score = Score.model_construct(
        quarter=quarter,
        target=cells.id("target"),
        points=cells.number("points", most=POINTS_MOST, required=True) or 0.0,
        rank=cells.whole("rank", most=100_000) or None,
        source=source,
        remark=mask_text(cells.text("remark", limit=500)),
    )
    return score.id, score
