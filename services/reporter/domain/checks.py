"""What a reader of the figures must be told: nothing is corrected in silence."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from services.reporter.domain.rounding import Rate, Style

CLASSES = {"websites": "政府网站", "columns": "信息公开专栏", "accounts": "政务新媒体"}
"""What is judged, by its key in a report."""
NAMES = CLASSES | {"enquiries": "网民留言"}


class Caution(NamedTuple):
    """One entry of the report's `warnings`."""

    code: str
    figure: str
    text: str
    """Chinese."""


def rounding(report: Mapping[str, Any], printing: Mapping[str, Style]) -> Iterator[Caution]:
    """Warn where rounding and truncation print different percentages, of whatever rate."""
    for key, name in NAMES.items():
        share = report[key]["rate"]
        if share is None:
            continue
        exact = Rate(share["numerator"], share["denominator"])
        noted = exact.styled(printing[key]) if key in printing else None
        if exact.differs or (noted and noted.differs):
            yield Caution("rounding_differs", f"{key}.rate", _rounding_text(name, exact, noted))
    for figure, name, share in _others(report):
        if share and share["printed"] != share["truncated"]:
            yield Caution("rounding_differs", figure, differing(name, share))


def differing(name: str, share: Mapping[str, Any]) -> str:
    """Say what a rate reads like rounded and cut off."""
    fraction = f"{share['numerator']}/{share['denominator']}"
    return f"{name}{fraction}：四舍五入为{share['printed']}，截断为{share['truncated']}。"


def _others(report: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any] | None]]:
    for row in report.get("accounts", {}).get("by_platform", ()):
        figure = f"accounts.by_platform.{row['platform']}.rate"
        yield figure, f"{row['name']}合格率", row["rate"]
    for key, name in (("rate", "按期整改率"), ("recheck_rate", "复查合格率")):
        yield f"orders.{key}", name, report.get("orders", {}).get(key)


def _rounding_text(name: str, exact: Rate, noted: Rate | None) -> str:
    label = "按期办结率" if name == NAMES["enquiries"] else "合格率"
    text = (
        f"{name}{label}{exact.numerator}/{exact.denominator}：保留1位小数，"
        f"四舍五入为{exact.half_up}，截断为{exact.truncated}"
    )
    if noted is None:
        return text + "。"
    text += f"；通报保留{noted.style.decimals}位小数，印作{noted.printed}"
    if not noted.differs:
        return text + "。"
    other = noted.truncated if noted.printed == noted.half_up else noted.half_up
    way = "截断" if noted.printed == noted.half_up else "四舍五入"
    return f"{text}，按{way}则为{other}。"


def sums(report: Mapping[str, Any]) -> Iterator[Caution]:
    """Warn where parts do not add up to their whole."""
    accounts, enquiries = report["accounts"], report["enquiries"]
    for key, whole in (("running", "正常运行"), ("registered", "在册"), ("unqualified", "不合格")):
        parts = sum(row[key] for row in accounts["by_platform"])
        yield from _differs(f"accounts.{key}", f"政务新媒体{whole}数", accounts[key], parts)
    closing = accounts["opening"] + accounts["opened"] - accounts["closed"]
    yield from _differs(
        "accounts.registered", "政务新媒体期末在册数", accounts["registered"], closing
    )
    for key, name in (("received", "接收"), ("on_time", "按期办结"), ("late", "逾期")):
        parts = sum(row[key] for row in enquiries["by_unit"])
        yield from _differs(f"enquiries.{key}", f"网民留言{name}数", enquiries[key], parts)
    parts = enquiries["on_time"] + enquiries["late"] + enquiries["pending"]
    yield from _differs("enquiries.received", "网民留言接收数", enquiries["received"], parts)


def _differs(figure: str, name: str, whole: int, parts: int) -> Iterator[Caution]:
    if whole != parts:
        text = f"{name}为{whole}，分项合计为{parts}，相差{abs(whole - parts)}，请核对。"
        yield Caution("sum_differs", figure, text)


def stated(report: Mapping[str, Any], claims: Mapping[str, int]) -> Iterator[Caution]:
    """Warn where a figure that somebody stated is not the one that was counted."""
    for figure, claim in claims.items():
        counted = _at(report, figure)
        if counted is None:
            yield Caution("stated_unknown", figure, f"没有名为{figure}的数字，无法核对。")
        elif counted != claim:
            text = f"{figure}：登记为{claim}，按台账计算为{counted}，以计算数为准，请核对。"
            yield Caution("stated_differs", figure, text)


def _at(report: Mapping[str, Any], figure: str) -> int | None:
    value: Any = report
    for part in figure.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, int) else None
