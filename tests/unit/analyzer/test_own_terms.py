"""Canonical terms of an office: rows of a file, lists with them, near misses of them."""

from dataclasses import replace

import pytest

from services.analyzer.domain.gaps import compile_terms
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.office_lists import KINDS, Row, joined
from services.analyzer.domain.rule import view_of
from services.analyzer.domain.rules import RuleSet, rule_set
from services.analyzer.domain.scan import Scanner
from services.analyzer.lexicon import load_lists
from shared.intake.cells import Cells
from shared.tables.model import Row as FileRow

HARBOUR = "临沧港航发展事务所"
ROW = (HARBOUR, "own", "临沧港航发展事务科", "临编〔2020〕1号")


@pytest.fixture(scope="module")
def packaged() -> Lists:
    return load_lists()


def rules_with(packaged: Lists, *rows: Row) -> RuleSet:
    return rule_set(joined(packaged, [("terms", rows)]))


def found(rules: RuleSet, text: str) -> list[tuple[str, str, str]]:
    view = view_of(text)
    hits = rules.detect(view)
    return [(hit.rule, view.text[slice(*hit.span)], hit.suggestion) for hit in hits]


@pytest.mark.parametrize(
    "wrong",
    ["临沧港行发展事务所", "临沧港航发展事物所", "临沧港航展发事务所", "临沧港航航发展事务所"],
)
def test_a_near_miss_of_an_office_s_term_is_found_only_with_its_list(
    packaged: Lists, wrong: str
) -> None:
    text = f"由{wrong}负责组织实施。"
    assert found(rule_set(packaged), text) == []
    assert found(rules_with(packaged, ROW), text) == [("wording.near_own", wrong, HARBOUR)]


@pytest.mark.parametrize("right", [HARBOUR, "临沧港航发展事务科"])
def test_the_term_and_what_is_right_beside_it_are_silent(packaged: Lists, right: str) -> None:
    assert found(rules_with(packaged, ROW), f"由{right}负责组织实施。") == []


def test_the_kind_decides_on_the_rule(packaged: Lists) -> None:
    phrase = (HARBOUR, "phrase", "", "")
    ((rule, _, _),) = found(rules_with(packaged, phrase), "由临沧港航发展事物所负责。")
    assert rule == "wording.near_phrase"


def test_a_packaged_term_keeps_its_kind_and_the_compiled_form_stays(packaged: Lists) -> None:
    pytest.importorskip("hyperscan")
    before = replace(packaged, compiled=Scanner(compile_terms(("人民政府",))))
    after = joined(before, [("terms", [("中华人民共和国", "phrase", "", ""), ROW])])
    assert [term.text for term in after.own] == [HARBOUR]
    assert (after.terms, after.compiled) == (before.terms, before.compiled)


def test_another_list_is_another_version(packaged: Lists) -> None:
    versions = {rule_set(packaged).version, rules_with(packaged, ROW).version}
    assert len(versions) == 2


def test_terms_alone_are_enough_to_look_for(packaged: Lists) -> None:
    lists = replace(
        Lists(shapes=packaged.shapes, readings=packaged.readings),
        own=joined(Lists(), [("terms", [ROW])]).own,
    )
    assert found(rule_set(lists), "临沧港航发展事物所成立。")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"term": "事务所"}, "term"),
        ({"term": "甲乙丙丁 戊己庚辛"}, "term"),
        ({"term": ""}, "term"),
        ({"term": HARBOUR, "kind": "bureau"}, "kind"),
        ({"term": HARBOUR, "usual": f"甲 {HARBOUR}"}, "usual"),
    ],
)
def test_a_row_that_cannot_be_a_term_is_refused(cells: dict[str, str], column: str) -> None:
    read = Cells(FileRow(2, cells))
    KINDS["terms"].read(read)
    assert {fault.column for fault in read.faults} == {column}


def test_a_row_is_kept_whole() -> None:
    read = Cells(FileRow(2, {"term": HARBOUR, "usual": " 甲乙  丙丁 ", "source": "文件"}))
    assert KINDS["terms"].read(read) == (HARBOUR, (HARBOUR, "own", "甲乙 丙丁", "文件"))
    assert not read.faults
