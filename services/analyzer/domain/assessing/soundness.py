"""What a well-formed item may still have wrong: unknown rules and checks, missing windows. Pure."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from services.analyzer.domain.assessing.checks import CHECKS, FINDINGS, INSPECTION
from services.analyzer.domain.assessing.ledger import KEPT_DAYS
from services.analyzer.domain.outside import FAMILIES
from shared.contracts.deadline import DeadlineClass
from shared.contracts.profile import Item, Profile

_RULE = re.compile(rf"({'|'.join(FAMILIES)})\.[a-z][a-z0-9_]*")
Wrong = tuple[str, str, str]
"""Field, what is wrong, how to mend it."""


def unsound(item: Item, profile: Profile, rules: Collection[str]) -> Iterable[Wrong]:
    """Name everything that keeps an item from being measured.

    Args:
        item: of the profile.
        profile: the whole, overlays applied.
        rules: ids of the rules that detectors know.
    """
    yield from _rules(item, profile, rules)
    yield from _classes(item, profile)
    if item.check == FINDINGS:
        return
    if item.check == INSPECTION:
        if not item.form:
            yield "form", f"{item.id} has no questions", "add `form: [question, …]`"
        return
    yield from _measurement(item)
    for name, value in item.limits.items():
        if value < 0:
            yield "limits", f"{item.id}: the limit `{name}` is negative", "write 0 or more"
    if item.limits.get("share", 0) > 1:
        yield "limits", f"{item.id}: `share` is above 1", "write 5 % as 0.05"


def unsound_deadline(
    kind: DeadlineClass, profile: Profile, rules: Collection[str]
) -> Iterable[Wrong]:
    """Name the rules of a deadline class that no finding can ever have."""
    known = _known(profile, rules) | {f"{family}.*" for family in FAMILIES}
    for rule in kind.rules:
        if rule not in known:
            near = get_close_matches(rule, sorted(known), n=3) or sorted(known)[:3]
            yield "rules", f"the rule {rule} is unknown", f"did you mean {' or '.join(near)}?"


def _known(profile: Profile, rules: Collection[str]) -> set[str]:
    return {*rules, *(one.rule for one in profile.items)}


def _rules(item: Item, profile: Profile, rules: Collection[str]) -> Iterable[Wrong]:
    if not _RULE.fullmatch(item.rule):
        families = ", ".join(FAMILIES)
        yield "rule", f"`{item.rule}` is no rule", f"write <family>.<name>; families: {families}"
    known = _known(profile, rules)
    for rule in item.rules:
        if rule not in known:
            near = get_close_matches(rule, sorted(known), n=3) or sorted(known)[:3]
            yield "rules", f"the rule {rule} is unknown", f"did you mean {' or '.join(near)}?"
    if item.check == FINDINGS and not item.rules:
        yield "rules", f"{item.id} names no rules", "list those whose findings fail it"


def _classes(item: Item, profile: Profile) -> Iterable[Wrong]:
    classes = {one.name for one in profile.columns}
    for name in item.classes:
        if name not in classes:
            mend = f"add it to `columns`, or use one of: {', '.join(sorted(classes))}"
            yield "classes", f"{item.id}: the column class {name} is unknown", mend


def _measurement(item: Item) -> Iterable[Wrong]:
    check = CHECKS.get(item.check)
    if check is None:
        near = get_close_matches(item.check, CHECKS, n=3) or [FINDINGS, INSPECTION]
        yield "check", f"the check `{item.check}` is unknown", f"did you mean {' or '.join(near)}?"
        return
    missing = [name for name in check.limits if name not in item.limits]
    if check.either and not set(check.either) & set(item.limits):
        missing.append(" or ".join(check.either))
    for name in missing:
        yield "limits", f"{item.id} has no window or limit `{name}`", f"add `limits: {{{name}: …}}`"
    if check.lists and not getattr(item, check.lists):
        yield check.lists, f"{item.id} names no {check.lists}", f"add `{check.lists}: […]`"
    if "unreachable" in item.check and item.limits.get("days", 0) > KEPT_DAYS:
        yield "limits", f"{item.id} looks back too far", f"write `days` up to {KEPT_DAYS}"
