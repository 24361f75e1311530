"""The rules in `.importlinter` hold, and each of them catches what it is there to catch."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("services", "shared", "xuncha")
RULES = ".importlinter"
LINTER = Path(sys.executable).with_name("lint-imports")
OUTCOME = re.compile(r"^(?P<name>\S.*) (?P<outcome>KEPT|BROKEN)(?: \(|$)", re.MULTILINE)

PLANTED = [
    ("services-apart", "services/crawler/planted.py", "import services.notifier.settings"),
    ("shared-below", "shared/planted.py", "from services.crawler import settings"),
    ("command-on-top", "shared/planted.py", "import xuncha.texts"),
    ("command-on-top", "services/reporter/planted.py", "from xuncha import texts"),
    ("command-uses-check", "xuncha/planted.py", "from services.analyzer.domain import rules"),
    ("domain-pure", "services/notifier/domain/planted.py", "import asyncio"),
    ("domain-pure", "services/analyzer/domain/detectors/planted.py", "import structlog"),
    ("domain-pure", "services/crawler/domain/planted.py", "from shared.store import articles"),
    ("domain-pure", "services/analyzer/domain/planted.py", "from random import random"),
    ("domain-given", "services/crawler/domain/planted.py", "from time import monotonic"),
    ("domain-given", "services/analyzer/domain/planted.py", "from pathlib import Path"),
    ("domain-given", "services/notifier/domain/planted.py", "import uuid"),
    (
        "domain-inside",
        "services/analyzer/domain/planted.py",
        "from services.analyzer import settings",
    ),
    ("driver-in-store", "services/analyzer/planted.py", "from motor import motor_asyncio"),
    ("driver-in-store", "shared/planted.py", "import pymongo"),
    ("driver-in-store", "xuncha/planted.py", "from bson import ObjectId"),
    ("http-at-edges", "services/analyzer/planted.py", "import httpx"),
    ("http-at-edges", "shared/store/planted.py", "import httpx"),
    ("broker-at-handlers", "services/notifier/planted.py", "import nats.errors"),
    ("broker-at-handlers", "services/crawler/planted.py", "from faststream.nats import NatsBroker"),
    ("topology-applied", "services/crawler/planted.py", "from shared.topology import apply"),
    ("servers-apart", "xuncha/planted.py", "import secantus"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=_all_but_python)
    shutil.copy(ROOT / RULES, copy / RULES)
    return copy


def test_the_tree_keeps_every_contract() -> None:
    outcomes = _lint(ROOT)

    assert _broken(outcomes) == set()
    assert set(outcomes) == set(_names().values())


@pytest.mark.parametrize(
    ("contract", "path", "line"),
    [pytest.param(*case, id=f"{case[0]}-{case[2].replace(' ', '-')}") for case in PLANTED],
)
def test_a_planted_violation_breaks_exactly_its_contract(
    house: Path, contract: str, path: str, line: str
) -> None:
    before = _broken(_lint(house))

    with _planted(house / path, line):
        after = _broken(_lint(house))

    assert after == before | {_names()[contract]}


def test_the_pre_publication_check_is_open_to_the_command(house: Path) -> None:
    before = _broken(_lint(house))
    check = house / "services/analyzer/check.py"
    line = "from services.analyzer.domain import rules"

    with (
        _planted(check, check.read_text() if check.exists() else line),
        _planted(house / "xuncha/planted.py", "from services.analyzer import check"),
    ):
        after = _broken(_lint(house))

    assert after == before


def test_every_contract_has_a_planted_violation() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(_names())


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    return {
        name for name in names if not name.endswith(".py") and not Path(folder, name).is_dir()
    } | {"__pycache__"}


@contextmanager
def _planted(path: Path, text: str) -> Iterator[None]:
    before = path.read_text() if path.exists() else None
    path.write_text(f"{text}\n")
    try:
        yield
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before)


def _names() -> dict[str, str]:
    rules = configparser.ConfigParser()
    rules.read(ROOT / RULES)
    return {
        section.rpartition(":")[2]: rules[section]["name"]
        for section in rules.sections()
        if ":contract:" in section
    }


def _broken(outcomes: dict[str, str]) -> set[str]:
    return {name for name, outcome in outcomes.items() if outcome == "BROKEN"}


def _lint(tree: Path) -> dict[str, str]:
    ran = subprocess.run(
        [LINTER, "--no-cache", "--no-logo"],
        cwd=tree,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": "", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = {match["name"]: match["outcome"] for match in OUTCOME.finditer(ran.stdout)}
    assert outcomes, ran.stdout + ran.stderr
    assert (ran.returncode == 0) == (set(outcomes.values()) == {"KEPT"}), ran.stdout
    return outcomes
