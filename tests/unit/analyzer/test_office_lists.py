"""Lists of the office as people really hand them in: read whole, or refused with the mend."""

from collections.abc import Sequence
from datetime import date

import pytest

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.office_lists import KINDS, Row, joined
from services.analyzer.domain.rule import View, view_of
from services.analyzer.domain.rules import rule_set
from services.analyzer.rulesets import _read
from shared.contracts.article import Content
from shared.tables.model import Fault, Limits, Unreadable
from tests.personal import resident_id

LIMITS = Limits(20_000_000, 100_000)


def read(text: str | bytes, kind: str = "wording") -> tuple[list[Row], list[Fault]]:
    body = text if isinstance(text, bytes) else text.encode()
    return _read(body, "list.csv", KINDS[kind], LIMITS)


def found(rows: Sequence[Row], text: str) -> list[str]:
    view = view_of(text)
    hits = rule_set(joined(Lists(), [("wording", rows)])).detect(view)
    return [view.text[slice(*hit.span)] for hit in hits if hit.rule == "wording.typo"]


@pytest.mark.parametrize(
    ("rows", "column", "reason"),
    [
        ("布署,布署", "right", "is the wrong form itself"),
        ("布署,部署\n布署,步署", "wrong", "is listed twice with different meanings"),
        ("署,部署", "wrong", "has one character only"),
        (f"{resident_id()},某人", "wrong", "holds a personal value"),
        ("布署,手机13800138000", "wrong", "holds a personal value"),
        ('"布\n署",部署', "wrong", "holds a line break"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(rows: str, column: str, reason: str) -> None:
    _, (fault,) = read(f"wrong,right\n{rows}\n")

    assert fault.column == column
    assert reason in fault.reason
    assert "13800138000" not in repr(fault)


@pytest.mark.parametrize("body", [b"", b"wrong,right\n"])
def test_an_empty_list_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable, match=r"empty|no rows"):
        read(body)


def test_a_row_that_stands_twice_counts_once() -> None:
    assert read("wrong,right\n布署,部署\n布署,部署\n") == (
        [("布署", "部署", "wording.typo", "", "")],
        [],
    )


def test_a_spreadsheet_s_file_in_gbk_with_a_mark_is_read() -> None:
    body = "\ufeff错误写法,正确写法,例外\r\n布署,部署,发布署名、公布署理\r\n".encode("gb18030")

    assert read(body) == ([("布署", "部署", "wording.typo", "发布署名 公布署理", "")], [])


def test_fifty_thousand_forms_are_read_and_looked_for() -> None:
    forms = [f"错{chr(0x4E00 + n // 200)}{chr(0x5000 + n % 200)}" for n in range(50_000)]
    rows, faults = read("wrong,right\n" + "".join(f"{one},对{one[1:]}\n" for one in forms))

    assert (len(rows), faults) == (50_000, [])
    assert found(rows, f"此处{forms[0]}，彼处{forms[-1]}。") == [forms[0], forms[-1]]


@pytest.mark.parametrize(
    ("rows", "text", "places"),
    [
        pytest.param(
            "水务局,市水务局,", "市水务局、水务局。", ["水务局"], id="inside-what-is-right"
        ),
        pytest.param(
            "布署,部署,", "发布署名文章，会议布署工作。", ["布署"], id="made-of-two-words"
        ),
        pytest.param("年贷,年货,", "2020年贷款余额。", [], id="cut-by-a-word"),
        pytest.param(
            "渡假村,度假村,渡假村酒店",
            "渡假村酒店旁的渡假村。",
            ["渡假村"],
            id="an-exception-covers",
        ),
    ],
)
def test_a_wrong_form_inside_right_words_is_silent_and_beside_them_it_is_not(
    rows: str, text: str, places: list[str]
) -> None:
    entries, faults = read(f"wrong,right,exceptions\n{rows}\n")

    assert faults == []
    assert found(entries, text) == places


def test_posts_whose_days_overlap_are_both_held() -> None:
    rows, faults = read(
        "name,title,since,until\n张示例,示例市市长,2020-01-01,2021-12-31\n"
        "张示例,示例市市长,2021-06-01,2023-01-01\n李范例,示例市市长,2021-01-01,\n",
        "roster",
    )
    rules = rule_set(joined(Lists(), [("roster", rows)]))

    assert faults == []
    assert rules.detect(view_of("示例市市长张示例、示例市市长李范例出席。")) == []


def test_one_post_with_two_ends_is_refused() -> None:
    rows = "张示例,示例市市长,2020-01-01,\n张示例,示例市市长,2020-01-01,2021-01-01\n"
    _, (fault,) = read(f"name,title,since,until\n{rows}", "roster")

    assert "listed twice" in fault.reason


def test_an_office_s_words_and_hosts_join_the_packaged_ones() -> None:
    rows, faults = read(
        "类别,内容,来源\n违法特征词,私彩群,举报\n易主网址,old.com,\n可信网址,gone.com,\n", "links"
    )
    before = Lists(links=(("resold", "gone.com"), ("resold", "sold.com")))
    after = joined(before, [("links", rows)])

    assert faults == []
    assert after.links == (
        ("resold", "sold.com"),
        ("illicit", "私彩群"),
        ("resold", "old.com"),
        ("trusted", "gone.com"),
    )


@pytest.mark.parametrize(
    ("row", "column"),
    [("resold,https://old.com/", "entry"), ("illicit,赌", "entry"), ("bad,old.com", "kind")],
)
def test_an_entry_that_cannot_be_looked_for_is_refused(row: str, column: str) -> None:
    _, (fault,) = read(f"kind,entry\n{row}\n", "links")

    assert fault.column == column


def test_a_local_institution_that_a_reform_ended_is_suspected_from_its_day_on() -> None:
    rows, faults = read(
        "name,since,today,exceptions,source\n示例市粮食局,2019-03-01,示例市发展和改革委员会,,三定\n",
        "abolished",
    )
    rules = rule_set(joined(Lists(), [("abolished", rows)]))
    text = Content(text="由示例市粮食局负责。")

    assert faults == []
    for day, told in ((date(2019, 2, 28), 0), (date(2019, 3, 1), 1)):
        assert len(rules.detect(View(text, published_on=day))) == told
    _, (fault,) = read("name,since,today\n示例市粮食局,2019-03-01,示例市粮食局\n", "abolished")
    assert fault.column == "today"
