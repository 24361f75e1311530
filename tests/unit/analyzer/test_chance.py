"""Right words that are one character away from a term, and slips that look much like them."""

import pytest

from services.analyzer.domain.rule import view_of
from services.analyzer.domain.rules import RuleSet, rule_set
from services.analyzer.lexicon import load_lists


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    """Return the packaged rules."""
    return rule_set(load_lists())


@pytest.mark.parametrize(
    "text",
    [
        "居民身份证丢失的，应当及时申领。",
        "由设区的市、县人民政府或者人民代表大会决定。",
        "农村集体经济组织设理事会。",
        "注册会计师对在执行业务中知悉的秘密负有保密义务。",
        "中国人民解放军军人。",
        "全国双拥工作作了部署。",
        "加强医师队伍建设。",
        "各级群团组织和社会力量。",
        "双喜盈门，全寨欢腾。",
        "一年忙到头。",
        "及时总结新经验。",
        "建立农产品质量安全管理制度。",
        "供养、托养机构及其工作人员。",
        "证书向社会公开。",
        "任命张建为县审计局副局长。",
        "治理“进楼入户”等现象。",
        "他渐入老境。",
        "令多数人人心惶惶。",
        "湘西土家族苗族自治州州委。",
    ],
)
def test_right_words_beside_a_term_are_silent(rules: RuleSet, text: str) -> None:
    assert rules.detect(view_of(text)) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("做好机关事务服务心中的后勤保障。", "机关事务服务中心"),
        ("维护党中央集中统一领道。", "党中央集中统一领导"),
        ("《森林防火条列》自公布之日起施行。", "森林防火条例"),
        ("改革要循序渐近。", "循序渐进"),
        ("县审记局进点。", "县审计局"),
        ("居务监督委员员会组织实施。", "居务监督委员会"),
        ("说清来龙脉。", "来龙去脉"),
        ("事与违愿。", "事与愿违"),
        ("他身不什己。", "身不由己"),
        ("由市民族宗教事务委员委会评定。", "民族宗教事务委员会"),
        ("健全社会保保障体系。", "社会保障体系"),
    ],
)
def test_a_slip_in_a_term_is_found(rules: RuleSet, text: str, right: str) -> None:
    assert right in [hit.suggestion for hit in rules.detect(view_of(text))]
