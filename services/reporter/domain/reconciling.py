"""What differs between two registries, and between the registry and what is seen. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from shared.contracts.target import Target, TargetKind, TargetStatus

_IGNORED = re.compile(r"[\W_]+")
_QUIET = frozenset({"version"})


class Difference(NamedTuple):
    """One line of a reconciliation."""

    sort: str
    """missing, extra, different, gone, unregistered, look_alike or second_account."""
    id: str
    name: str
    text: str
    """Chinese."""


def registries(ours: Iterable[Target], theirs: Iterable[Target]) -> list[Difference]:
    """Compare our registry with another's targets, of the kinds that the other one holds."""
    known = {target.id: target for target in ours}
    others = {target.id: target for target in theirs}
    kinds = {target.kind for target in others.values()}
    found = []
    for key, other in others.items():
        mine = known.get(key)
        if mine is None:
            text = f"{other.name}在对方台账中，我方未登记。"
            found.append(Difference("missing", key, other.name, text))
        elif fields := _fields(mine, other):
            found.append(Difference("different", key, mine.name, "；".join(fields)))
    for key, mine in known.items():
        if key not in others and mine.kind in kinds and mine.status is not TargetStatus.CLOSED:
            text = f"{mine.name}在我方台账中，对方没有。"
            found.append(Difference("extra", key, mine.name, text))
    return sorted(found)


def seen(
    targets: Sequence[Target], opened: Mapping[str, bool], hosts: Iterable[str]
) -> list[Difference]:
    """Compare the registry with what the crawler saw lately.

    Args:
        targets: the registry.
        opened: whether any probe or listing of a target succeeded; targets without a valid
            one are left out, because nothing is known of them.
        hosts: that links of our targets led to and that answered.
    """
    found = list(_gone(targets, opened))
    registered = {_host(target.url) for target in targets if target.url}
    for host in sorted({host.lower() for host in hosts} - registered):
        if host.endswith((".gov.cn", ".政务")):
            text = f"{host}正在运行，台账中没有：请核对是否漏报。"
            found.append(Difference("unregistered", host, host, text))
    return sorted([*found, *_alike(targets)])


def _gone(targets: Iterable[Target], opened: Mapping[str, bool]) -> Iterable[Difference]:
    for target in targets:
        if target.status is TargetStatus.RUNNING and opened.get(target.id) is False:
            text = f"{target.name}登记为正常运行，近期监测均无法打开：请核对是否已关停。"
            yield Difference("gone", target.id, target.name, text)
        elif target.status is TargetStatus.CLOSED and opened.get(target.id):
            text = f"{target.name}登记为关停，仍可打开。"
            yield Difference("unregistered", target.id, target.name, text)


def _alike(targets: Iterable[Target]) -> Iterable[Difference]:
    names: dict[tuple[str, str], list[Target]] = defaultdict(list)
    accounts: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in targets:
        if target.status in {TargetStatus.RUNNING, TargetStatus.EXEMPT}:
            names[target.kind.value + target.platform, _plain(target.name)].append(target)
            if target.kind is TargetKind.ACCOUNT:
                accounts[target.unit, target.platform].append(target)
    for group in names.values():
        for target in group[1:]:
            text = f"{target.name}与{group[0].name}（{group[0].id}）名称相同或近似，请核对。"
            yield Difference("look_alike", target.id, target.name, text)
    for group in accounts.values():
        for target in group[1:]:
            text = (
                f"{target.unit}在同一平台还有{group[0].name}（{group[0].id}），原则上只开设一个。"
            )
            yield Difference("second_account", target.id, target.name, text)


def _fields(mine: Target, other: Target) -> list[str]:
    before, after = mine.model_dump(mode="json"), other.model_dump(mode="json")
    return [
        f"{key}：我方{_shown(before[key])}，对方{_shown(value)}"
        for key, value in after.items()
        if key not in _QUIET and before[key] != value
    ]


def _shown(value: Any) -> str:
    return "空" if value in {None, ""} else str(value)


def _plain(name: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
