"""What a clerk writes in Chinese in a file of observations is understood."""

import pytest

from shared.intake.columns.observed import OBSERVATIONS


@pytest.mark.parametrize(
    ("column", "word", "value"),
    [
        ("kind", "探测", "probe"),
        ("kind", "发布", "post"),
        ("outcome", "正常", "open"),
        ("outcome", "打不开", "failed"),
        ("outcome", "已读", "read"),
        ("outcome", "空白", "blank"),
        ("outcome", "失效", "dead"),
    ],
)
def test_a_word_stands_for_its_value(column: str, word: str, value: str) -> None:
    (found,) = [one for one in OBSERVATIONS.columns if one.key == column]

    assert found.values[word] == value
