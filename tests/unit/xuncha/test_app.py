"""The command's table of nouns: each can be loaded, and is told on the first page as on its own."""

import pytest

from xuncha.cli.app import app

NOUNS = [name for name in app if not name.startswith("-")]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_is_told_the_same_on_both_pages(
    noun: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    app(["--help"], result_action="return_value")
    first = " ".join(capsys.readouterr().out.split())
    app([noun, "--help"], result_action="return_value")
    (said, *_) = capsys.readouterr().out.partition("\n\n")[2].split("\n\n")

    assert f"{noun} {' '.join(said.split())}" in first
