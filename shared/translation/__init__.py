"""What owners answer, in Chinese: the code speaks English, its readers need not."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

_NAME = re.compile(r"\{(\w+)\}")


class _Pair(NamedTuple):
    pattern: re.Pattern[str]
    chinese: str


def chinese(text: str) -> str:
    """Say in Chinese what an owner answered; what is not listed stays as it is.

    Several faults joined by `; ` are taken one by one, each after the name of its place.
    """
    found = _whole(text)
    if found is not None:
        return found
    parts = text.split("; ")
    told = [_placed(part) for part in parts]
    return "；".join(told) if told != parts else text


def templates() -> dict[str, str]:
    """Return the list: English to Chinese, `{name}` standing for any text."""
    text = (files("shared.translation") / "messages.yaml").read_text("utf-8")
    read: dict[str, str] = yaml.safe_load(text)
    return read


def _whole(text: str) -> str | None:
    for pair in _pairs():
        match = pair.pattern.fullmatch(text)
        if match:
            return pair.chinese.format(**match.groupdict())
    return None


def _placed(part: str) -> str:
    """Translate one fault, `place: fault`, `column fault`, or the fault alone."""
    whole = _whole(part)
    if whole is not None:
        return whole
    for mark, shown in ((": ", "："), (" ", "")):
        place, found, rest = part.partition(mark)
        said = _whole(rest) if found else None
        if said is not None:
            return f"{place}{shown}{said}"
    return part


@cache
def _pairs() -> tuple[_Pair, ...]:
    """Compile the list, those with the most fixed text first: the closest one answers."""
    listed = sorted(templates().items(), key=lambda pair: -len(_NAME.sub("", pair[0])))
    return tuple(_Pair(_compiled(english), said) for english, said in listed)


def _compiled(english: str) -> re.Pattern[str]:
    parts = enumerate(_NAME.split(english))
    fixed = [f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in parts]
    return re.compile("".join(fixed), re.DOTALL)
