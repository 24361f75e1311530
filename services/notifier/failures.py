"""What follows when an alert can never be delivered: another channel, and a word to the office."""

from collections.abc import Sequence
from typing import NamedTuple

import structlog

from services.notifier.alerts import NO_CHANNEL
from services.notifier.domain import route
from services.notifier.domain.message import unlinked
from shared.clock import Clock, office_date
from shared.contracts.alert import Alert, AlertKind, AlertState, alert_id
from shared.contracts.audit import AuditRecorded
from shared.contracts.channel import ChannelState
from shared.contracts.unit import Unit
from shared.masking import mask_text
from shared.store.alerts import AlertStore
from shared.store.channels import ChannelStore
from shared.store.database import Database
from shared.store.units import UnitReader
from shared.translation import chinese

ACTOR = "notifier"
_FINAL = frozenset({AlertKind.UNREACHED, AlertKind.TEST})
"""Kinds whose failure is told to nobody else: the office's own, and what somebody watches."""
_MEND = (
    "更正登记库后，可将未送达的提醒重新排队（xuncha alerts list --state failed，"
    "xuncha alerts replay）。同一渠道每天只提示一次。"
)
log = structlog.get_logger()


class Office(NamedTuple):
    """The office, as messages name it, and where it is told."""

    name: str
    channels: Sequence[str]


class Failures:
    """Sees to it that nobody is left without word.

    Everything is written under computed ids before the failed alert is closed: a crash in between
    repeats it without effect.

    Args:
        rests: alerts, and addresses that are disabled.
        units: their channels.
        database: its clock says from when what is written may be sent.
        clock: business time.
        office: is told of every unit that cannot be reached, once a day and address.
        fallbacks: schemes that serve only where another channel has failed.
    """

    def __init__(
        self,
        rests: tuple[AlertStore, ChannelStore],
        units: UnitReader,
        database: Database,
        clock: Clock,
        office: Office,
        fallbacks: frozenset[str] = frozenset(),
    ) -> None:
        self._alerts, self._channels = rests
        self._units = units
        self._database = database
        self._clock = clock
        self._office = office
        self._fallbacks = fallbacks

    async def closed(self) -> dict[str, str]:
        """Return the addresses that nothing is sent to, each with the reason."""
        return {
            one.recipient: f"disabled since {one.at:%Y-%m-%d}: {one.reason}; mend its "
            "address in the credentials file, then `xuncha channel enable` it and replay"
            for one in await self._channels.disabled()
        }

    async def gone(self, recipient: str, reason: str) -> None:
        """Send nothing to an address any more: its receiver says that it is gone for good."""
        known = await self._channels.get(recipient)
        if known is not None and known.disabled:
            return
        now = self._clock.now()
        state = ChannelState(
            recipient=recipient,
            disabled=True,
            reason=mask_text(reason)[:300],
            at=now,
            by=ACTOR,
            version=known.version + 1 if known else 1,
        )
        audit = AuditRecorded(
            actor=ACTOR,
            action="channel.disabled",
            about=route.shown(recipient),
            cause=f"version {state.version}",
            reason=state.reason,
            occurred_at=now,
        )
        await self._channels.put(state, audit)
        log.error("channel.disabled", recipient=route.shown(recipient), reason=state.reason)

    async def follow(self, failed: Sequence[Alert], reason: str) -> None:
        """Put in line what goes out in the place of alerts that failed for good."""
        units = await self._units.get_many(sorted({one.unit for one in failed if one.unit}))
        found: dict[str, Alert] = {}
        for alert in failed:
            unit = units.get(alert.unit)
            if unit is None or alert.kind in _FINAL or self._is_own(alert, unit):
                continue
            for made in (*self._instead(alert, unit), *self._word(alert, unit, reason)):
                found.setdefault(made.id, made)
        if found:
            await self._alerts.add(list(found.values()), ready_at=await self._database.now())

    def _is_own(self, alert: Alert, unit: Unit) -> bool:
        """Tell whether an alert about a unit was the office's own: the unit lacks nothing."""
        to = alert.recipient
        return to not in unit.channels and (to in self._office.channels or bool(unit.channels))

    def _instead(self, alert: Alert, unit: Unit) -> list[Alert]:
        fresh = {
            "state": AlertState.PENDING,
            "attempts": 0,
            "answer": "",
            "sent_in": "",
            "version": 1,
            "replays": 0,
        }
        return [
            alert.model_copy(
                update={
                    **fresh,
                    "id": alert_id(alert.order, alert.kind, f"instead of {alert.id}", to),
                    "recipient": to,
                }
            )
            for to in route.instead(alert, unit.channels, self._fallbacks)
        ]

    def _word(self, alert: Alert, unit: Unit, reason: str) -> list[Alert]:
        now = self._clock.now()
        others = [one for one in unit.channels if one != alert.recipient]
        known = alert.recipient != NO_CHANNEL
        lines = (
            f"{unit.name}的提醒未能送达，请核对该单位的联系渠道。",
            "",
            f"提醒：{alert.subject_line}",
            f"渠道：{unlinked(route.shown(alert.recipient)) if known else '登记库中没有联系渠道'}",
            f"原因：{unlinked(mask_text(chinese(reason)))}",
            f"该单位其他渠道：{'；'.join(unlinked(route.shown(one)) for one in others) or '无'}",
            "",
            _MEND,
            self._office.name,
        )
        name = f"{alert.recipient} {office_date(now)}"
        return [
            Alert(
                id=alert_id(unit.id, AlertKind.UNREACHED, name, to),
                kind=AlertKind.UNREACHED,
                order=unit.id,
                unit="",
                recipient=to,
                subject_line=f"【无法送达】{unit.name}的提醒未能送达",
                text="\n".join(lines),
                due_at=now,
                urgent=True,
            )
            for to in self._office.channels or (NO_CHANNEL,)
        ]
