"""Every measurement by the name that profiles call it, with the limits it cannot do without."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from services.analyzer.domain.assessing.case import Case, Measured
from services.analyzer.domain.assessing.indicators import (
    account_stale,
    classes,
    column_stale,
    columns_stale,
    dead_links,
    enquiries_unanswered,
    forged_dates,
    home_stale,
    marks,
    registered,
    unreachable,
)
from shared.contracts.profile import Item

FINDINGS, INSPECTION = "findings", "inspection"

Measure: TypeAlias = Callable[[Case, Item], Measured]


class Check(NamedTuple):
    """One measurement."""

    measure: Measure
    limits: tuple[str, ...] = ()
    """Names of the limits that an item must give."""
    either: tuple[str, ...] = ()
    """At least one of these as well."""
    lists: str = ""
    """Field of the item that must not be empty: `keys` or `classes`."""


CHECKS: Mapping[str, Check] = {
    "unreachable": Check(unreachable.unreachable, unreachable.LIMITS),
    "home_stale": Check(home_stale.home_stale, home_stale.LIMITS),
    "columns_stale": Check(columns_stale.columns_stale, columns_stale.LIMITS, lists="classes"),
    "columns_overdue": Check(columns_stale.columns_overdue, columns_stale.LIMITS),
    "columns_blank": Check(columns_stale.columns_blank, columns_stale.LIMITS),
    "column_stale": Check(column_stale.column_stale),
    "column_blank": Check(column_stale.column_blank),
    "account_stale": Check(account_stale.account_stale, either=("days", "months")),
    "account_rhythm": Check(account_stale.account_rhythm, ("per_week",)),
    "enquiries_unanswered": Check(
        enquiries_unanswered.enquiries_unanswered, enquiries_unanswered.LIMITS
    ),
    "enquiry_channel": Check(marks.enquiry_channel),
    "forged_dates": Check(forged_dates.forged_dates, forged_dates.LIMITS),
    "footer_marks": Check(marks.footer_marks, lists="keys"),
    "page_tags": Check(marks.page_tags, lists="keys"),
    "finder_entry": Check(marks.finder_entry),
    "ipv6": Check(marks.ipv6),
    "dead_links": Check(dead_links.dead_links, dead_links.LIMITS),
    "class_updated": Check(classes.class_updated, lists="classes"),
    "class_present": Check(classes.class_present, lists="classes"),
    "other_columns": Check(classes.other_columns),
    "registered_unreachable": Check(registered.registered_unreachable, ("days", "probes")),
    "unregistered_hosts": Check(registered.unregistered_hosts),
    "subject_differs": Check(registered.subject_differs),
    "duplicate_accounts": Check(registered.duplicate_accounts, ("count",)),
    "domain_name": Check(registered.domain_name),
}
