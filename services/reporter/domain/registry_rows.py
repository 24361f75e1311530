"""Rows of the registry: what a unit and a target must say. Pure."""

import re

from shared.contracts.channel import NAME
from shared.contracts.target import Target, TargetKind, TargetStatus
from shared.contracts.unit import Unit, UnitKind
from shared.intake.cells import Cells

_CHANNEL = re.compile(
    rf"(mailto:[^@\s;]+@[^@\s;]+|(wecom|dingtalk|feishu|webhook):{NAME}|sms:\+?\d{{5,15}})"
)
_SECRET = re.compile(r"https?:|(wecom|dingtalk|feishu|webhook):", re.IGNORECASE)
_NO_CHANNEL = (
    "holds no channel: use mailto:, wecom:, dingtalk:, feishu:, webhook: or sms:, "
    "several separated by ;"
)
_NO_NAME = (
    "holds an address or a key: write a name such as webhook:county-a, "
    "and the address under it into the notifier's credentials file"
)
_PLATFORM = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SITE_CODE = re.compile(r"\d{10}|bm\d{8}", re.ASCII)


def read_unit(cells: Cells) -> tuple[str, Unit]:
    """Read one unit; what is wrong is noted in `cells`."""
    unit = Unit.model_construct(  # the cells were checked one by one, each with its reason
        id=cells.id("id"),
        name=cells.name("name", required=True, limit=100),
        short_name=cells.name("short_name", limit=100),
        kind=cells.choice("kind", UnitKind, UnitKind.OTHER),
        level=cells.line("level", limit=40),
        region=cells.line("region", limit=40),
        order=cells.whole("order"),
        channels=_channels(cells),
        superior=cells.id("superior", required=False),
    )
    return unit.id, unit


def read_target(cells: Cells) -> tuple[str, Target]:
    """Read one target; what is wrong is noted in `cells`."""
    target = Target.model_construct(
        id=cells.id("id"),
        kind=cells.choice("kind", TargetKind, TargetKind.WEBSITE),
        name=cells.name("name", required=True),
        unit=cells.id("unit"),
        platform=cells.line("platform", limit=40).lower(),
        url=cells.web_address("url"),
        site_code=cells.line("site_code", limit=20),
        level=cells.line("level", limit=40),
        columns_class=cells.line("columns_class", limit=100),
        parent=cells.id("parent", required=False),
        status=cells.choice("status", TargetStatus, TargetStatus.RUNNING),
        opened_on=cells.date("opened_on"),
        closed_on=cells.date("closed_on"),
        navigation_only=cells.yes_no("navigation_only", default=False),
        has_services=cells.yes_no("has_services", default=True),
        national_id=cells.line("national_id", limit=60),
        provincial_id=cells.line("provincial_id", limit=60),
        subject_name=cells.name("subject"),
        deregistered_on=cells.date("deregistered_on"),
    )
    _whole(cells, target)
    return target.id, target


def _channels(cells: Cells) -> tuple[str, ...]:
    written = cells.line("channels", limit=1_000)
    channels = tuple(part.strip() for part in written.split(";") if part.strip())
    for channel in channels:
        if _CHANNEL.fullmatch(channel):
            continue
        cells.refuse("channels", _NO_NAME if _SECRET.match(channel) else _NO_CHANNEL)
    return channels


def _whole(cells: Cells, target: Target) -> None:
    """Check what depends on the kind and on other cells."""
    if target.kind is TargetKind.ACCOUNT:
        if not target.platform:
            cells.refuse("platform", "is empty: an account needs its platform, such as wechat")
        elif not _PLATFORM.fullmatch(target.platform):
            cells.refuse("platform", "is no known platform: write its key, such as wechat")
    else:
        if target.platform:
            cells.refuse("platform", f"a {target.kind} has no platform: leave the cell empty")
        if not target.url:
            cells.refuse("url", f"is empty: a {target.kind} needs its address")
    if target.parent and target.kind is not TargetKind.COLUMN:
        cells.refuse("parent", f"a {target.kind} has no parent: only a column belongs to a website")
    if target.site_code and not _SITE_CODE.fullmatch(target.site_code):
        cells.refuse("site_code", "is no site code: 10 digits, or bm and 8 digits")
    _dates(cells, target)


def _dates(cells: Cells, target: Target) -> None:
    if target.status is TargetStatus.CLOSED and target.closed_on is None:
        cells.refuse("closed_on", "is empty: a closed target needs the day it was closed")
    if target.opened_on and target.closed_on and target.closed_on < target.opened_on:
        cells.refuse("closed_on", f"precedes opened_on ({target.opened_on})")
    if target.closed_on and target.deregistered_on and target.deregistered_on < target.closed_on:
        cells.refuse("deregistered_on", f"precedes closed_on ({target.closed_on})")
