"""Sentences of official style: own frames, filled with right words from a fixed seed."""

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "labelled"
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBERS = {"n": 400, "month": 12, "day": 28}

CARRIERS = {
    "dev": (
        "会上，大家认真学习了{term}的有关内容。",
        "记者近日从{term}获悉，相关工作正有序推进。",
        "关于{term}，群众最关心的是能否落到实处。",
        "这份材料三次提到{term}，并附有说明。",
        "“{term}”这几个字写在宣传栏最显眼的地方。",
        "文件下发到{term}后，引起热烈反响。",
    ),
    "held": (
        "培训班邀请专家就{term}作了专题辅导。",
        "通知指出，涉及{term}的，按有关规定执行。",
        "他在发言中谈到{term}，赢得阵阵掌声。",
        "展板上介绍了{term}的由来和变化。",
        "座谈中，{term}成为讨论的焦点。",
        "今年的宣传月以{term}为主题。",
    ),
}


def clean(half: str, count: int) -> Iterator[str]:
    """Yield right sentences of one half, always the same ones, each filled anew."""
    lines = (FOLDER / f"wording_clean_{half}.txt").read_text("utf-8").splitlines()
    words = dict(line[1:].split(" ", 1) for line in lines if line.startswith("="))
    frames = [line for line in lines if line[0] not in "#="]
    draw = random.Random(half)  # noqa: S311 - the same sentences every time
    for turn in range(count):
        yield _SLOT.sub(lambda slot: _word(slot[1], words, draw), frames[turn % len(frames)])


def _word(slot: str, words: Mapping[str, str], draw: random.Random) -> str:
    if slot in _NUMBERS:
        return str(draw.randint(2, _NUMBERS[slot]))
    return draw.choice(words[slot.rstrip("2")].split())
