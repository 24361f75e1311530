"""The sentences of the notice: the seed's, and what becomes of them in other quarters."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from services.reporter.notice.document import Notice, compose
from services.reporter.notice.profile import ProfileError, load_profile
from services.reporter.notice.runs import Run, clean, fill, weave
from tests.unit.reporter.quarter import PROFILE, TERMS, enquiry, facts, finding, findings, report
from tests.unit.reporter.sentences import HEADINGS, SENTENCES, normal


def text(notice: Notice) -> str:
    return normal("".join(paragraph.text for paragraph in notice.paragraphs))


def said(**change: Any) -> str:
    return text(compose(report(facts(**change)), PROFILE))


@pytest.mark.parametrize("sentence", [*HEADINGS, *SENTENCES])
def test_the_seeds_headings_and_numbers_come_out(sentence: str) -> None:
    assert normal(sentence) in said()


def test_its_number_title_and_dates_come_out() -> None:
    notice = compose(report(), PROFILE)

    assert notice.number == "临政办字〔2021〕14号"
    assert "".join(notice.title) == (
        "临沧市人民政府办公室关于2020年四季度全市政府网站和政府系统政务新媒体普查情况的通报"
    )
    assert notice.date == "2021年1月30日"
    assert notice.printed_on == "2021年1月30日印发"


def without(*targets: str) -> tuple[Any, ...]:
    return tuple(row for row in facts().coverage if row.target not in targets)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(
            {"findings": ()}, "未发现问题网站，网站合格率100%；未发现问题专栏", id="clean"
        ),
        pytest.param(
            {"findings": ()}, "通过检测未发现不合格政府系统政务新媒体", id="clean-accounts"
        ),
        pytest.param({"findings": ()}, "本季度监测范围内未发现此类问题。", id="no-problems"),
        pytest.param(
            {"coverage": without("site-city")},
            "其中，政府网站1个未取得足够监测数据，不计入合格率，实际检查8个。",
            id="coverage",
        ),
        pytest.param(
            {"coverage": (), "findings": ()},
            "第四季度网站监测数据不足，不计算合格率；专栏监测数据不足，不计算合格率。",
            id="blind",
        ),
        pytest.param(
            {"coverage": without("site-linxiang")},
            "发现问题网站1个，网站监测数据不足，不计算合格率",
            id="withheld",
        ),
        pytest.param(
            {"sample": frozenset({"weibo-001", "weibo-002"})},
            "其中，政务新媒体抽查2个，占在运行数的1.4%，实际检查2个。",
            id="sample",
        ),
        pytest.param({"enquiries": ()}, "全市未接到网民留言。", id="no-enquiries"),
        pytest.param(
            {
                "enquiries": (
                    enquiry("a", "city"),
                    enquiry("b", "yongde", closed_on=date(2020, 11, 20)),
                    enquiry("c", "city", closed_on=None, due_on=date(2021, 3, 1)),
                    enquiry("d", "city", valid=False, invalid_reason="重复"),
                )
            },
            "留言3条，其中：市级2条、永德县1条，按期办结1条，逾期1条（永德县1条），"
            "期限内办理中1条，按期办结率50%。另有无效留言1条，不计入。",
            id="late-and-pending",
        ),
        pytest.param(
            {"scores": (), "findings": ()}, "本季度未登记上级通报结果。", id="no-bulletin"
        ),
        pytest.param(
            {"targets": tuple(t for t in facts().targets if t.kind != "account")},
            "四季度无新增登记和关停的政府系统政务新媒体。",
            id="no-accounts",
        ),
        pytest.param(
            {"findings": (finding("site-city", sources=("finder",)),)},
            "临沧市人民政府门户网站发布的文章中存在严重表述错误。",
            id="one-site",
        ),
        pytest.param(
            {"findings": (*findings(), finding("site-city", "link.dead", title="错链断链"))},
            "（三）错链断链。临沧市人民政府门户网站发布的文章中存在错链断链。",
            id="another-sort-of-problem",
        ),
        pytest.param(
            {"findings": (finding("column-01", "personal.mobile", sources=("province",)),)},
            "临沧市财政局信息公开专栏发布文章存在个人隐私信息被省政府办公厅通报。",
            id="another-rule-of-the-family",
        ),
    ],
)
def test_the_sentences_follow_the_facts(change: dict[str, Any], sentence: str) -> None:
    assert normal(sentence) in said(**change)


def test_an_unmet_limit_is_never_called_met() -> None:
    late = (enquiry("a", "city", closed_on=date(2020, 11, 20)),)

    assert "均按期办结" not in said(enquiries=late)


def test_no_percentage_is_printed_where_nothing_was_observed() -> None:
    blind = said(coverage=(), findings=(), enquiries=())

    assert "%" not in blind


def test_a_provisional_deadline_says_so() -> None:
    later = text(compose(report(as_of=date(2029, 1, 30)), PROFILE))

    assert "(暂定)前将整改情况报送" in later


def test_an_issued_notice_bears_its_own_number_and_date() -> None:
    issued = {"number": "示例〔2021〕9号", "date": "2021-02-03"}

    notice = compose(report(terms=replace(TERMS, issued=issued)), PROFILE)

    assert (notice.number, notice.date) == ("示例〔2021〕9号", "2021年2月3日")


def test_a_notice_without_a_number_leaves_room_for_it() -> None:
    unnumbered = PROFILE.model_copy(update={"issues": {}})

    assert compose(report(), unnumbered).number == "临政办字〔2021〕　号"


def test_a_profile_of_another_city_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "city.yaml"
    file.write_text(
        PROFILE.model_copy(update={"office": "示例市人民政府办公室"}).model_dump_json(),
        encoding="utf-8",
    )

    for source in (file, str(file)):
        assert compose(report(), load_profile(source)).mark == "示例市人民政府办公室"


@pytest.mark.parametrize("content", ["", "office: [", "office: 示例\nunknown: 1\n", "\xff"])
def test_a_profile_that_cannot_be_used_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "city.yaml"
    file.write_bytes(content.encode("latin-1") if content == "\xff" else content.encode())

    with pytest.raises(ProfileError, match=r"city\.yaml"):
        load_profile(file)


def test_a_missing_profile_is_refused() -> None:
    with pytest.raises(ProfileError, match="nowhere"):
        load_profile("nowhere")


def test_values_are_not_searched_for_placeholders() -> None:
    assert fill("{year}{7*7}{other}", {"year": "{quarter}"}) == "{quarter}{7*7}{other}"


def test_a_pattern_needs_a_part_for_each_gap() -> None:
    with pytest.raises(ValueError, match="gaps"):
        weave("{}和{}", Run("甲"))


def test_control_characters_and_reordering_marks_are_removed() -> None:
    assert clean("甲\x00\x1b\u202e乙\n丙\ud800\ufffe") == "甲乙 丙"


def test_the_notice_of_the_made_up_city_names_no_other_city() -> None:
    profile = load_profile(str(files("xuncha.example") / "notice.yaml"))
    assert "临沧" not in profile.model_dump_json()
    assert compose(report(), profile).mark == "示例市人民政府办公室"


def test_a_website_that_fails_publishes_no_failing_text() -> None:
    found = (finding("site-linxiang", "availability.site", title="站点无法访问"),)
    notice = compose(report(facts(findings=found)), PROFILE)
    assert "存在“站点无法访问”情形" in text(notice)
