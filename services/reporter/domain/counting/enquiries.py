"""Enquiries: received, due, on time, late, pending, invalid.

Due = closed, or due_on ≤ as_of. Late = closed after due_on, or open past it. Pending = open inside
its limit. An invalid one leaves the count, but only with a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.reporter.domain.period import Cut
from services.reporter.domain.rounding import Rate, rate
from shared.contracts.enquiry import Enquiry

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnquiryCount:
    """The members of every figure, ordered by id; received = on time + late + pending."""

    received: Ids
    due: Ids
    on_time: Ids
    late: Ids
    pending: Ids
    invalid: Ids

    @property
    def rate(self) -> Rate | None:
        """On time / due."""
        return rate(len(self.on_time), len(self.due))


def arrived(enquiries: Iterable[Enquiry], cut: Cut) -> list[Enquiry]:
    """Return the enquiries received in the period, valid or not."""
    return [enquiry for enquiry in enquiries if enquiry.received_on in cut]


def leaves(enquiry: Enquiry) -> bool:
    """Tell whether an enquiry leaves the count: invalid, and somebody says why."""
    return not enquiry.valid and bool(enquiry.invalid_reason.strip())


def count(enquiries: Iterable[Enquiry], cut: Cut) -> EnquiryCount:
    """Count the enquiries received in the period as they stand on `as_of`."""
    all_of_them = sorted(arrived(enquiries, cut), key=lambda enquiry: enquiry.id)
    received = [enquiry for enquiry in all_of_them if not leaves(enquiry)]
    late = [enquiry for enquiry in received if is_late(enquiry, cut)]
    open_ones = [enquiry for enquiry in received if not is_closed(enquiry, cut)]
    return EnquiryCount(
        received=_ids(received),
        due=_ids(enquiry for enquiry in received if is_due(enquiry, cut)),
        on_time=_ids(e for e in received if is_closed(e, cut) and not is_late(e, cut)),
        late=_ids(late),
        pending=_ids(enquiry for enquiry in open_ones if not is_late(enquiry, cut)),
        invalid=_ids(enquiry for enquiry in all_of_them if leaves(enquiry)),
    )


def is_closed(enquiry: Enquiry, cut: Cut) -> bool:
    """Tell whether it was answered by `as_of`."""
    return enquiry.closed_on is not None and enquiry.closed_on <= cut.as_of


def is_due(enquiry: Enquiry, cut: Cut) -> bool:
    """Tell whether it counts in the rate: closed, or its last day has come."""
    last_day_came = enquiry.due_on is not None and enquiry.due_on <= cut.as_of
    return is_closed(enquiry, cut) or last_day_came


def is_late(enquiry: Enquiry, cut: Cut) -> bool:
    """Tell whether it was closed after its limit, or is open past it."""
    if enquiry.due_on is None:
        return False
    closed = enquiry.closed_on if is_closed(enquiry, cut) else None
    return (closed or cut.as_of) > enquiry.due_on


def _ids(enquiries: Iterable[Enquiry]) -> Ids:
    return tuple(enquiry.id for enquiry in enquiries)
