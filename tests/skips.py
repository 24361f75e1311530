"""Which checks may be left out: those that docs/operations.md lists with a reason."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
NEVER = "tests/deploy"
"""Kubernetes, dashboards and alert rules: whatever the list says."""
_TABLE = re.compile(r"<!-- skips -->(.*?)<!-- end of skips -->", re.DOTALL)
_ROW = re.compile(r"^\| `(?P<check>[^`]+)` \| (?P<reason>.+?) \|$", re.MULTILINE)


def listed(page: str) -> dict[str, str]:
    """Return the checks that a page lists, each with its reason.

    Raises:
        ValueError: the page has no such list.
    """
    table = _TABLE.search(page)
    if table is None:
        raise ValueError("no list of checks that may be left out")
    return {row["check"]: row["reason"] for row in _ROW.finditer(table[1])}


def unlisted(skipped: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Return which of the skipped tests no entry allows."""
    entries = [one for one in allowed if not _within(one, NEVER)]
    return [test for test in skipped if not any(_within(test, one) for one in entries)]


def _within(test: str, entry: str) -> bool:
    return test == entry or test.startswith((f"{entry}::", f"{entry}[", f"{entry}/"))


class Skips:
    """Fails a run in which anything was skipped that may not be."""

    def __init__(self, page: Path = PAGE) -> None:
        self._page = page
        self._skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what was skipped, also what was expected to fail and did."""
        if report.skipped:
            self._skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a whole file that was skipped."""
        if report.skipped:
            self._skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a run that passed into one that failed."""
        if self._strangers() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say which checks those were."""
        for test in self._strangers():
            terminalreporter.write_line(
                f"skipped, and not listed in docs/{self._page.name}: {test}", red=True
            )

    def _strangers(self) -> list[str]:
        return unlisted(self._skipped, listed(self._page.read_text("utf-8")))
