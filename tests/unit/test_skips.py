"""A check that is left out fails the run, unless docs/operations.md says why it may be."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skips import NEVER, PAGE, listed, unlisted

ROOT = PAGE.parents[1]
CONFTEST = """
from pathlib import Path
from tests.skips import Skips

def pytest_configure(config):
    config.pluginmanager.register(Skips(Path(__file__).parent / "page.md"))
"""
TESTS = """
import pytest

def test_runs():
    assert True

@pytest.mark.skip(reason="not today")
def test_rests():
    assert True

@pytest.mark.xfail
def test_fails():
    assert False
"""


def run(folder: Path, *allowed: str, tests: str = TESTS) -> "subprocess.CompletedProcess[str]":
    rows = "".join(f"| `{one}` | because |\n" for one in allowed)
    (folder / "page.md").write_text(f"<!-- skips -->\n\n{rows}\n<!-- end of skips -->\n")
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_some.py").write_text(tests)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--rootdir", str(folder), "-c", "/dev/null"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_that_is_not_listed_fails_the_run_and_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "test_some.py::test_fails")

    assert done.returncode == 1
    assert "not listed in docs/page.md: test_some.py::test_rests" in done.stdout
    assert "test_some.py::test_fails\n" not in done.stdout


def test_a_listed_skip_does_not(tmp_path: Path) -> None:
    done = run(tmp_path, "test_some.py::test_rests", "test_some.py::test_fails")

    assert done.returncode == 0, done.stdout


def test_a_whole_file_that_is_skipped_counts(tmp_path: Path) -> None:
    tests = "import pytest\npytest.importorskip('no_such_library')\n"

    done = run(tmp_path, tests=f"{tests}\ndef test_one():\n    assert True\n")

    assert "not listed in docs/page.md: test_some.py" in done.stdout
    assert done.returncode != 0


@pytest.mark.parametrize("entry", ["a.py::test_x", "a.py", "a.py::test_x[1]"])
def test_an_entry_allows_what_is_within_it(entry: str) -> None:
    assert unlisted(["a.py::test_x[1]"], [entry]) == []


@pytest.mark.parametrize("entry", ["a.py::test", "a.p", "b.py", "a.py::test_x[2]"])
def test_and_nothing_else(entry: str) -> None:
    assert unlisted(["a.py::test_x[1]"], [entry]) == ["a.py::test_x[1]"]


def test_nothing_of_the_deployment_is_ever_skipped() -> None:
    skipped = [f"{NEVER}/test_kubernetes.py::test_x"]

    assert unlisted(skipped, [f"{NEVER}/test_kubernetes.py", NEVER]) == skipped


def test_every_entry_names_a_test_that_exists() -> None:
    for entry, reason in listed(PAGE.read_text("utf-8")).items():
        file, _, inner = entry.partition("::")
        name = re.split(r"[\[:]", inner)[0]

        assert re.search(
            rf"^(?:class|async def|def) {name}\b", (ROOT / file).read_text(), re.MULTILINE
        )
        assert reason
        assert not entry.startswith(NEVER)
