"""`xuncha check` works in its own process, without servers, and tells its outcome by exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def checked(*arguments: str, text: str | bytes = b"", cache: str = "") -> tuple[int, str, str]:
    env = {key: value for key, value in os.environ.items() if key not in {"NATS_URL", "MONGO_URL"}}
    done = subprocess.run(
        [sys.executable, "-m", "xuncha", "check", *arguments],
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**env, "LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8", "XDG_CACHE_HOME": cache},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_text_on_standard_input_is_answered_in_json() -> None:
    code, out, _ = checked("-", "--json", text="会议布署了工作。")

    (found,) = json.loads(out)
    assert code == 1
    assert (found["rule"], found["span"], found["text"]) == ("wording.typo", [2, 4], "布署")


def test_each_line_gets_an_array_of_its_own() -> None:
    code, out, _ = checked("-", "--lines", text="会议部署了工作。\n\n会议布署了工作。\n")

    assert [len(json.loads(line)) for line in out.splitlines()] == [0, 0, 1]
    assert code == 1


def test_nothing_found_is_success(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text("会议部署了工作。", "utf-8")

    code, out, _ = checked(str(file))

    assert (code, out.strip()) == (0, "未发现问题")


def test_a_file_that_cannot_be_read_is_an_error_with_one_clear_text(tmp_path: Path) -> None:
    broken = tmp_path / "draft.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")

    for name in (str(tmp_path / "none.txt"), str(broken)):
        code, out, err = checked(name, "--json")
        assert (code, out) == (2, "")
        assert len(err.strip().splitlines()) == 1


def test_the_first_start_on_a_machine_finds_the_same(tmp_path: Path) -> None:
    text = "会议由省人民正府主持，布署供给侧结够性改革。昨日到楚熊彝族自治州调研。"

    first = checked("-", "--json", text=text, cache=str(tmp_path))

    assert first == checked("-", "--json", text=text, cache=os.environ.get("XDG_CACHE_HOME", ""))
    assert len(json.loads(first[1])) == 4


SPY = """
import sys
from xuncha.__main__ import main
try:
    main()
except SystemExit:
    heavy = {"nats", "faststream", "motor", "openpyxl", "pypdf", "docx", "xlrd", "pypinyin"}
    slow = {"structlog", "yaml", "rich", "phonenumbers"}
    print(sorted((heavy | slow) & set(sys.modules)))
"""


def test_a_check_waits_for_no_library_of_servers_or_of_other_kinds_of_file() -> None:
    said = subprocess.run(
        [sys.executable, "-c", SPY, "check", "-"],
        input="会议布署了下一步工作。".encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()

    assert "wording.typo" in said
    assert said.splitlines()[-1] == "[]"
