"""Whether a page shows a search engine something else than a visitor. Pure.

The analyzer judges; here it is only seen whether there is anything to judge.
"""

import re

from services.crawler.domain.linking import gist
from shared.contracts.article import Content, Link

AGENT = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"
"""Put before our own User-Agent, which stays: whoever reads the log knows who asked."""
REFERER = "https://www.baidu.com/s?wd=site"
FRONT_LONGEST = 20_000
"""Characters of a front page that are compared."""
_PIECE = 4
_ENOUGH = 24
"""So many pieces that only the other face has are no counter and no clock."""
_NUMBERS = re.compile(r"[\d\s:：年月日时分秒次.,，/-]+")


def is_asked(address: str, day: int, every: int) -> bool:
    """Tell whether an address is looked at a second time on a day: each one once in `every` days.

    Args:
        address: id of the address, hexadecimal.
        day: number of the business day.
        every: 0 asks never.
    """
    return every > 0 and (int(address[:8], 16) + day) % every == 0


def front_of(html: str, links: tuple[Link, ...]) -> Content:
    """Return what a front page says, as far as its faces are compared."""
    title, text = gist(html)
    plain = " ".join(text.split())
    return Content(title=" ".join(title.split()), text=plain[:FRONT_LONGEST], links=links)


def differ(first: Content, second: Content) -> bool:
    """Tell whether two faces differ in more than numbers and times."""
    if _plain(first.title) != _plain(second.title):
        return True
    new = _pieces(second.text) - _pieces(first.text)
    return len(new) >= min(_ENOUGH, max(len(_plain(first.text)) // 2, 1))


def other_face(first: Content, second: Content) -> Content:
    """Return the second face with what it needs to be judged: text, and links of its own."""
    known = {link.url for link in first.links}
    links = tuple(link for link in second.links if link.url not in known)
    return Content(title=second.title, text=second.text, links=links)


def _plain(text: str) -> str:
    return _NUMBERS.sub("", text)


def _pieces(text: str) -> set[str]:
    plain = _plain(text[:FRONT_LONGEST])
    return {plain[at : at + _PIECE] for at in range(len(plain) - _PIECE + 1)}
