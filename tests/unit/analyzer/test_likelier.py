"""Near misses that frequencies decide: lost ends, likelier terms, expressions that people vary."""

from dataclasses import replace

import pytest

from services.analyzer.domain.rule import view_of
from services.analyzer.domain.rules import RuleSet, rule_set
from services.analyzer.lexicon import load_lists


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return rule_set(replace(load_lists(), compiled=None))


def told(rules: RuleSet, text: str) -> list[str]:
    return [hit.suggestion for hit in rules.detect(view_of(text)) if ".near_" in hit.rule]


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("墙上写着绿水青山就是金山银，", ["绿水青山就是金山银山"]),
        ("这是群众喜闻乐的节目。", ["喜闻乐见"]),
        ("填报数据必须实事求。", ["实事求是"]),
        ("违反《中华人民共和国道路交通安全》的规定。", ["中华人民共和国道路交通安全法"]),
        ("律检查委员会通报了情况。", ["纪律检查委员会"]),
        ("道路交通安全，人人有责。", []),
        ("绿水青山就是金山银行的广告语。", []),
        ("山区实行退耕还草，湖区实行退耕还湖。", []),
        ("项目在市公共资源交易中标明底价。", []),
    ],
)
def test_a_lost_first_or_last_character_is_told_where_it_leaves_no_word(
    rules: RuleSet, text: str, suggestions: list[str]
) -> None:
    assert told(rules, text) == suggestions


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("改革放开以来，县城变了样。", ["改革开放"]),
        ("县人民政付印发了方案。", ["县人民政府"]),
        ("由财整部会同有关部门组织实施。", ["财政部"]),
        ("水利利部发布了汛情通报。", ["水利部"]),
        ("保山市才政局公布了预算。", ["市财政局"]),
        ("违反道路交能安全法的规定。", ["道路交通安全法"]),
        ("国家市监督管理总局公布了抽检结果。", ["国家市场监督管理总局"]),
        ("法国国防部发言人说。", []),
        ("米脂县团委组织了志愿服务。", []),
        ("由隶属海关关长批准。", []),
        ("耕地应当根据国土空间规划划为永久基本农田。", []),
    ],
)
def test_a_term_far_likelier_than_the_words_in_its_place_is_told(
    rules: RuleSet, text: str, suggestions: list[str]
) -> None:
    assert told(rules, text) == suggestions


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("现将有关事项通知如吓：", ["现将有关事项通知如下"]),
        ("我们要防患于末然。", ["防患于未然"]),
        ("满足人民对美好生活的响往。", ["人民对美好生活的向往"]),
        ("现将有关事项通告如下：", []),
        ("推动茶旅深度融合。", []),
        ("组建成立工作专班，推进各项任务。", []),
    ],
)
def test_an_expression_is_told_only_where_the_difference_is_a_slip(
    rules: RuleSet, text: str, suggestions: list[str]
) -> None:
    assert told(rules, text) == suggestions


def test_of_two_that_overlap_the_likelier_one_is_told(rules: RuleSet) -> None:
    assert told(rules, "受灾群众众志城城，共渡难关。") == ["众志成城"]


def test_the_name_of_an_institution_goes_before_an_expression_around_it(rules: RuleSet) -> None:
    hits = rules.detect(view_of("各乡镇人民政俯要加强领导。"))

    assert [(hit.rule, hit.suggestion) for hit in hits] == [("wording.near_name", "镇人民政府")]
