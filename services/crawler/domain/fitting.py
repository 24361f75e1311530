"""Makes what an article says fit into one document of the store, and says so. Pure.

The store takes 16 MB; what a search engine is shown may come on top of the article itself.
"""

from collections.abc import Iterable

from shared.contracts.article import Attachment, Content, Link, Reading

FITS_BYTES = 1_000_000
"""Encoded content of this size needs no look."""
TEXT_LIMIT = 600_000
"""Characters of the text; the longest laws have a third of it."""
ATTACHED_LIMIT = 1_200_000
"""Characters of all attachments together."""
LINKED_LIMIT = 600_000
"""Characters of all links together."""
_LINE_LIMIT = 2_000
_IMAGE_LIMIT = 200


def fitted(content: Content) -> Content:
    """Return content without what is over a limit; `parse_incomplete` tells that something is."""
    links = tuple(_within(content.links))
    changes: dict[str, object] = {
        "title": content.title[:_LINE_LIMIT],
        "text": content.text[:TEXT_LIMIT],
        "window": content.window[:_LINE_LIMIT],
        "source": content.source[:_LINE_LIMIT],
        "column": content.column[:_LINE_LIMIT],
        "paragraphs": tuple(at for at in content.paragraphs if at < TEXT_LIMIT),
        "links": links,
        "images": tuple(text[:_IMAGE_LIMIT] for text in content.images),
        "attachments": tuple(_cut(content.attachments)),
    }
    lost = [name for name, kept in changes.items() if kept != getattr(content, name)]
    elsewhere = content.elsewhere and fitted(content.elsewhere)
    if not lost and elsewhere == content.elsewhere:
        return content
    changes |= {"elsewhere": elsewhere, "parse_incomplete": content.parse_incomplete or bool(lost)}
    return content.model_copy(update=changes)


def _within(links: Iterable[Link]) -> Iterable[Link]:
    room = LINKED_LIMIT
    for link in links:
        room -= len(link.url) + len(link.anchor)
        if room < 0:
            return
        yield link


def _cut(attachments: Iterable[Attachment]) -> Iterable[Attachment]:
    room = ATTACHED_LIMIT
    for one in attachments:
        kept = one.text[:room]
        room -= len(kept)
        if len(kept) == len(one.text):
            yield one
        else:
            yield one.model_copy(update={"text": kept, "outcome": Reading.TOO_LARGE})
