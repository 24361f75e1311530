"""Where the article stands on a page, and what is said there. Pure."""

from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.crawler.domain.links import LINKS_LIMIT, plain
from shared.documents.markup import NOISE, lines_of

_BODIES = (
    "#zoom, #UCAP-CONTENT, .TRS_Editor, .article-content, .article_content, #articleContent,"
    " .content-text, .xxgk_content, #vsb_content, .v_news_content, article"
)
"""How the blocks of articles are called."""
_NOISE = f"{NOISE}, nav, header, footer"
_NOISY = frozenset(_NOISE.split(", "))
ENOUGH_TEXT = 80
"""Fewer characters than this are no article, unless the page tags or a day beside them say so."""
_SOME_TEXT = 10
"""Fewer characters than this are no article's block, whatever it is called."""
IMAGES_LIMIT = 200


def article_block(tree: LexborHTMLParser) -> tuple[LexborNode | None, bool]:
    """Return the article's block, and whether a rule has found it."""
    named = tree.css_first(_BODIES)
    if named is not None and _says_something(named):
        return named, True
    return (dense, True) if (dense := _densest(tree)) else (tree.body, False)


def _says_something(block: LexborNode) -> bool:
    lengths = (len(one.text_content or "") for one in block.traverse(include_text=True))
    return any(said >= _SOME_TEXT for said in accumulate(lengths))


def _densest(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the parent whose own paragraphs say most, when they say enough for an article."""
    sums: dict[int, int] = {}
    parents: dict[int, LexborNode] = {}
    for node in tree.css("p")[:LINKS_LIMIT]:
        if (parent := node.parent) is not None and parent.tag != "body":
            key = parent.mem_id
            parents[key] = parent
            sums[key] = sums.get(key, 0) + len(node.text())
    best = max(sums, key=sums.__getitem__, default=0)
    return parents[best] if best and sums[best] >= ENOUGH_TEXT else None


def said_by(block: LexborNode | None) -> tuple[tuple[str, ...], list[str]]:
    """Return the alternative texts of a block's images, and its lines; changes the block."""
    if block is None:
        return (), []
    kinds = {node.tag for node in block.traverse()}
    images: tuple[str, ...] = ()
    if "img" in kinds:
        found = (plain(node.attributes["alt"] or "") for node in block.css("img[alt]"))
        images = tuple(text for text in found if text)
    if not kinds.isdisjoint(_NOISY):
        for node in block.css(_NOISE):
            node.decompose()
    return images, list(lines_of(block))
