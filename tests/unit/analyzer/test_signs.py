"""Signs only spare work: with all of them taken for shown, the same is found."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyzer.domain import literals, rule, signs
from services.analyzer.domain.detectors import personal
from services.analyzer.domain.gaps import Gaps, compile_terms
from services.analyzer.domain.rule import Hit, view_of
from services.analyzer.domain.rules import RULES, rule_set
from services.analyzer.domain.scan import Scanner
from services.analyzer.domain.signs import ALL, Sign, signs_in
from services.analyzer.lexicon import load_lists
from tests.personal import resident_id

PACKAGED = rule_set(load_lists())
LABELLED = Path(__file__).parents[3] / "bench" / "labelled"
PIECES = [
    *"0123456789",
    *"１2٣९xXｘ*＊#•×-－ \u3000\u200b\ufeff\t\n|",
    *"，。；：、,;…（）[]〔〕年月日号第组室村苑",
    "的的",
    "落实落实",
    "汉字",
    "2月30日",
    "２月30日",
    "13月5日",
    "12月１日",
    "0000年1月1日",
    "国办发",
    "〔2017〕047号",
    "[2021]14号",
    "138",
    "0013",
    "62220200",
    resident_id(),
    "&#49;",
    "%31",
    "%EF%BC%91",
    "\\u0031",
    "<b>",
    "护照",
    "PASſPORT",
    "E12345678",
    "住址：",
    "住",
    "家在",
    "10号楼5单元603",
    "社区3组12号",
    "小区甲乙",
    "姓名",
    "户主（必填）",
    "出生日期",
    "李四\t1990-03-07",
    "王芳\t1988-01-01\n张伟\t1975-02-28\n",
    "身份证号",
]


def _all_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (rule, personal):
        monkeypatch.setattr(module, "signs_in", lambda _text: ALL)


def _found(texts: Iterable[rule.Example]) -> list[list[Hit]]:
    return [PACKAGED.detect(rule.View(**_parts(text))) for text in texts]


def _parts(example: rule.Example) -> dict[str, object]:
    """Return what makes an example anew: what it remembers of its signs is left behind."""
    view = view_of(example)
    return {name: getattr(view, name) for name in rule.View.__dataclass_fields__}


def test_the_labelled_texts_and_the_examples_need_no_other_signs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [
        line
        for path in sorted(LABELLED.iterdir())
        for line in path.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    examples = [each for one in RULES.values() for each in (*one.fires, *one.silent)]
    texts = [*lines, *examples, "\n".join(lines[:400])]
    sparing = _found(texts)

    _all_shown(monkeypatch)

    assert sum(map(len, sparing)) > 200
    assert _found(texts) == sparing


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_text_needs_other_signs(text: str) -> None:
    sparing = _found([text])
    with pytest.MonkeyPatch.context() as monkeypatch:
        _all_shown(monkeypatch)

        assert _found([text]) == sparing


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("会议的的召开", Sign.DOUBLED),
        ("会议，，召开", Sign.MARKS),
        ("2月30日", Sign.DAY),
        ("国办发[2017]47号", Sign.REFERENCE),
        ("1 3 8-0013８００0", Sign.DIGITS),
        ("%31%33", Sign.CODED),
        ("护照", Sign.PASSPORT),
        ("现住文林", Sign.HOME),
        ("文林社区3组", Sign.HOUSE),
        ("住玉龙路45号", Sign.HOUSE),
        ("秀园10号楼5单元", Sign.HOUSE),
        ("138****", Sign.MASK),
        ("姓名\t学校", Sign.PEOPLE),
    ],
)
def test_each_sign_is_seen_where_it_stands_and_only_there(text: str, sign: Sign) -> None:
    assert sign in signs_in(text)
    assert list(signs_in("会议指出，要抓好落实。5月18日，全市14个部门参加。")) == []


def test_half_a_character_hides_no_sign() -> None:
    assert Sign.DOUBLED in signs_in("\ud800的的\udfff")


def test_without_a_scanner_every_sign_counts_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "available", lambda: False)

    assert signs_in("") == frozenset(Sign)


def test_texts_are_read_in_many_threads_at_a_time() -> None:
    gaps, words = (
        Gaps(("人民政府",), Scanner(compile_terms(("人民政府",)))),
        literals.scan(("攻府",)),
    )
    text = "由人民正府和攻府主持。" * 5_000

    def read(_turn: int) -> tuple[int, int, int]:
        return len(gaps.find(text)), len(words(text)), len(signs_in(text))

    alone = read(0)
    with ThreadPoolExecutor(4) as threads:
        together = set(threads.map(read, range(40)))

    assert alone[0] == alone[1] == 5_000
    assert together == {alone}
