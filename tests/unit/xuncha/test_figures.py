"""The demo's closing table: what agrees, what is only rounded otherwise, what disagrees."""

import pytest

from xuncha.demo.figures import PRINTED, show


def _report(**changed: str) -> dict[str, object]:
    report: dict[str, object] = {"warnings": []}
    for _, path, printed in PRINTED:
        *folders, leaf = path.split(".")
        at = report
        for folder in folders:
            at = at.setdefault(folder, {})  # type: ignore[assignment]
        at[leaf] = changed.get(path.replace(".", "_"), printed)
    return report


@pytest.mark.parametrize(
    ("accounts_rate", "disagreeing", "remark"),
    [
        ("97%", 0, None),
        ("97.0%", 0, None),
        ("97.9%", 0, "取位不同"),
        ("96.6%", 0, "取位不同"),
        ("96.4%", 1, "不一致"),
        ("98.1%", 1, "不一致"),
        ("未观测", 1, "不一致"),
    ],
)
def test_a_rate_agrees_when_it_rounds_to_what_the_notice_printed(
    accounts_rate: str,
    disagreeing: int,
    remark: str | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert show(_report(accounts_rate_printed=accounts_rate)) == disagreeing
    shown = capsys.readouterr().out
    assert [word for word in ("取位不同", "不一致") if word in shown] == (
        [remark] if remark else []
    )


def test_a_count_that_differs_disagrees() -> None:
    assert show(_report(accounts_running="141")) == 1
