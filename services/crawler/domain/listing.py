"""What a listing shows: how many entries, and how new the newest is."""

import re
from datetime import date, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shared.clock import as_written

_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T\u3000]{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?)?"
)
_NAVIGATION = frozenset({"nav", "header", "footer"})
_ENTRIES_LIMIT = 5_000


def parse_date(text: str) -> datetime | None:
    """Read a publication date; without a zone it is Asia/Shanghai. None when there is none."""
    match = _DATE.search(text)
    if match is None:
        return None
    numbers = [int(part) if part else 0 for part in match.groups()[:6]]
    try:
        moment = as_written(datetime(*numbers))  # type: ignore[arg-type] # noqa: DTZ001 - by then
        if zone := match[7]:
            written = zone.replace("Z", "+00:00")
            return moment.replace(
                tzinfo=datetime.fromisoformat(f"2000-01-01T00:00{written}").tzinfo
            )
    except ValueError:
        return None
    return moment


def entries(tree: LexborHTMLParser, today: date) -> tuple[int, date | None]:
    """Count the linked entries of lists and tables, navigation left out, and find the newest day.

    Args:
        tree: of the page.
        today: business day, Asia/Shanghai; days to come do not count.
    """
    count, newest = 0, None
    for node in tree.css("li, tr, dd")[:_ENTRIES_LIMIT]:
        if node.css_first("a[href]") is None or _in_navigation(node):
            continue
        count += 1
        moment = parse_date(node.text())
        day = moment.date() if moment else None
        if day and day <= today and (newest is None or day > newest):
            newest = day
    return count, newest


def _in_navigation(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in _NAVIGATION:
            return True
        above = above.parent
    return False
