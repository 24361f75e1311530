"""Key elements of guides, as their labels print them."""

import pytest

from services.analyzer.domain.assessing.guides import (
    LABELS,
    MATERIALS,
    complete,
    elements,
    enough,
    few_missing,
    offered,
)
from services.analyzer.domain.findings import Reading
from shared.contracts.article import Attachment, Content
from tests.factories import make_article, make_target

WHOLE = """\
一、事项名称：个体工商户设立登记
二、设定依据
《促进个体工商户发展条例》第九条
三、受理条件：有经营能力的公民
四、申请材料：登记申请书原件1份、经营者身份证明复印件1份
五、办理地点：县政务服务中心二楼3号窗口
六、办理时间：工作日9:00至17:00
七、联系电话：0000-0000000
八、办理流程：申请、受理、审查、发照
"""
ROW = "设定依据\t某条例\t申请条件\t年满十八周岁\t办理材料\t身份证\t办理地点\t政务中心"


def guide(
    text: str, title: str = "个体工商户设立登记", attached: str = "", key: str = "g"
) -> Reading:
    files = (Attachment(url="http://www.example.gov.cn/a.docx", text=attached),) if attached else ()
    content = Content(title=title, text=text, attachments=files)
    return Reading(make_article(id=key), content, make_target())


def missing(text: str, **more: str) -> set[str]:
    return set(LABELS) - set(elements(guide(text, **more).content))


def test_a_whole_guide_misses_nothing() -> None:
    assert missing(WHOLE) == set()
    assert elements(guide(WHOLE).content)["设定依据"] == "《促进个体工商户发展条例》第九条"


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        pytest.param(ROW, {"办理时间", "联系电话", "办理流程"}, id="a row of a table"),
        pytest.param(
            WHOLE.replace("县政务服务中心二楼3号窗口", ""),
            {"办理地点"},
            id="nothing behind a label",
        ),
        pytest.param(WHOLE.replace("0000-0000000", "无"), {"联系电话"}, id="none"),
        pytest.param(
            WHOLE.replace("《促进个体工商户发展条例》第九条\n", ""),
            {"设定依据"},
            id="the next label is no content",
        ),
        pytest.param(
            "请在办理时间内到办理地点提交申请材料并留下联系电话。",
            set(LABELS) - {"事项名称"},
            id="words in a sentence are no labels",
        ),
        pytest.param(
            "【办公时间】工作日\n(1)联系方式：见公告栏",
            set(LABELS) - {"事项名称", "办理时间", "联系电话"},
            id="other ways to print a label",
        ),
        pytest.param("", set(LABELS) - {"事项名称"}, id="only its title"),
    ],
)
def test_what_a_guide_lacks(text: str, lacks: set[str]) -> None:
    assert missing(text) == lacks


def test_attachments_count_and_a_page_without_a_title_needs_the_label() -> None:
    assert missing("见附件", attached=WHOLE) == set()
    assert missing(WHOLE, title="") == set()
    assert "事项名称" in missing(ROW, title="")


@pytest.mark.parametrize(
    ("labels", "fine"),
    [pytest.param(4, False, id="four missing"), pytest.param(5, True, id="three missing")],
)
def test_four_missing_categories_are_too_many(*, labels: int, fine: bool) -> None:
    text = "\n".join(f"{name}：某事" for name in list(LABELS)[:labels])

    assert few_missing([guide(text)]) == {"g": (fine,)}


@pytest.mark.parametrize(
    ("materials", "named"),
    [
        ("登记申请书原件1份", True),
        ("登记申请书及其他材料", False),
        ("申请书、身份证等材料", False),
        ("申请书、其它有关材料", False),
    ],
)
def test_materials_are_named_exactly(*, materials: str, named: bool) -> None:
    text = WHOLE.replace("登记申请书原件1份、经营者身份证明复印件1份", materials)

    assert complete([guide(text)]) == {"g": (True, named)}


def test_a_guide_without_materials_names_none() -> None:
    text = "\n".join(line for line in WHOLE.splitlines() if "材料" not in line)

    assert MATERIALS in missing(text)
    assert complete([guide(text)]) == {"g": (False, False)}


def test_a_guide_that_was_read_shows_that_services_are_offered_and_none_says_nothing() -> None:
    assert offered([guide("")]) == {"1": (True,)}
    assert offered([]) == enough([]) == {}


@pytest.mark.parametrize(
    ("poor", "whole", "fine"),
    [
        pytest.param(1, 0, False, id="one that lacks its elements"),
        pytest.param(4, 0, False, id="four that lack theirs"),
        pytest.param(5, 0, True, id="five are enough"),
        pytest.param(1, 1, True, id="one shows its elements"),
    ],
)
def test_fewer_than_five_guides_are_too_few_when_each_lacks_its_elements(
    *, poor: int, whole: int, fine: bool
) -> None:
    guides = [guide("", key=f"p{n}") for n in range(poor)] + [guide(WHOLE, key="w")] * whole

    assert enough(guides) == {"1": (fine,)}
