"""What commands print for people."""

import pytest

from shared.contracts.command import ListQuery
from xuncha.cli import screen
from xuncha.cli.imports import _change, tell_bad

COLUMNS = ("id", "at")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2026-11-20T02:00:00Z", "2026-11-20 10:00"),
        ("2026-11-20T23:30:00+00:00", "2026-11-21 07:30"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T02:00:00", "2026-11-20T02:00:00"),
        ("20号", "20号"),
    ],
)
def test_a_moment_is_shown_in_beijing_time_and_a_day_as_it_is(
    given: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    screen.table([{"id": "a", "at": given}], COLUMNS, as_json=False)
    cells = [cell.strip() for cell in capsys.readouterr().out.splitlines()[3].split("│")]
    assert cells[2] == shown


@pytest.mark.parametrize(("rows", "said"), [(2, False), (3, True)])
def test_a_list_that_reached_its_limit_says_so(
    rows: int, said: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "asked", lambda _name, _query: [{"id": "a"}] * rows)
    query = ListQuery(request="r" * 8, actor="clerk", limit=3)
    screen.listed("target.list", query, COLUMNS, as_json=False)
    assert ("--limit" in capsys.readouterr().out) is said


def test_json_stays_one_document_at_its_limit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "asked", lambda _name, _query: [])
    query = ListQuery(request="r" * 8, actor="clerk", limit=1)
    screen.listed("target.list", query, COLUMNS, as_json=True)
    assert capsys.readouterr().out == "[]\n"


def test_a_change_names_old_and_new() -> None:
    change = {
        "line": 3,
        "id": "a",
        "verb": "changed",
        "fields": {"name": ["旧名", "新名"], "url": ["", "http://x/"], "tags": [[], ["甲"]]},
    }
    assert _change(change) == (
        '  line 3, a: changed (name: 旧名 → 新名; url: (empty) → http://x/; tags: (empty) → ["甲"])'
    )
    assert _change({**change, "verb": "new", "fields": {}}) == "  line 3, a: new"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_bad_rows_and_counts_are_told_in_the_operators_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    tell_bad([{"line": 3, "column": "url", "reason": "is empty: fill it in"}] * 21)
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "  第 3 行，url：为空，请填写"
    assert lines[-1] == "  ……另有 1 处错误"


def test_a_record_is_written_field_by_field_and_its_parts_below(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {
        "id": "0c603485a3b4c592",
        "findings": ["a", "b"],
        "empty": [],
        "none": None,
        "named": False,
        "text": "第一行\n第二行 [red]",
        "history": [
            {"at": "2026-11-29T08:44:02Z", "action": "issued", "note": ""},
            {"at": "2026-11-29T08:44:11Z", "action": "closed", "note": "changed"},
        ],
        "proof": {"after": "已不存在"},
    }
    screen.record(row, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "id: 0c603485a3b4c592",
        "findings: a, b",
        "named: no",
        "text: 第一行",
        "  第二行 [red]",
        "history:",
        "  - at: 2026-11-29 16:44",
        "    action: issued",
        "  - at: 2026-11-29 16:44",
        "    action: closed",
        "    note: changed",
        "proof:",
        "  after: 已不存在",
    ]
