"""Articles and lists for the benchmark of the analyzer: always the same ones."""

import random
from dataclasses import replace

from bench.detect_wording import errors
from bench.wording_sentences import clean
from services.analyzer.domain.lists import Lists, WrongForm
from services.analyzer.lexicon import load_lists

CHARACTERS = 1_500
"""Of one article."""
_HAN = [chr(code) for code in range(0x4E00, 0x9FA6)]


def articles(count: int) -> list[str]:
    """Return articles of official style; one sentence in thirty holds an error."""
    sentences = [sentence for half in ("dev", "held") for sentence in clean(half, 1_200)]
    wrong = [error.sentence for half in ("dev", "held") for error in errors(half)]
    draw = random.Random(7)  # noqa: S311 - the same articles every time
    return [_article(sentences, wrong, draw) for _ in range(count)]


def lists(forms: int) -> Lists:
    """Return the packaged lists with so many forms: what is missing is drawn."""
    packaged = replace(load_lists(), compiled=None)
    draw = random.Random(11)  # noqa: S311 - the same lists every time
    drawn = {form.wrong: form for form in packaged.forms}
    while len(drawn) < forms:
        wrong = "".join(draw.choices(_HAN, k=draw.choice((2, 3, 4, 4, 5, 6))))
        drawn.setdefault(wrong, WrongForm(wrong, "正", "wording.typo", (), "drawn"))
    return replace(packaged, forms=tuple(drawn.values()))


def _article(sentences: list[str], wrong: list[str], draw: random.Random) -> str:
    text = ""
    while len(text) < CHARACTERS:
        text += draw.choice(wrong if draw.random() < 1 / 30 else sentences)
        text += "\n" if draw.random() < 0.2 else ""  # noqa: PLR2004 - a paragraph of five sentences
    return text[:CHARACTERS]
