"""发布解读: columns of a class that a portal must have, and keep up to date."""

from datetime import date

from services.analyzer.domain.assessing.case import Case, Measured, class_of, judged, unseen
from services.analyzer.domain.assessing.indicators.columns import State, states
from shared.contracts.profile import Item, Part

LIMITS = ()


def class_updated(case: Case, item: Item) -> Measured:
    """Judge the columns of a class: the item fails when each of them is overdue or blank."""
    seen = states(case, item)
    names = "、".join(_titles(case, item))
    if not seen:
        return unseen(f"未登记或未读到{names}栏目，不作结论")
    bad = [one for one in seen if one.overdue or one.blank]
    failed = len(bad) == len(seen)
    newest = max((one.newest for one in seen if one.newest), default=None)
    return Measured(
        judged(failed=failed),
        f"{names}栏目{len(seen)}个，最新信息日期为{newest or '无'}，"
        f"{'均未按期更新' if failed else '按期更新'}",
        numbers={"columns": len(seen), "bad": len(bad)},
        since=_since(bad) if failed else None,
        observations=tuple(f"listings:{one.target}" for one in seen),
    )


def class_present(case: Case, item: Item) -> Measured:
    """Judge whether the registry holds a column of each wanted class.

    A website without any registered column says nothing: nobody has entered them yet.
    """
    if not case.columns:
        return unseen("未登记栏目，不作结论")
    known = {kind.name for one in case.columns if (kind := class_of(case.profile, one.target))}
    missing = tuple(name for name in item.classes if name not in known)
    if len(missing) == len(item.classes) > 1:
        return unseen("未登记此类栏目，不作结论")
    titles = {kind.name: kind.titles[0] for kind in case.profile.columns if kind.titles}
    told = "、".join(titles.get(name, name) for name in missing)
    return Measured(
        judged(failed=bool(missing)),
        f"缺少{told}" if missing else "所需栏目均已登记",
        numbers={"missing": len(missing), "wanted": len(item.classes)},
        keys=missing or ("",),
    )


def other_columns(case: Case, item: Item) -> Measured:
    """Count blank or overdue columns that no other deduction of the profile has counted."""
    taken = {
        name
        for other in case.profile.items
        if other.part is Part.DEDUCTION and other.enabled and other.check == "class_updated"
        for name in other.classes
    }
    seen = [one for one in states(case, item) if not (one.kind and one.kind.name in taken)]
    if not seen:
        return unseen("未登记或未读到其他栏目，不作结论")
    bad = [one for one in seen if one.overdue or one.blank]
    return Measured(
        judged(failed=bool(bad)),
        f"其他栏目{len(seen)}个，其中空白或超过期限的{len(bad)}个",
        numbers={"columns": len(seen), "bad": len(bad)},
        keys=tuple(one.target for one in bad) or ("",),
        observations=tuple(f"listings:{one.target}" for one in bad),
    )


def _since(bad: list[State]) -> date | None:
    return max((one.since for one in bad if one.since), default=None)


def _titles(case: Case, item: Item) -> list[str]:
    return [
        kind.titles[0] if kind.titles else kind.name
        for kind in case.profile.columns
        if kind.name in item.classes
    ]
