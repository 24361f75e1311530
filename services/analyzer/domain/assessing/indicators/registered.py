"""信息变更未报备: where the registry and what was seen differ."""

from datetime import timedelta
from urllib.parse import urlsplit

from services.analyzer.domain.assessing.case import Case, Measured, judged, unseen
from shared.contracts.assessment import Verdict
from shared.contracts.profile import Item

LIMITS = ()
_PORTAL_LABELS = 4
"""`www.<name>.gov.cn`."""


def registered_unreachable(case: Case, item: Item) -> Measured:
    """Judge whether a site that is registered as running never opened in the last `days` days."""
    days = int(item.limits["days"])
    first = case.day - timedelta(days=days - 1)
    week = [tally for tally in case.ledger.week if tally.day >= first]
    probes, failed = sum(one.valid for one in week), sum(one.failed for one in week)
    if probes < item.limits["probes"]:
        return unseen(f"近{days}天有效探测{probes}次，不作结论", probes=probes)
    return Measured(
        judged(failed=failed == probes),
        f"登记为正常运行，近{days}天探测{probes}次，打开{probes - failed}次",
        first,
        case.day,
        {"probes": probes, "failed": failed},
    )


def unregistered_hosts(case: Case, _item: Item) -> Measured:
    """Look for running sites below the portal's own domain that nobody has registered."""
    if not case.is_fresh(case.ledger.linked_on):
        return unseen("近期未检查链接，不作结论")
    own = _domain(case.target.url)
    found = sorted(
        host
        for host in case.ledger.hosts
        if own and host.endswith(f".{own}") and host not in case.registry.hosts
    )
    return Measured(
        judged(failed=bool(found)),
        f"链接指向未登记的站点：{'、'.join(found[:5])}" if found else "未见未登记的站点",
        numbers={"hosts": len(found)},
        keys=tuple(found) or ("",),
        since=case.quarter.first if found else None,
        observations=(f"links:{case.target.id}:{case.ledger.linked_on}",),
    )


def subject_differs(case: Case, _item: Item) -> Measured:
    """Compare the verified subject of an account with the name of its unit."""
    subject, unit = case.target.subject_name, case.registry.units.get(case.target.unit, "")
    if not subject or not unit:
        return unseen("未登记认证主体，不作结论")
    failed = subject not in unit and unit not in subject
    return Measured(
        judged(failed=failed),
        f"认证主体为“{subject}”，主办单位为“{unit}”，{'不一致' if failed else '一致'}",
        since=case.quarter.first if failed else None,
    )


def duplicate_accounts(case: Case, item: Item) -> Measured:
    """Look for several accounts of one unit on one platform."""
    twins = case.registry.twins.get((case.target.unit, case.target.platform), ())
    failed = len(twins) > item.limits["count"]
    return Measured(
        judged(failed=failed),
        f"同一单位在同一平台登记账号{max(len(twins), 1)}个",
        numbers={"accounts": len(twins)},
        since=case.quarter.first if failed else None,
    )


def domain_name(case: Case, _item: Item) -> Measured:
    """Judge the form of a website's domain: `gov.cn`, of a portal `www.<name>.gov.cn`."""
    host = (urlsplit(case.target.url).hostname or "").lower()
    if not host:
        return unseen("未登记网址，不作结论")
    official = host.endswith((".gov.cn", ".政务", ".xn--zfr164b"))
    labels = host.split(".")
    form = not case.is_portal or not host.endswith(".gov.cn")
    form = form or (labels[0] == "www" and len(labels) == _PORTAL_LABELS)
    return Measured(
        Verdict.COMPLIANT if official and form else Verdict.VIOLATING,
        f"域名为{host}，{'符合' if official and form else '不符合'}规范",
        since=None if official and form else case.quarter.first,
    )


def _domain(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    return host if host.endswith("gov.cn") and host != "gov.cn" else ""
