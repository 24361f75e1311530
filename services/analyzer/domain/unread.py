"""What of an article nobody could read: its silence proves nothing. Pure."""

from collections.abc import Iterator
from typing import Final

from shared.contracts.article import Content, Reading

PAGE: Final = "page"
"""Something of the page itself was left out at a limit: links, text, attachments, tags."""
PARTS: Final = (PAGE, *(outcome.value for outcome in Reading if outcome is not Reading.READ))


def unread(content: Content) -> Iterator[str]:
    """Name why parts of an article could not be judged, one name a part."""
    if content.parse_incomplete:
        yield PAGE
    yield from (one.outcome.value for one in content.attachments if one.outcome is not Reading.READ)


def hides(before: Content, after: Content) -> bool:
    """Tell whether what an article said may stand in a part that can no longer be read.

    Args:
        before: as it stood.
        after: as it stands now.
    """
    if after.parse_incomplete and not before.parse_incomplete:
        return True
    said = {name for one in before.attachments if one.text for name in (one.url, one.name)} - {""}
    silent = (one for one in after.attachments if one.outcome is not Reading.READ)
    return any(one.url in said or one.name in said for one in silent)
