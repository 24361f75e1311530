"""What units are told of a finding: a quotation or a measurement, and what to write instead."""

import pytest

from services.notifier.domain.words import mend, told
from shared.contracts.finding import Severity
from shared.contracts.order import Demand

MEASURED = "2020-12-14 至 12-20 共探测168次，其中11次15秒内未打开。"


def demand(rule: str, *, excerpt: str = "", suggestion: str = "") -> Demand:
    return Demand(
        finding="f",
        target="t",
        rule=rule,
        severity=Severity.ORDINARY,
        title="一种问题",
        excerpt=excerpt,
        suggestion=suggestion,
    )


@pytest.mark.parametrize(
    ("rule", "excerpt", "shown"),
    [
        ("wording.serious", "市攻府2020-12-14", ("原文", "……市攻府2020-12-14……")),
        ("link.hidden", "博彩", ("原文", "……博彩……")),
        (
            "availability.site",
            MEASURED,
            ("监测情况", "2020年12月14日至12月20日共探测168次，其中11次15秒内未打开。"),
        ),
        ("link.dead", "2021-01-05 查看", ("监测情况", "2021年1月5日查看")),
    ],
)
def test_a_page_is_quoted_and_a_measurement_is_told(
    rule: str, excerpt: str, shown: tuple[str, str]
) -> None:
    assert told(demand(rule, excerpt=excerpt)) == shown


@pytest.mark.parametrize(
    ("rule", "suggestion", "shown"),
    [
        ("wording.serious", "政府", "改为“政府”"),
        ("wording.abolished", "改为现在的机构名称。", "改为现在的机构名称。"),
        ("personal.phone", "遮盖号码", "遮盖号码"),
        ("wording.serious", "", ""),
    ],
)
def test_a_right_wording_is_said_to_be_one(rule: str, suggestion: str, shown: str) -> None:
    assert mend(demand(rule, suggestion=suggestion)) == shown
