"""The command speaks one language at a time, and every text of it is there in both."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.demo import ROOT
from xuncha.texts import TEXTS, heading, say
from xuncha.texts.headings import HEADINGS
from xuncha.texts.printed import PRINTED
from xuncha.texts.running import RUNNING

HAN = re.compile(r"[一-鿿]")
COMMANDS = sorted((ROOT / "xuncha" / "cli").glob("*.py"))
BY_VALUE = {"row_new", "row_changed", "ordinary", "hint"} | {
    key for key in TEXTS if key[:3] == "os_"
}
"""Chosen by a word of the record."""
SPOKEN = [*COMMANDS, *sorted((ROOT / "xuncha").glob("*.py"))]


def literals(file: Path) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    tree = ast.parse(file.read_text("utf-8"))
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.value


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_has_the_same_values_in_both_languages(key: str) -> None:
    english, chinese = TEXTS[key]

    assert set(re.findall(r"\{(\w+)", english)) == set(re.findall(r"\{(\w+)", chinese))
    assert not HAN.search(english)


def test_no_text_takes_the_place_of_another() -> None:
    assert not RUNNING.keys() & PRINTED.keys()
    assert all(HAN.search(chinese) for _, chinese in HEADINGS.values())


@pytest.mark.parametrize("file", COMMANDS, ids=lambda file: file.stem)
def test_a_command_has_no_words_of_its_own_language(file: Path) -> None:
    assert [text for text in literals(file) if HAN.search(text)] == []


def test_every_text_is_said_somewhere() -> None:
    used = {text for file in SPOKEN for text in literals(file)}
    headed = {text.rpartition("=")[2] for text in used}

    assert TEXTS.keys() - used - BY_VALUE == set()
    assert HEADINGS.keys() - headed == set()


def test_the_locale_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert (say("broker"), heading("due_at=at")) == ("消息服务器", "时间")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert (say("broker"), heading("due_at=at")) == ("broker", "at")
