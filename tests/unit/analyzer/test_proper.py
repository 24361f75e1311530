"""What somebody calls himself, his firm or his work is written as he writes it."""

import pytest

from services.analyzer.check import check_text
from services.analyzer.domain.proper import in_a_name


@pytest.mark.parametrize(
    "text",
    [
        "中标单位为临沧翠湖渡假村有限公司。",
        "由昆明脉博医疗器械有限公司供货。",
        "小说《水笼头与扳手》入选书单。",
        "云县渡假村路封闭施工。",
        "当事人布署军，男，彝族。",
        "品牌“亲睐”服饰旗舰店开业。",
        "歌曲《出类拔粹》获奖。",
        "店名“食全食美”的餐馆被责令整改。",
        "该公司旗下“骑乐无穷”俱乐部停业。",
        "如火如茶（临沧）茶业有限责任公司获贷款。",
    ],
)
def test_a_name_that_somebody_chose_is_no_error(text: str) -> None:
    assert check_text(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("会议布署了有限公司改制工作。", "布署"),
        ("关于《布署年度工作》的通知已经印发。", "布署"),
        ("市住建局布署路面修复。", "布署"),
        ("由区县攻府、某某有限公司承办。", "攻府"),
        ("她说“工作出类拔粹”，全场鼓掌。", "出类拔粹"),
    ],
)
def test_beside_a_name_an_error_is_one(text: str, wrong: str) -> None:
    assert [one["text"] for one in check_text(text)] == [wrong]


def test_a_long_text_is_looked_at_around_the_place_only() -> None:
    text = "“" + "字" * 1_000 + "”商行"

    assert not in_a_name(text, 500, 502)
