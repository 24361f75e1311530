"""Days as people read them."""

import pytest

from shared.dates import in_words


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "2020-12-14 至 12-20 共探测168次，其中11次15秒内未打开",
            "2020年12月14日至12月20日共探测168次，其中11次15秒内未打开",
        ),
        ("2020-12-28 至 2021-01-03 共探测3次", "2020年12月28日至2021年1月3日共探测3次"),
        ("2020-12-14、2020-12-21 查看", "2020年12月14日、2020年12月21日查看"),
        ("最新信息日期为2020-01-05，", "最新信息日期为2020年1月5日，"),
        ("见 http://a.cn/2020-12-14/t.html", "见 http://a.cn/2020-12-14/t.html"),
        ("编号 202-2020-12-14-1", "编号 202-2020-12-14-1"),
    ],
)
def test_days_of_a_sentence_are_written_out(sentence: str, told: str) -> None:
    assert in_words(sentence) == told
