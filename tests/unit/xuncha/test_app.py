"""The command's table of nouns: each can be loaded, and is told on the first page as on its own."""

import subprocess
import sys

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


def test_a_reader_that_goes_away_is_no_fault() -> None:
    lines = "\n".join(["攻府"] * 3000)
    with subprocess.Popen(
        [sys.executable, "-m", "xuncha", "check", "--lines", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(lines.encode())
        process.stdin.close()

        assert process.stderr.read() == b""
        assert process.wait() == 1
