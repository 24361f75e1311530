"""Whatever a page holds, the detectors answer, and what stands beside the rubbish is found."""

import pytest

from services.analyzer.check import check_text
from services.analyzer.domain.rule import View
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Attachment, Content
from shared.masking import mask_text
from tests.personal import resident_id

RULES = rule_set(load_lists())
LEAK = f"\n村民李秀兰，身份证号{resident_id()}。"
RUBBISH = {
    "digits without end": "1" * 200_000,
    "a megabyte of one word": "会议" * 175_000,
    "one character a line": "一\n" * 50_000,
    "only punctuation": "，。！？；：" * 10_000,
    "only emoji": "😀👍🏽👨\u200d👩\u200d👧" * 5_000,
    "lone surrogates": "正文\ud800中\udfff断" * 200,
    "marks of direction": "\u202e公告\u202c\u2066\u2069" * 5_000,
    "zero-width everywhere": "\u200b\u200c\u200d\ufeff" * 10_000,
    "null characters": "\x00" * 1_000,
    "combining marks": "a\u0301\u0302\u0303" * 5_000,
    "spaces": " \u3000\t" * 20_000,
    "stars": "1**" * 20_000,
    "headings": "姓名\t身份证号\t出生日期\n" * 5_000,
}


@pytest.mark.parametrize("name", RUBBISH)
def test_a_leak_beside_rubbish_is_found(name: str) -> None:
    view = View(Content(title="公示", text=RUBBISH[name] + LEAK))

    assert "personal.resident_id" in {hit.rule for hit in RULES.detect(view)}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_alone_leaks_nothing_and_masks_in_its_own_length(name: str) -> None:
    text = RUBBISH[name]

    assert len(mask_text(text)) == len(text)
    assert not [hit for hit in RULES.detect(View(Content(text=text))) if "personal" in hit.rule]


def test_a_value_under_marks_of_direction_and_zero_width_is_found() -> None:
    tricked = "\u202e" + "\u200b".join(resident_id()) + "\u202c"

    assert RULES.detect(View(Content(text=f"号码{tricked}。")))


@pytest.mark.parametrize("outcome", ["encrypted", "damaged", "too_large", "unsupported"])
def test_an_attachment_that_could_not_be_read_stops_nothing(outcome: str) -> None:
    attachment = Attachment(url="http://a/名单.xls", name="名单.xls", outcome=outcome)
    view = View(Content(title="公示", text=LEAK, attachments=(attachment,)))

    assert RULES.detect(view)


def test_a_list_in_an_attachment_is_one_finding_that_names_the_file() -> None:
    rows = "\n".join(f"李秀{c}\t{resident_id(serial=f'{n:03d}')}" for n, c in enumerate("兰芳英"))
    attachment = Attachment(url="http://a/1.xls", name="低保名单.xls", text=f"姓名\t证件号\n{rows}")
    view = View(Content(title="公示", text="名单见低保名单.xls。", attachments=(attachment,)))

    (found,) = RULES.detect(view)

    assert found.rule == "personal.list"
    assert "低保名单.xls" in found.why
    assert "3人" in found.why
    assert view.text[slice(*found.span)] == "低保名单.xls"


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u202e", "\u200d\u200b"])
def test_a_mark_that_nobody_sees_hides_no_error_and_makes_no_other_of_it(mark: str) -> None:
    plain = View(Content(title="通知", text="全市会议布署了工作。各单位抓好落实。"))
    marked = View(
        Content(
            title=f"通{mark}知",
            text=f"{mark}全市会{mark}议布{mark}署{mark}了工作。各单位抓好落实。",
        )
    )

    (hit,) = RULES.detect(plain)
    (found,) = RULES.detect(marked)

    assert found._replace(span=hit.span) == hit
    assert marked.text[slice(*found.span)] == f"布{mark}署"


@pytest.mark.parametrize("title", ["通\ud800知", "\ud83d\ude00", "一行\n两行", ""])
def test_places_stay_right_beside_odd_titles(title: str) -> None:
    view = View(Content(title=title, text="会议\u200b听取汇报，布署了工作。"))

    (hit,) = RULES.detect(view)

    assert view.text[slice(*hit.span)] == "布署"


UNSEEN = (0x00, 0x08, 0x7F, 0x90, 0xAD, 0x34F, 0x61C, 0x115F, 0x180B, 0x200B, 0x2063, 0x206A)
UNSEEN += (0x3164, 0xFE00, 0xFEFF, 0xFFA0, 0xFFF9, 0xE0061, 0xE0100)


@pytest.mark.parametrize("code", UNSEEN, ids=hex)
def test_what_nobody_sees_hides_neither_an_error_nor_a_personal_value(code: int) -> None:
    mark, value = chr(code), resident_id()
    split = f"{value[:9]}{mark}{value[9:]}"

    found = check_text(f"各区县攻{mark}府要高度重视，身份证号{split}。")

    assert [one["rule"] for one in found] == ["wording.serious", "personal.resident_id"]
    assert value[9:] not in str(found)
    assert value[9:] not in mask_text(split)
