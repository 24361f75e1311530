"""Hosts by the lists of an office: whose they are, and whether a word beside them is illicit."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.praise import parts_of, reports
from services.analyzer.domain.unseen import UNSEEN, without_unseen
from shared.hosts import domain_of

LINK_KINDS = ("illicit", "trusted", "script", "resold", "public")
"""What an entry about links says of a word or a host; see lexicons/links.tsv."""
_GOVERNMENT: Final = "gov.cn"
_RIGHT_WORDS: Final = re.compile("娱乐(?=城[乡市镇区])")
"""What makes an illicit word of right ones that stand side by side: 文化娱乐、城乡建设."""
_SPACED: Final = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff][ \u3000·.*_-]){2,}[\u4e00-\u9fff](?![\u4e00-\u9fff])"
)
"""Characters that each stand alone, as nobody writes a word but to hide it: 新 葡 京."""
_GAP: Final = re.compile(r"[ \u3000·.*_-]")
_DISGUISED: Final = re.compile(
    f"[{UNSEEN}]|{_SPACED.pattern}|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9]"
    "|[\U0001d400-\U0001d7ff]"
)


class Hosts:
    """What is known of hosts.

    Args:
        lists: with `links`.
    """

    def __init__(self, lists: Lists) -> None:
        kinds: dict[str, set[str]] = {}
        for kind, entry in lists.links:
            kinds.setdefault(kind, set()).add(entry.casefold())
        self._illicit = sorted(kinds.get("illicit", ()), key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, self._illicit)) or r"(?!)")
        self._trusted = kinds.get("trusted", set())
        self._scripts = kinds.get("script", set())
        self._resold = kinds.get("resold", set())
        self._public = kinds.get("public", set())

    def illicit(self, *texts: str) -> str:
        """Return the first illicit word in any of the texts, empty for none."""
        lower = [_plain(text) for text in texts]
        if not any(map(self._any.search, lower)):
            return ""
        return next((word for word in self._illicit if any(word in text for text in lower)), "")

    def praised(self, title: str) -> str:
        """Return the first illicit word that a part of a title says and does not report on."""
        for part in map(_plain, parts_of(title)) if self.illicit(title) else ():
            word = self.illicit(part)
            if word and not reports(part, word):
                return word
        return ""

    def trusted(self, host: str, own: str) -> bool:
        """Tell whether a page may link to a host, seen or unseen."""
        return belongs(host, own) or covered(host, self._trusted) or self.public(host)

    def known_script(self, host: str, own: str) -> bool:
        """Tell whether a page may load scripts from a host."""
        return belongs(host, own) or covered(host, self._scripts) or covered(host, {_GOVERNMENT})

    def resold(self, host: str) -> bool:
        """Tell whether the old owner of a host is known to be gone."""
        return covered(host, self._resold)

    def public(self, host: str) -> bool:
        """Tell whether only public bodies can have such a host."""
        return covered(host, self._public)


def _plain(text: str) -> str:
    return _RIGHT_WORDS.sub("", _undisguised(text).casefold())


def _undisguised(text: str) -> str:
    """Return a text as a reader takes it: without unseen marks, gaps and letters of other width."""
    if (text.isascii() and text.isprintable()) or not _DISGUISED.search(text):
        return text
    plain = unicodedata.normalize("NFKC", without_unseen(text))
    return _SPACED.sub(lambda found: _GAP.sub("", found[0]), plain)


@lru_cache(maxsize=4_096)
def belongs(host: str, own: str) -> bool:
    """Tell whether two hosts have one owner; an unknown own host owns nothing."""
    return bool(own) and domain_of(host) == domain_of(own)


def covered(host: str, entries: Iterable[str]) -> bool:
    """Tell whether a host is one of the entries or under one."""
    labels = host.split(".")
    known = entries if isinstance(entries, set) else set(entries)
    return any(".".join(labels[start:]) in known for start in range(len(labels)))
