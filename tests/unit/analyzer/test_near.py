"""Near misses: found by either finder alike, weighed with almost no false alarms."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyzer.domain import literals
from services.analyzer.domain.detectors import wording, wording_near
from services.analyzer.domain.gaps import Gaps, Halves, Near, compile_terms, edit_of, is_slip
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.rule import Hit, view_of
from services.analyzer.domain.rules import RULES, RuleSet, rule_set
from services.analyzer.domain.scan import Scanner
from services.analyzer.lexicon import expand, load_lists
from shared.contracts.finding import Severity

TERMS = (
    "人民政府",
    "国家发展和改革委员会",
    "守望相助",
    "齐齐哈尔市",
    "人人有责",
    "全国人民代表大会",
    "齐抓共管",
    "形成工作合力",
    "持续巩固拓展脱贫攻坚成果",
)
VARIED = frozenset({"齐抓共管", "形成工作合力", "持续巩固拓展脱贫攻坚成果"})
CLEAN = """关于做好今冬明春森林草原防火工作的通知
各县（区）人民政府，市直各委、办、局：
为深入贯彻落实党中央、国务院决策部署，切实做好今冬明春森林草原防火工作，经市人民政府同意，现将有关事项通知如下：
一、提高政治站位，压实工作责任。各级各部门要坚持人民至上、生命至上，树牢安全发展理念，克服麻痹思想和侥幸心理，
严格落实行政首长负责制和部门分工责任制，做到守土有责、守土负责、守土尽责。
二、加强宣传教育，营造浓厚氛围。充分利用广播、电视、网络、微信公众号等媒体，广泛宣传《森林防火条例》等法律法规，
做到家喻户晓、人人皆知。全市共设立检查站58个，其中县级25个、乡级33个。
三、强化督促检查，严肃追责问责。市森林草原防灭火指挥部办公室要会同市应急管理局、市林业和草原局、市公安局开展联合检查，
对工作不力、推诿扯皮造成损失的，依照《中华人民共和国森林法》有关规定处理。
联系人：市应急管理局值班室，联系电话：0883-2123456。
2021年1月30日
"""


@pytest.fixture(scope="module")
def lists() -> Lists:
    return replace(load_lists(), compiled=None)


@pytest.fixture(scope="module")
def rules(lists: Lists) -> RuleSet:
    return rule_set(lists)


@pytest.fixture(scope="module")
def gaps() -> Gaps:
    return Gaps(TERMS, Scanner(compile_terms(TERMS, VARIED)))


@pytest.fixture(scope="module")
def halves() -> Halves:
    return Halves(TERMS, VARIED)


def found(rules: RuleSet, text: str) -> list[tuple[str, str]]:
    view = view_of(text)
    return [(hit.rule, view.text[slice(*hit.span)]) for hit in rules.detect(view)]


def near(rules: RuleSet, text: str) -> list[Hit]:
    return [hit for hit in rules.detect(view_of(text)) if hit.rule.startswith("wording.near")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("市市场监督管理局组织开展行动。", []),
        ("经市市场监督管理局批准设立。", []),
        ("市市场监督管里局发布公告。", ["市场监督管理局"]),
        ("县县委办公室印发通知。", ["县委办公室"]),
        ("会议由省人民政俯主持。", ["省人民政府"]),
        ("各乡镇人民政俯要加强领导。", ["镇人民政府"]),
        ("漫湾镇综合行政执法队上门检查。", []),
        ("镇交通运输综合行政执法队到场。", []),
        ("综合行政执法堆上门检查。", ["综合行政执法队"]),
    ],
)
def test_names_of_institutions_of_every_level(rules: RuleSet, text: str, told: list[str]) -> None:
    assert [hit.suggestion for hit in near(rules, text)] == told


@pytest.mark.parametrize(
    ("term", "piece", "kind", "at"),
    [
        ("人民政府", "人民正府", "substitution", 2),
        ("人民政府", "入民政府", "substitution", 0),
        ("人民政府", "人民政俯", "substitution", 3),
        ("人民政府", "人民政政府", "insertion", 3),
        ("人民政府", "人民政府府", "insertion", 4),
        ("人民政府", "人政府", "omission", 1),
        ("人民政府", "人民政", "omission", 3),
        ("全国人民代表大会", "国人民代表大会", "omission", 0),
        ("全国人民代表大会", "全国人民代表大", "omission", 7),
        ("人民政府", "人政民府", "transposition", 1),
    ],
)
def test_an_edit_is_named(term: str, piece: str, kind: str, at: int) -> None:
    edit = edit_of(term, piece)

    assert edit is not None
    assert (edit.kind, edit.at) == (kind, at)


@pytest.mark.parametrize("piece", ["人民政府", "民政府", "人民", "人X政府", "国民正府", ""])
def test_other_differences_are_no_edit(piece: str) -> None:
    assert edit_of("人民政府", piece) is None


def test_the_finders_agree_on_every_edit_of_every_term(gaps: Gaps, halves: Halves) -> None:
    for term in TERMS:
        for at in range(len(term) + 1):
            for piece in (
                f"{term[:at]}甲{term[at:]}",
                f"{term[:at]}甲{term[at + 1 :]}",
                f"{term[:at]}{term[at + 1 :]}",
                f"{term[:at]}{term[at + 1 : at + 2]}{term[at : at + 1]}{term[at + 2 :]}",
            ):
                text = f"，{piece}。"
                assert gaps.find(text) == halves.find(text), piece
                edit = edit_of(term, piece)
                expected = is_slip(term, piece) if term in VARIED else edit is not None
                assert (Near(term, 1, 1 + len(piece)) in gaps.find(text)) == expected, piece


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([character for term in TERMS for character in term]),
            st.sampled_from(TERMS),
            st.sampled_from(["甲", "，", "a", "𠀀", "\u200b", "é"]),
        ),
        max_size=40,
    ).map("".join)
)
def test_the_finders_agree_on_any_text(gaps: Gaps, halves: Halves, text: str) -> None:
    assert gaps.find(text) == halves.find(text)


@settings(deadline=None)
@given(st.text(alphabet="攻府政人民一é𠀀𠀁a，", max_size=60))
def test_the_matchers_of_the_lexicon_agree(text: str) -> None:
    words = ("攻府", "人民攻府", "府政", "é攻", "民", "一", "一政一", "𠀀府")

    assert literals.scan(words)(text) == literals.automaton(words)(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("国家市场监督管里总局发布公告。", "wording.near_name"),
        ("报全国人民代表会大审议。", "wording.near_name"),
        ("来自黔东南苗族侗族治州的代表。", "wording.near_place"),
        ("依据《中华人民共和国道路交通安全安法》。", "wording.near_law"),
        ("巩固拓展脱贫攻坚成过。", "wording.near_phrase"),
        ("干部要廉洁奉功。", "wording.near_idiom"),
        ("技术更新方形未艾。", "wording.near_idiom"),
        ("比喻瓮之中鳖的处境。", "wording.near_idiom"),
        ("依照《中华人民共和国土地管里法》处理。", "wording.near_law"),
        ("学习《信访工作条列》。", "wording.near_law"),
        ("修订《政府信息公开条条例》。", "wording.near_law"),
        ("由综行政执法局负责。", "wording.near_name"),
    ],
)
def test_an_error_that_nobody_listed_is_found(rules: RuleSet, text: str, rule: str) -> None:
    assert [hit.rule for hit in near(rules, text)] == [rule]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("国家医疗保障障局发布公告。", "国家医疗保障障局"),
        ("依据治安管理处法罚处理。", "治安管理处法罚"),
    ],
)
def test_of_two_readings_the_longer_piece_is_told(rules: RuleSet, text: str, piece: str) -> None:
    assert [said for _, said in found(rules, text)] == [piece]


@pytest.mark.parametrize(
    "text",
    [
        "最高人民法院院长作工作报告。",
        "各省人民政府办公厅、国务院办公室。",
        "经济和社会的发展，人民的政府。",
        "中国共产党第十五次全国代表大会。",
        "东城区、西城区和城东区的街道。",
        "扩大老城区、建新城区。",
        "国家发展改革委员会、人力资源社会保障部。",
        "一年一次的会议，三年两载。",
        "人民医院、人民法院和中医院。",
        "各级党政领导干部要带头。",
        "市行政执法局的队员，城区行政执法局的队员。",
        "发展高新技术产业。",
        "催人进取的力量，公平的市场竞争。",
        "从事统一战线工作过，编导注意。",
        "将“人民政府”写成“人民正府”是差错。",
    ],
)
def test_right_texts_beside_terms_are_silent(rules: RuleSet, text: str) -> None:
    assert found(rules, text) == []


def test_an_official_text_gives_nothing_above_a_hint(rules: RuleSet) -> None:
    hits = rules.detect(view_of(CLEAN))

    assert [
        hit for hit in hits if (hit.severity or RULES[hit.rule].severity) != Severity.HINT
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "分管副市长逐县点评。",
        "病人挑医院，首选的是医疗质量。",
        "深入学习习近平新时代中国特色社会主义思想。",
        "各乡镇开展森林草原防灭火宣传。",
        "风雨不摇，立根厚土。",
        "严禁以案谋私，本着因房制宜的原则。",
        "塔里木盆地麦盖提乡的棉花。",
        "祖祖辈辈的心愿了了。",
    ],
)
def test_what_the_words_around_a_piece_explain_is_no_error(rules: RuleSet, text: str) -> None:
    assert found(rules, text) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("违反《中华人民共和国统记法》", "中华人民共和国统记法"),
        ("中国残废人联合会举办技能大赛。", "中国残废人联合会"),
        ("中国人民政治协协商会议委员。", "中国人民政治协协商会议"),
        ("把“放官服改革”引向深入。", "放官服改革"),
        ("老人得到无微不致的照料。", "无微不致"),
        ("《中华人民共和国反反不正当竞争法》", "中华人民共和国反反不正当竞争法"),
    ],
)
def test_an_error_among_words_is_found(rules: RuleSet, text: str, piece: str) -> None:
    assert piece in [wrong for _, wrong in found(rules, text)]


def test_the_lexicon_decides_where_both_would_speak(rules: RuleSet) -> None:
    assert found(rules, "建设中华人民共合国。") == [("wording.serious", "中华人民共合国")]


def test_a_listed_form_hides_no_other_error_beside_it(rules: RuleSet) -> None:
    text = "会议由省人民正府主持，布署供给侧结够性改革。"

    assert [rule for rule, _ in found(rules, text)] == [
        "wording.near_name",
        "wording.typo",
        "wording.near_phrase",
    ]


def test_no_term_is_an_error_itself(rules: RuleSet, lists: Lists) -> None:
    assert [term.text for term in lists.terms if found(rules, f"，{term.text}。")] == []


def test_every_listed_form_is_found_once_and_its_right_form_is_silent(
    rules: RuleSet, lists: Lists
) -> None:
    lexicon = wording.lexicon_of(lists.forms)
    missed = [
        form.wrong
        for form in lists.forms
        if form.wrong not in [text for _, text in found(rules, f"，{form.wrong}。")]
    ]
    loud = [
        form.right for form in lists.forms if list(lexicon.detect(view_of(f"，{form.right}。")))
    ]

    assert missed == []
    assert loud == []


def test_the_documented_pairs_are_listed(lists: Lists) -> None:
    documented = [form for form in lists.forms if not form.source.startswith("own list")]

    assert len(documented) >= 47


@pytest.mark.parametrize(
    "text",
    [
        "人民正府" * 2_000,
        "攻\n府\n" * 10_000,
        "，。；" * 5_000,
        "😀" * 20_000,
        "\ud800人民正府\udfff",
        "\u202e人民\u200b政府" * 10_000,
        "1" * 50_000,
        "的" * 10_000,
        "市" * 10_000,
        "",
    ],
    ids=lambda text: repr(text[:4]),
)
def test_hostile_texts_are_read_to_the_end(rules: RuleSet, text: str) -> None:
    spans = [hit.span for hit in rules.detect(view_of(text))]

    assert all(0 <= start < end <= len(text) + 1 for start, end in spans)


def test_alternatives_are_written_out() -> None:
    assert expand("{省,市}人民{政府,法院}") == [
        "省人民政府",
        "省人民法院",
        "市人民政府",
        "市人民法院",
    ]


def test_terms_without_lists_find_nothing() -> None:
    assert wording_near.detectors(Lists()) == ()
