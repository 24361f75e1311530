from pathlib import Path

import pytest

from xuncha.journal import CappedFile, Journal


def test_a_log_file_keeps_one_predecessor(tmp_path: Path) -> None:
    file = CappedFile(tmp_path / "a.log", cap_bytes=10)
    for line in ("first", "second", "third", "fourth"):
        file.write(line)
    file.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.log", "a.log.1"]
    assert (tmp_path / "a.log.1").read_text() == "third\nfourth\n"


def test_the_screen_gets_no_control_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal(tmp_path) as journal:
        journal.line("crawler", "clear\x1b[2J\tthe screen")
    assert capsys.readouterr().out == "crawler    | clear[2J\tthe screen\n"


def test_a_quiet_journal_keeps_what_processes_say_off_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal(tmp_path, quiet=True) as journal:
        journal.line("crawler", "run recorded")
        journal.note("everything is ready")
    assert capsys.readouterr().out == "xuncha     | everything is ready\n"
    assert (tmp_path / "crawler.log").read_text() == "run recorded\n"
