"""Which links of a page a visitor cannot see, and how they are kept from the eyes. Pure.

Injected link farms hide by a handful of declarations; style sheets of other addresses are not
read, those that stand on the page are.
"""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shared.contracts.article import Hidden

_SUSPECTS = (
    '[hidden], [style*="display" i], [style*="visib" i], [style*=":-"], [style*=": -"],'
    ' [style*="opacity" i], [style*="overflow" i], [style*="background" i],'
    ' [style*="transparent" i], [style*="font-size:0" i], [style*="font-size: 0" i],'
    ' [style*="scale" i], [style*="clip" i], [style*=",0)"], [style*=", 0)"], [style*="font:0" i],'
    ' [style*="font: 0" i], [style*="line-height:0" i], [style*="/*"], [style*="\\\\"],'
    ' [style*="font-size:1px" i], [style*="font-size: 1px" i], marquee'
)
_HIDERS = ("marquee", "style")
"""Tags that may hide without a style of their own."""
_STYLE_SIGNS = (
    *(b"display", b"visib", b":-", b": -", b"opacity", b"overflow", b"background", b"transparent"),
    *(b"font-size:0", b"font-size: 0", b"font-size:1px", b"font-size: 1px", b"&"),
    *(b"scale", b"clip", b",0)", b", 0)", b"font:0", b"font: 0", b"line-height:0", b"/*", b"\\"),
)
"""A style without any of them hides nothing by means that we know."""
# Looked at from each name anew, so that no quote before it can swallow a declaration.
_STYLE = re.compile(rb"""style(?=[ \t\n\f\r]*+=[ \t\n\f\r]*+("[^"]*+|'[^']*+|[^ \t\n\f\r>]*+))""")
_RULES: tuple[tuple[Hidden, re.Pattern[str]], ...] = (
    (Hidden.DISPLAY, re.compile(r"display:none")),
    (Hidden.VISIBILITY, re.compile(r"visibility:(?:hidden|collapse)")),
    (
        Hidden.OFF_SCREEN,
        re.compile(r"(?:text-indent|left|top|right|margin-left|margin-top|margin):-\d{3,}"),
    ),
    (Hidden.SIZE, re.compile(r"font-size:[01](?:\.\d+)?(?:px|pt|em|rem|%)?(?:;|$|!)")),
    (
        Hidden.SIZE,
        re.compile(
            r"(?:^|;)font:0(?:px)?/|scale\(0(?:\.0\d*)?[,)]"
            r"|clip:rect\((?:[01](?:px)?,?){4}\)|clip-path:(?:inset\((?:100|[5-9]\d)%|circle\(0)"
        ),
    ),
    (
        Hidden.SIZE,
        re.compile(
            r"(?=.*overflow:hidden)(?=.*(?:^|;)(?:max-|line-)?(?:height|width):[01](?:px)?(?:;|$|!))"
        ),
    ),
    (
        Hidden.COLOUR,
        re.compile(
            r"(?:^|;)opacity:0?(?:\.0+)?(?:;|$|!)|(?:^|;)color:transparent"
            r"|(?:^|;)color:(?:rgba|hsla)\([^)]*,0?(?:\.0+)?\)|alpha\(opacity=0\)"
        ),
    ),
)
_COLOUR = re.compile(r"(?:^|;)color:(#?\w+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:(#?\w+)")
_SHEET_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{1,2000})\}")
# Nothing that stands inside something else: menus are hidden so until they are pointed at.
_SIMPLE = re.compile(r"(?:[a-z]{1,10})?[.#][A-Za-z][\w-]{0,60}")
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))")
_CODES = 0x110000
_SHEET_LIMIT = 64 * 1024
_SELECTORS_LIMIT = 50
_SMALL = re.compile(r"0*[0-5](?:px)?")


def hidden_links(tree: LexborHTMLParser) -> dict[int, Hidden]:
    """Return how links are hidden, by the identity of their node; visible ones are left out."""
    found: dict[int, Hidden] = {}
    for node in tree.css(_SUSPECTS):
        if kind := _hidden(node):
            _mark(node, kind, found)
    for selector, kind in _by_sheets(tree):
        for node in tree.css(selector):
            _mark(node, kind, found)
    return found


def may_hide(tree: LexborHTMLParser, source: bytes) -> bool:
    """Tell whether a page has any means to hide its links; most have none.

    Args:
        tree: of the page.
        source: of the page, UTF-8.
    """
    lowered = source.lower()
    return (
        any(map(_style_may_hide, set(_STYLE.findall(lowered))))
        or any(tree.tags(tag) for tag in _HIDERS)
        or (b"hidden" in lowered and tree.css_first("[hidden]") is not None)
    )


@lru_cache(maxsize=1024)
def _style_may_hide(style: bytes) -> bool:
    return any(sign in style for sign in _STYLE_SIGNS)


def _hidden(node: LexborNode) -> Hidden:
    attributes = node.attributes
    if node.tag == "marquee":
        sizes = (attributes.get("width"), attributes.get("height"))
        return Hidden.MARQUEE if any(_SMALL.fullmatch(size or "") for size in sizes) else Hidden.NO
    if "hidden" in attributes:
        return Hidden.DISPLAY
    return hidden_by(attributes.get("style") or "")


@lru_cache(maxsize=1024)
def hidden_by(style: str) -> Hidden:
    """Say how a style hides what it is applied to."""
    plain = "".join(_unescaped(style).lower().split())
    for kind, rule in _RULES:
        if rule.search(plain):
            return kind
    colour, ground = _COLOUR.search(plain), _GROUND.search(plain)
    return Hidden.COLOUR if colour and ground and colour[1] == ground[1] else Hidden.NO


def _unescaped(style: str) -> str:
    """Return declarations as a browser reads them: without comments and escapes."""
    if "/*" in style:
        style = _COMMENT.sub("", style)
    return _ESCAPED.sub(_character, style) if "\\" in style else style


def _character(escaped: re.Match[str]) -> str:
    code = int(escaped[1], 16) if escaped[1] else ord(escaped[2])
    return chr(code) if code < _CODES else ""


def _mark(node: LexborNode, kind: Hidden, found: dict[int, Hidden]) -> None:
    if node.tag == "a":
        found.setdefault(node.mem_id, kind)
    for link in node.css("a[href]"):
        found.setdefault(link.mem_id, kind)


def _by_sheets(tree: LexborHTMLParser) -> list[tuple[str, Hidden]]:
    found = []
    for sheet in tree.css("style"):
        text = _COMMENT.sub("", sheet.text()[:_SHEET_LIMIT])
        for match in _SHEET_RULE.finditer(text):
            kind = hidden_by(match[2])
            if kind:
                names = (name.strip() for name in match[1].split(","))
                found += [(name, kind) for name in names if _SIMPLE.fullmatch(name)]
    return found[:_SELECTORS_LIMIT]
