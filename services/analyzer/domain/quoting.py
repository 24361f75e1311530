"""What stands around a place in a text: its sentence, and whether it is quoted as an error."""

import re

_CONTEXT = 8
_REACH = 24
_LONGEST_SENTENCE = 200
"""Characters on each side: a text without full stops costs no more than one with them."""
_QUOTED = re.compile(r"[“\"'‘「]$")
_MISQUOTED = re.compile(r"^[”\"'’」]\s{0,2}(写成|误写|误为|应为|改为|错写)|^[”\"'’」]的别字")
_BEFORE_QUOTE = re.compile(r"(不是|误作|误写为|误写成|错写成|写成)\s{0,2}[“\"'‘「]$")
_TAKEN = re.compile(r"[将把]\s{0,2}[“\"'‘「]$")
_FOR_ANOTHER = re.compile(
    r"^[^“\"'‘「”’」]{0,12}[”\"'’」](?:[^，。；\n]{0,6}(?:写|误|错|改|更正|当成|当作|读|念|印|打成|排成|说成|校))"
)
_SENTENCE_END = re.compile(r"[。！？；\n]")
_SPACE = re.compile(r"\s")


def sentence_around(text: str, position: int) -> str:
    """Return the sentence at a position, without spaces: the same wherever it is laid out."""
    floor = max(position - _LONGEST_SENTENCE, 0)
    start = max((m.end() for m in _SENTENCE_END.finditer(text, floor, position)), default=floor)
    ceiling = min(position + _LONGEST_SENTENCE, len(text))
    end = _SENTENCE_END.search(text, position, ceiling)
    return _SPACE.sub("", text[start : end.start() if end else ceiling])


def quoted(text: str, start: int, end: int) -> bool:
    """Say whether a text speaks of an error instead of making it: 将“甲”写成“乙”."""
    before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
    if not _QUOTED.search(before):
        return False
    if _MISQUOTED.search(after) or _BEFORE_QUOTE.search(before):
        return True
    taken = _TAKEN.search(before)
    return bool(taken and _FOR_ANOTHER.match(text[end : end + _REACH]))
