"""The commands about channel addresses: try one, see those that are disabled, enable one again."""

from services.notifier.domain.route import shown, veiled
from shared.clock import Clock
from shared.commands import NotFound, Refused
from shared.contracts.alert import Alert, AlertKind, alert_id
from shared.contracts.audit import AuditRecorded
from shared.contracts.channel import ChannelState, EnableChannel, TryChannel
from shared.contracts.command import Command
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.alerts import AlertStore
from shared.store.channels import ChannelStore
from shared.store.database import Database
from shared.store.units import UnitReader

_TEXT = (
    "这是一条测试消息，用于核对联系渠道，无需办理。",
    "如收到本消息，说明该渠道可以正常接收整改单和提醒。",
)


class Recipients:
    """Answers the commands about channel addresses.

    Args:
        rests: alerts, and addresses that are disabled.
        units: their channels.
        database: its clock says from when a message may be sent.
        outbox: relays what was changed.
        clock: business time.
        office: how messages name the office.
    """

    def __init__(
        self,
        rests: tuple[AlertStore, ChannelStore],
        units: UnitReader,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        office: str,
    ) -> None:
        self._alerts, self._channels = rests
        self._units = units
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._office = office

    async def test(self, command: TryChannel) -> list[Alert]:
        """Put a message in line that tries an address out; it goes the way that every alert goes.

        The caller looks at the alerts to learn what the channel answered.
        """
        recipients: tuple[str, ...] = (command.recipient,)
        if command.unit:
            unit = await self._units.get(command.unit)
            if unit is None:
                raise NotFound(f"no unit {command.unit} in the registry")
            recipients = unit.channels
        if not all(":" in one for one in recipients) or not recipients:
            raise Refused(
                "name an address such as mailto:duty@example.cn, or a unit that has a channel"
            )
        now = self._clock.now()
        made = [
            Alert(
                id=alert_id(command.request, AlertKind.TEST, "test", to),
                kind=AlertKind.TEST,
                order="",
                unit=command.unit,
                recipient=to,
                subject_line="【测试消息】请核对联系渠道",
                text="\n".join((*_TEXT, "", self._office)),
                due_at=now,
                urgent=True,
            )
            for to in recipients
        ]
        about = command.unit or shown(command.recipient)
        audit = self._audit("channel.tested", about, command, "")
        await self._alerts.add(made, audit, ready_at=await self._database.now())
        self._outbox.nudge()
        return [veiled(one) for one in made]

    async def disabled(self, _: Command) -> list[ChannelState]:
        """Return the addresses that nothing is sent to, and why."""
        return [_veiled(one) for one in await self._channels.disabled()]

    async def enable(self, command: EnableChannel) -> ChannelState:
        """Send to an address again; what failed meanwhile is replayed by another command.

        The command names it as the registry or as the list of disabled ones does.
        """
        known = await self._channels.get(command.recipient) or await self._listed(command.recipient)
        if known is None:
            name = shown(command.recipient)
            raise NotFound(f"{name} was never disabled; see `xuncha channel list`")
        if not known.disabled:
            return _veiled(known)
        state = known.model_copy(
            update={
                "disabled": False,
                "by": command.actor,
                "at": self._clock.now(),
                "version": known.version + 1,
            }
        )
        audit = self._audit("channel.enabled", shown(known.recipient), command, command.reason)
        if not await self._channels.put(state, audit):
            raise ConflictError("somebody changed it just now; look at it again")
        self._outbox.nudge()
        return _veiled(state)

    async def _listed(self, name: str) -> ChannelState | None:
        disabled = await self._channels.disabled()
        return next((one for one in disabled if shown(one.recipient) == name), None)

    def _audit(self, action: str, about: str, command: Command, reason: str) -> AuditRecorded:
        return AuditRecorded(
            actor=command.actor,
            action=action,
            about=about,
            cause=command.request,
            reason=mask_text(reason),
            occurred_at=self._clock.now(),
        )


def _veiled(state: ChannelState) -> ChannelState:
    return state.model_copy(update={"recipient": shown(state.recipient)})
