"""Every answer that a program, a clerk or an operator may get has its Chinese words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.translation import chinese, templates
from tests.e2e.demo import ROOT

OWNERS = (
    "services/analyzer/assessing/desk.py",
    "services/analyzer/assessing/inspections.py",
    "services/analyzer/assessing/profiledesk.py",
    "services/analyzer/assessing/saying.py",
    "services/analyzer/decide.py",
    "services/analyzer/domain/assessing/dates.py",
    "services/analyzer/domain/assessing/library.py",
    "services/analyzer/domain/change.py",
    "services/analyzer/domain/editions.py",
    "services/analyzer/domain/office_lists.py",
    "services/analyzer/domain/outside.py",
    "services/analyzer/grading.py",
    "services/analyzer/reported.py",
    "services/analyzer/rulesets.py",
    "services/analyzer/trial.py",
    "services/crawler/connect.py",
    "services/crawler/domain/rows.py",
    "services/crawler/handlers.py",
    "services/crawler/pauses.py",
    "services/notifier/answers.py",
    "services/notifier/calendars.py",
    "services/notifier/channels/email.py",
    "services/notifier/channels/posting.py",
    "services/notifier/channels/sms.py",
    "services/notifier/send.py",
    "services/notifier/domain/decisions.py",
    "services/notifier/domain/moves.py",
    "services/notifier/domain/orders.py",
    "services/notifier/filing.py",
    "services/notifier/line.py",
    "services/notifier/recipients.py",
    "services/notifier/templates.py",
    "services/reporter/asking.py",
    "services/reporter/domain/figure_rows.py",
    "services/reporter/domain/period.py",
    "services/reporter/domain/proposing.py",
    "services/reporter/domain/registry_rows.py",
    "services/reporter/freezer.py",
    "services/reporter/indicators.py",
    "services/reporter/machines.py",
    "services/reporter/proposals.py",
    "services/reporter/reconcile.py",
    "services/reporter/registry.py",
    "services/reporter/statistics.py",
    "shared/bucket.py",
    "shared/commands.py",
    "shared/intake/cells.py",
    "shared/intake/mapping.py",
    "shared/store/translated.py",
    "shared/tables/archive.py",
    "shared/tables/charset.py",
    "shared/tables/mappings.py",
    "shared/tables/read.py",
    "shared/tables/rows.py",
    "shared/tables/separated.py",
    "shared/tables/workbook.py",
    "shared/tables/yamltext.py",
    "shared/topology.py",
    "xuncha/cli/store.py",
    "xuncha/cli/system.py",
    "xuncha/dead.py",
)
"""Where the answers of commands come from, of the API and at a terminal."""
SAYING = frozenset(
    {"Refused", "NotFound", "ConflictError", "OutageError", "PermanentError", "QuarterError"}
    | {"Unreadable", "refuse", "RefusedError"}
)
HOLE = "\0"
JOINED = {f"{HOLE}, several separated by ;", f"{HOLE}; see `xuncha findings list`"}
"""Put together from parts that stand elsewhere; the whole is in the list."""


def skeleton(node: ast.expr) -> str:
    """Return the fixed text of a literal, with a hole for everything else; empty for no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else HOLE
            for part in node.values
        )
    return ""


def said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in SAYING and node.args and " " in (text := skeleton(node.args[-1])):
            yield text


@pytest.mark.parametrize("owner", OWNERS)
def test_what_an_owner_says_is_said_in_chinese(owner: str) -> None:
    known = {re.sub(r"\{\w+\}", HOLE, english) for english in templates()}
    unsaid = {text for text in said(ROOT / owner) if re.sub(r"\W", "", text)} - known

    assert not unsaid - JOINED


def test_each_pair_names_the_same_places() -> None:
    for english, text in templates().items():
        names = set(re.findall(r"\{(\w+)\}", english))
        assert set(re.findall(r"\{(\w+)\}", text)) <= names, english
        assert re.search(r"[一-鿿]", text), english
        assert chinese(english) != english


@pytest.mark.parametrize(
    ("english", "text"),
    [
        (
            "2020Q4 is frozen already; corrections are `report errata 2020Q4`",
            "2020Q4已经封存；更正请用 xuncha report errata 2020Q4",
        ),
        ("body.reason: Field required", "body.reason：缺少此项"),
        (
            "url is empty: fill it in; level holds a line break: write it on one line",
            "url为空，请填写；level含有换行，请写成一行",
        ),
        (
            "the finding is at version 3, not 2; look at it again",
            "该问题的版本为3，不是2，请重新查看",
        ),
        ("something new", "something new"),
    ],
)
def test_an_answer_keeps_what_it_names(english: str, text: str) -> None:
    assert chinese(english) == text
