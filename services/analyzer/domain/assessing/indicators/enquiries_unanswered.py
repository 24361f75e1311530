"""互动回应差: a valid message of the last year that nobody answered within the limit."""

from services.analyzer.domain.assessing.case import Case, Measured, judged, unseen
from services.analyzer.domain.assessing.dates import first_late, limit_start, limit_text
from shared.contracts.enquiry import EnquiryChannel
from shared.contracts.profile import Item

LIMITS = ("months", "within_months")


def enquiries_unanswered(case: Case, item: Item) -> Measured:
    """Judge messages to the website's own channel; invalid ones with a reason do not count.

    Open on `day` means: not closed by then, whatever happened later.
    """
    first = limit_start(case.day, months=item.limits["within_months"])
    limit = item.limits["months"]
    ours = [
        one
        for one in case.enquiries
        if one.channel is EnquiryChannel.SITE
        and first <= one.received_on <= case.day
        and (one.valid or not one.invalid_reason)
    ]
    if not ours:
        return unseen("近一年没有登记留言，不作结论")
    old = limit_start(case.day, months=limit)
    late = sorted(
        one.id
        for one in ours
        if one.received_on < old and (one.closed_on is None or one.closed_on > case.day)
    )
    since = [first_late(one.received_on, months=limit) for one in ours if one.id in late]
    return Measured(
        judged(failed=bool(late)),
        f"近一年有效留言{len(ours)}件，超过{limit_text(months=limit)}未答复的{len(late)}件",
        first,
        case.day,
        {"received": len(ours), "late": len(late)},
        since=min(since, default=None),
        observations=tuple(f"enquiries:{key}" for key in late),
    )
