"""伪造发稿日期: items dated in the future, or days before a daily look first saw them."""

from services.analyzer.domain.assessing.case import Case, Measured, judged, listing_id, unseen
from shared.contracts.profile import Item

LIMITS = ("days",)


def forged_dates(case: Case, item: Item) -> Measured:
    """Judge the dates that listings of the kept days showed; a person decides what they mean."""
    ledgers = [(case.target.id, case.ledger)]
    ledgers += [(column.target.id, column.ledger) for column in case.columns]
    days = int(item.limits["days"])
    if not any(case.is_fresh(ledger.seen_on) for _, ledger in ledgers):
        return unseen("近期未取得列表，不作结论")
    hits: list[tuple[str, str]] = []
    seen: list[str] = []
    for target, ledger in ledgers:
        if ledger.future:
            hits.append((f"{target}:{ledger.future[0]}", f"日期为将来的{ledger.future[0]}"))
            seen += listing_id(target, ledger.future[1])
        late = ledger.backdated
        if late and (late[1] - late[0]).days >= days:
            hits.append((f"{target}:{late[0]}", f"日期{late[0]}的信息到{late[1]}才首次出现"))
            seen += listing_id(target, late[1])
    told = "；".join(text for _, text in hits[:3])
    return Measured(
        judged(failed=bool(hits)),
        f"发现{len(hits)}处可疑发布日期：{told}" if hits else "未发现可疑发布日期",
        numbers={"hits": len(hits)},
        keys=tuple(key for key, _ in hits) or ("",),
        since=case.quarter.first if hits else None,
        observations=tuple(seen),
    )
