"""Personal values are found in every disguise and hidden; what only looks alike stays readable."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.masking import (
    PersonalKind,
    find_personal,
    is_luhn,
    is_resident_id,
    is_uscc,
    luhn_check,
    mask_text,
    mask_value,
    resident_id_check,
    uscc_check,
)
from tests.personal import CARDS, DISGUISES, MOBILES, RESIDENT_IDS, card, resident_id, uscc

ID = resident_id()
BAD_ID = ID[:-1] + ("1" if ID[-1] != "1" else "2")
X_ID = next(value for n in range(99) if (value := resident_id(serial=f"{n:03d}")).endswith("X"))
X_USCC = next(value for n in range(99) if (value := uscc(f"125309004312345{n:02d}")).endswith("X"))
MOBILE = "13800138000"
CARD = card()
BAD_CARD = CARD[:-1] + ("1" if CARD[-1] != "1" else "2")
RESIDENT, PHONE, BANK = PersonalKind.RESIDENT_ID, PersonalKind.MOBILE, PersonalKind.BANK_CARD

Found = list[tuple[PersonalKind, str, bool]]


def found(text: str, today: date | None = None) -> Found:
    return [
        (span.kind, text[span.start : span.end], span.certain)
        for span in find_personal(text, today)
    ]


def test_check_digits_of_published_examples() -> None:
    assert resident_id_check("11010519491231002") == "X"  # the example of GB 11643-1999
    assert resident_id_check("44052418800101001") == "4"
    assert uscc_check("91350100M000100Y4") == "3"
    assert luhn_check("7992739871") == "3"
    assert is_resident_id("11010519491231002X")
    assert not is_resident_id("440524188001010014"), "born before 1900"
    assert is_uscc("91350100M000100Y43")
    assert is_luhn("79927398713")


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        pytest.param(ID, True, id="valid"),
        pytest.param(X_ID, True, id="valid with X"),
        pytest.param(BAD_ID, False, id="wrong check digit"),
        pytest.param(resident_id(province="40"), False, id="no such province"),
        pytest.param(resident_id(born="19900230"), False, id="no such day"),
        pytest.param(resident_id(born="18991231"), False, id="before 1900"),
        pytest.param(ID[:-1], False, id="too short"),
        pytest.param("", False, id="empty"),
    ],
)
def test_resident_id(value: str, valid: bool) -> None:
    assert is_resident_id(value) is valid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"身份证{ID}。", [(RESIDENT, ID, True)], id="ID"),
        pytest.param(X_ID.lower(), [(RESIDENT, X_ID.lower(), True)], id="ID with small x"),
        pytest.param(f"G{ID}", [(RESIDENT, ID, True)], id="pupil's number"),
        pytest.param(f"{ID}43", [(RESIDENT, ID, True)], id="disability card"),
        pytest.param(f"{ID}43B1", [(RESIDENT, ID, True)], id="disability card, reissued"),
        pytest.param(f"身份证号 {BAD_ID}", [(RESIDENT, BAD_ID, False)], id="bad digit, labelled"),
        pytest.param("身份证 530199900307013", [(RESIDENT, "530199900307013", False)], id="old"),
        pytest.param(f"x=%20{ID}", [(RESIDENT, ID, True)], id="after an escape"),
        pytest.param(f"tel:{MOBILE},", [(PHONE, MOBILE, True)], id="mobile"),
        pytest.param("138-0013-8000", [(PHONE, "138-0013-8000", True)], id="mobile, hyphens"),
        pytest.param("138 0013 8000", [(PHONE, "138 0013 8000", True)], id="mobile, spaces"),
        pytest.param(f"+86{MOBILE}", [(PHONE, MOBILE, True)], id="mobile, +86"),
        pytest.param(f"+86-{MOBILE}", [(PHONE, MOBILE, True)], id="mobile, +86-"),
        pytest.param(f"0{MOBILE}", [(PHONE, MOBILE, True)], id="mobile, trunk 0"),
        pytest.param(f"Tel{MOBILE}", [(PHONE, MOBILE, False)], id="mobile glued to letters"),
        pytest.param("13800 138000", [(PHONE, "13800 138000", False)], id="mobile, odd groups"),
        pytest.param(f"\\u5f20{MOBILE}", [(PHONE, MOBILE, True)], id="after a JSON escape"),
        pytest.param(f"%E5%BC%A0{MOBILE}", [(PHONE, MOBILE, True)], id="after a percent escape"),
        pytest.param(CARD, [(BANK, CARD, True)], id="card"),
        pytest.param("6222 0200 0012 3456 782", [(BANK, "6222 0200 0012 3456 782", True)], id="4s"),
        pytest.param("卡号4111111111111111", [(BANK, "4111111111111111", True)], id="labelled"),
        pytest.param(
            f"{ID} {MOBILE}", [(RESIDENT, ID, True), (PHONE, MOBILE, True)], id="side by side"
        ),
        pytest.param(f"{MOBILE}\n{MOBILE}", [(PHONE, MOBILE, True)] * 2, id="a list of mobiles"),
        pytest.param(f"{MOBILE}     {MOBILE}", [(PHONE, MOBILE, True)] * 2, id="far apart"),
        pytest.param(f"3f2b13800138000a9c0d138001380001&#49;{MOBILE[1:]}", [], id="after digest"),
        pytest.param("13800     138000", [], id="halves too far apart"),
        pytest.param("４" + "x" + ID, [], id="inside an alphanumeric run"),
        pytest.param(f"7{ID}", [], id="inside a longer number"),
        pytest.param(f"{ID}99", [], id="20 digits, no disability level"),
        pytest.param(BAD_ID, [], id="bad check digit, no label"),
        pytest.param("530199900307013", [], id="15 digits, no label"),
        pytest.param(f"9{MOBILE}", [], id="mobile inside a longer number"),
        pytest.param("12800138000", [], id="12 is no mobile prefix"),
        pytest.param("4111111111111111", [], id="card of another scheme, no label"),
        pytest.param(BAD_CARD, [], id="card with a wrong check digit"),
        pytest.param(mask_value(RESIDENT, ID), [], id="masked ID"),
        pytest.param("138****8000", [], id="masked mobile"),
        pytest.param("", [], id="empty"),
    ],
)
def test_find_personal(text: str, expected: Found) -> None:
    assert found(text) == expected


def test_birth_date_after_today_is_not_certain() -> None:
    newborn = resident_id(born="20210131")

    assert found(newborn, date(2021, 1, 30)) == []
    assert found(f"身份证{newborn}", date(2021, 1, 30)) == [(RESIDENT, newborn, False)]
    assert found(newborn, date(2021, 1, 31)) == [(RESIDENT, newborn, True)]


def test_id_that_is_also_a_corporate_code_is_left_to_a_person() -> None:
    both = next(
        value
        for day in range(1, 29)
        for n in range(999)
        if is_uscc(value := resident_id(born=f"199003{day:02d}", serial=f"{n:03d}"))
    )

    assert found(both) == [(RESIDENT, both, False)]
    assert both not in mask_text(both)


@pytest.mark.parametrize("name", DISGUISES)
@pytest.mark.parametrize("value", [ID, X_ID, MOBILE, CARD], ids=["id", "id-x", "mobile", "card"])
def test_every_disguise_is_found_and_masked(name: str, value: str) -> None:
    text = f"名单（{DISGUISES[name](value)}）.xls"
    spans = find_personal(text)
    masked = mask_text(text)

    assert [text[span.start : span.end] for span in spans] == [DISGUISES[name](value)]
    assert find_personal(masked) == []
    assert DISGUISES[name](value[3:-2]) not in masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param(ID, "530*************38", id="ID"),
        pytest.param(BAD_ID, "530*************" + BAD_ID[-2:], id="ID, wrong check digit"),
        pytest.param("53019919900307013x", "530*************3x", id="ID-shaped with X"),
        pytest.param("530199 19900307 0139", "530*** ******** **39", id="ID-shaped, 6-8-4"),
        pytest.param(f"a{BAD_ID}b", "a530*************" + BAD_ID[-2:] + "b", id="glued to letters"),
        pytest.param("530199900307013", "530**********13", id="15 digits"),
        pytest.param(f"{ID}{MOBILE}", "530" + "*" * 24 + "00", id="two glued values"),
        pytest.param(f"1{ID}1", "153***************81", id="ID inside a longer number"),
        pytest.param(f"**{MOBILE}**", "**138******00**", id="between stars"),
        pytest.param("+86-138-0013-8000", "+86-138-****-**00", id="mobile"),
        pytest.param(f"8615{MOBILE[2:]}", "86158******00", id="mobile with glued 86"),
        pytest.param(f"{MOBILE} {MOBILE}", "138******00 138******00", id="two mobiles"),
        pytest.param(f"12345678 {MOBILE}", "12345678 *********00", id="after a long number"),
        pytest.param(BAD_CARD, "622**************" + BAD_CARD[-2:], id="card, wrong digit"),
        pytest.param("628278800189401124", "628*************24", id="card that is a USCC too"),
        pytest.param(
            f"<b>{ID[:9]}</b><i class='a'>{ID[9:]}</i>",
            "<b>530******</b><i class='a'>*******38</i>",
            id="split by tags",
        ),
        pytest.param(
            f"<td>{MOBILE}</td><td>12</td>", "<td>138******00</td><td>12</td>", id="cells"
        ),
        pytest.param("台胞证号12345678", "台胞证号123***78", id="permit of digits"),
        pytest.param(f"1{MOBILE}", "113*******00", id="row number glued to a mobile"),
        pytest.param(f"{MOBILE}12", "138********12", id="mobile glued to a short number"),
        pytest.param(f"{MOBILE}13900139000", "138*****************00", id="two glued mobiles"),
        pytest.param(f"{CARD}7", "622***************" + CARD[-1] + "7", id="card glued to a digit"),
        pytest.param("护照E12345678", "护照E12****78", id="passport"),
        pytest.param("通行证 H1234567890", "通行证 H12******90", id="permit"),
        pytest.param("文林社区3组12号", "文林社区*组**号", id="house"),
        pytest.param("住址：世纪路7栋2单元301室", "住址：世纪路*栋*单元***室", id="labelled home"),
        pytest.param("住玉龙路幸福巷45号附2号", "住玉龙路幸福巷**号附*号", id="lived in"),
        pytest.param("秀园10号楼5单元603", "秀园**号楼*单元***", id="entrance"),
        pytest.param(
            "文林社区3组12号。住址：世纪路7栋", "文林社区*组**号。住址：世纪路*栋", id="two homes"
        ),
        pytest.param(f"{ID[:17]}*", "530***************"[:16] + ID[16] + "*", id="poor mask"),
        pytest.param("1380013800*", "138******0*", id="poor mask of a mobile"),
        pytest.param("530199********0138", "530*************38", id="birth date alone hidden"),
        pytest.param("a=1&tel=%31%33800138000", "a=1&tel=%31%338******00", id="partly encoded"),
    ],
)
def test_mask_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("统一社会信用代码：91350100M000100Y43", id="corporate code"),
        pytest.param(uscc("12530900431234567"), id="corporate code of digits"),
        pytest.param(X_USCC, id="corporate code of digits and X"),
        pytest.param("临政办字〔2021〕14号", id="document number"),
        pytest.param("国办发〔2017〕47号、国办秘函〔2019〕19号", id="two document numbers"),
        pytest.param("20201214", id="date"),
        pytest.param("2020-12-14 09:30:15", id="date and time"),
        pytest.param("20201214093015", id="timestamp"),
        pytest.param("2020-12-14至2021-01-30", id="range of dates"),
        pytest.param("0883-2124731", id="landline"),
        pytest.param("电话：0883-2124731 传真：0883-2122222", id="landlines"),
        pytest.param("08832124731", id="landline without hyphen"),
        pytest.param("12345、12315、400-800-8888", id="hotlines"),
        pytest.param("https://www.example.gov.cn/a/t20201214_12345678.html", id="URL id"),
        pytest.param("/art/2020/12/14/art_1234_56789.html", id="URL path"),
        pytest.param("98件：25、26、7、3、4、5、12、11、4、1", id="figures"),
        pytest.param("3f2b13800138000a9c0d13800138000e", id="hexadecimal digest"),
        pytest.param("550e8400-e29b-41d4-a716-446655440000", id="UUID"),
        pytest.param("192.168.100.100", id="address"),
        pytest.param("/art/1748392019384.html?_=1748392019384", id="milliseconds in a URL"),
        pytest.param("5301022020121412", id="document number that opens with a place"),
        pytest.param("世纪路1号行政中心3号楼205室", id="office"),
        pytest.param("住县医院3楼12号床", id="bed"),
        pytest.param("住房12号文件、住建局3号窗口", id="housing"),
        pytest.param("E20201214", id="letter and date"),
        pytest.param("138****8000", id="masked mobile"),
        pytest.param("35*************123", id="masked ID"),
        pytest.param("云ICP备05000123号-1 53090202000123", id="filing numbers"),
        pytest.param("%E4%B8%B4%E6%B2%A7%202020%2012", id="encoded text"),
        pytest.param("", id="empty"),
    ],
)
def test_innocent_text_stays(text: str) -> None:
    assert mask_text(text) == text
    assert find_personal(text) == []


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        pytest.param(ID, "530*************38", id="ID"),
        pytest.param("138-0013-8000", "138-****-**00", id="separators stay"),
        pytest.param("12345", "*****", id="too short to show anything"),
        pytest.param("", "", id="empty"),
    ],
)
def test_mask_value(value: str, masked: str) -> None:
    assert mask_value(RESIDENT, value) == masked


VALUES = RESIDENT_IDS | MOBILES | CARDS
NOISE = st.text(max_size=30) | st.text("0123456789 -*xX%a张\u200b", max_size=40)
disguised = st.builds(
    lambda name, value: (value, DISGUISES[name](value)), st.sampled_from(sorted(DISGUISES)), VALUES
)


@settings(max_examples=400)
@given(NOISE, disguised, NOISE)
def test_planted_value_never_survives(before: str, planted: tuple[str, str], after: str) -> None:
    value, disguise = planted
    masked = mask_text(f"{before}。{disguise}。{after}")

    assert disguise not in masked
    assert value not in masked
    assert len(masked) == len(f"{before}。{disguise}。{after}")


# Letters beyond hexadecimal digits: with those a value may be part of a digest, which is spared.
@settings(max_examples=300)
@given(
    st.text("ghk张：（ \u200b\t", max_size=9), disguised, st.text("ghk张，） \u200b", max_size=9)
)
def test_planted_value_beside_letters_or_spaces_never_survives(
    before: str, planted: tuple[str, str], after: str
) -> None:
    assert planted[1] not in mask_text(before + planted[1] + after)


PIECES = st.lists(
    disguised.map(lambda pair: pair[1])
    | NOISE
    | st.sampled_from(
        [" ", "-", "86", "0", "G", "%A0", "%31", "\\u5f20", "&#49;", "卡号", "身份证"]
    ),
    max_size=7,
).map("".join)


@settings(max_examples=1000)
@given(PIECES)
def test_masking_again_changes_nothing_and_leaves_nothing_certain(text: str) -> None:
    masked = mask_text(text)

    assert mask_text(masked) == masked
    assert len(masked) == len(text)
    assert not [span for span in find_personal(masked) if span.certain]


@settings(max_examples=500)
@given(PIECES)
def test_whatever_is_found_is_masked(text: str) -> None:
    masked = mask_text(text)

    for span in find_personal(text):
        assert masked[span.start : span.end] != text[span.start : span.end]


@given(PIECES)
def test_spans_are_in_order_and_apart(text: str) -> None:
    spans = find_personal(text)

    for first, second in pairwise(spans):
        assert first.end <= second.start


def test_a_number_that_is_both_card_and_code_is_masked() -> None:
    assert "622623000273237006" not in mask_text("。622623000273237006。")
