"""The sender: leases what is due, hands it over, marks it. Any number of replicas."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

import structlog

from services.notifier.channels.base import BusyError, Channel, GoneError
from services.notifier.domain.merging import UNLINKED, bundles, message_of
from services.notifier.domain.route import scheme, shown
from services.notifier.endings import Endings, Rest
from services.notifier.failures import Failures
from services.notifier.lease import LeaseEnded, within
from services.notifier.links import Links
from services.notifier.metrics import NotifierMetrics
from shared.clock import Clock
from shared.contracts.alert import Alert, AlertKind
from shared.errors import PermanentError, TransientError
from shared.failpoints import Failpoint, reach
from shared.outbox import Outbox
from shared.store.alerts import AlertStore, Waiting
from shared.store.database import Database
from shared.store.paces import PaceStore
from shared.store.switches import ALERTS, SwitchReader

BUCKET = 1_000
MOST = 2_000
"""Alerts that one message may stand for."""

log = structlog.get_logger()


class Ways(NamedTuple):
    """How alerts leave, and what follows where they cannot."""

    channels: Sequence[Channel]
    links: Links
    paces: PaceStore
    failures: Failures


class _Lease(NamedTuple):
    """One try: the fence that marks it in the store, and the monotonic second that ends it."""

    fence: str
    until: float


class Sender:
    """Sends alerts.

    Args:
        rests: what waits, and whether it is held back.
        database: its clock measures leases.
        ways: channels, links to the pages, distances between messages.
        outbox: relays what became of an alert.
        clock: business time.
        metrics: counts.
    """

    lease = timedelta(seconds=60)
    """How long one replica may try, by the store's clock."""
    merge_after: timedelta | None = timedelta(hours=1)
    """What has waited so long, business time, shares one message per recipient; None: nothing."""
    office = ""
    """How messages name the office."""
    together = 8
    """Recipients that are spoken to at once."""

    def __init__(
        self,
        rests: tuple[AlertStore, SwitchReader],
        database: Database,
        ways: Ways,
        outbox: Outbox,
        clock: Clock,
        metrics: NotifierMetrics,
    ) -> None:
        self._alerts, self._switches = rests
        self._database = database
        self._channels = {channel.scheme: channel for channel in ways.channels}
        self._links = ways.links
        self._paces = ways.paces
        self._failures = ways.failures
        self._closed: dict[str, str] = {}
        self._endings = Endings(Rest(self._alerts, database, outbox, ways.failures), clock, metrics)
        self._clock = clock
        self._metrics = metrics

    async def look(self) -> int:
        """Send what is due; return how many alerts were handed over."""
        switch = await self._switches.get(ALERTS)
        self._metrics.held.set(switch.held)
        if switch.held:
            return 0
        now = await self._database.now()
        self._closed = await self._failures.closed()
        by_recipient: dict[str, list[list[Waiting]]] = defaultdict(list)
        waiting = await self._alerts.claimable(now, limit=BUCKET)
        more = now if len(waiting) == BUCKET else None
        for bundle in self._bundles(waiting):
            by_recipient[bundle[0].alert.recipient].append(bundle)
        gate = asyncio.Semaphore(self.together)
        counts = await asyncio.gather(
            *(self._send_to_one(bundles, more, gate) for bundles in by_recipient.values()),
            return_exceptions=True,  # none is cut off in the middle of a hand-over
        )
        for count in counts:
            if isinstance(count, BaseException):
                raise count
        return sum(count for count in counts if isinstance(count, int))

    async def _send_to_one(
        self, bundles: Sequence[list[Waiting]], more: datetime | None, gate: asyncio.Semaphore
    ) -> int:
        """Send what waits for one recipient, in order; a slow one holds up no other.

        Args:
            bundles: its messages.
            more: until when it may have more waiting than was read; None when all was read.
            gate: lets so many recipients in at once.
        """
        async with gate:
            return sum(
                [
                    await self._try(await self._whole(bundle, more) if more else bundle)
                    for bundle in bundles
                ]
            )

    def _bundles(self, waiting: Sequence[Waiting]) -> list[list[Waiting]]:
        known = {one.alert.id: one for one in waiting}
        together = bundles([one.alert for one in waiting], self._clock.now(), self.merge_after)
        return [[known[alert.id] for alert in bundle] for bundle in together]

    async def _whole(self, bundle: list[Waiting], now: datetime) -> list[Waiting]:
        """Return a bundle with everything that waits for its recipient beyond this bucket."""
        if len(bundle) == 1:
            return bundle
        recipient = bundle[0].alert.recipient
        all_of_them = await self._alerts.claimable(now, limit=MOST, recipient=recipient)
        return max(self._bundles(all_of_them), key=len, default=bundle)

    async def _try(self, waiting: Sequence[Waiting]) -> int:
        lease = _Lease(uuid.uuid4().hex, monotonic() + self.lease.total_seconds() / 2)
        until = await self._database.now() + self.lease
        bundle = await self._alerts.claim(waiting, lease.fence, until)
        if not bundle:
            return 0
        reach(Failpoint.NOTIFIER_AFTER_CLAIM)
        answer = await self._answer(bundle, lease)
        if answer is None:
            return 0
        reach(Failpoint.NOTIFIER_AFTER_SEND)
        await self._endings.sent(bundle, lease.fence, answer)
        reach(Failpoint.NOTIFIER_AFTER_MARK)
        return len(bundle)

    async def _answer(self, bundle: Sequence[Alert], lease: _Lease) -> str | None:
        """Hand over; return what the channel answered, None where the try has ended otherwise."""
        fence = lease.fence
        try:
            async with asyncio.timeout(lease.until - monotonic()):
                return await within(self._hand_over(bundle, fence), lease.until)
        except LeaseEnded as error:
            log.warning("alert.lease_ended", alert=bundle[0].id, reason=str(error))
        except PermanentError as error:
            if isinstance(error, GoneError):
                await self._failures.gone(bundle[0].recipient, str(error))
            await self._endings.failed(bundle, fence, str(error))
        except BusyError as error:
            await self._endings.busy(bundle, fence, error)
        except (TransientError, TimeoutError) as error:
            await self._endings.postponed(bundle, fence, error)
        except Exception as error:
            log.exception("alert.broken", alert=bundle[0].id)
            fault = TransientError(f"a fault of the notifier, see its log: {type(error).__name__}")
            await self._endings.postponed(bundle, fence, fault)
        return None

    async def _hand_over(self, bundle: Sequence[Alert], fence: str) -> str:
        alert = message_of(bundle, self.office)
        if alert.recipient in self._closed and alert.kind is not AlertKind.TEST:
            raise PermanentError(self._closed[alert.recipient])
        channel = self._channels.get(scheme(alert.recipient))
        if channel is None:
            raise PermanentError(
                f"no channel that this version sends by ({shown(alert.recipient)}): "
                "give the unit one in the registry, such as mailto:…, the office one in "
                "XUNCHA_NOTIFIER_OFFICE_CHANNELS"
            )
        await self._keep_distance(channel, alert)
        linked = alert.order and alert.kind not in UNLINKED
        link = await self._links.to(alert.order, alert.unit) if linked else ""
        if not await self._alerts.holds(bundle, fence):
            raise LeaseEnded("another replica has taken it over")
        reach(Failpoint.NOTIFIER_BEFORE_SEND)
        return await channel.send(alert, link)

    async def _keep_distance(self, channel: Channel, alert: Alert) -> None:
        if not channel.spacing_seconds:
            return
        spacing = timedelta(seconds=channel.spacing_seconds)
        wait = await self._paces.reserve(alert.recipient, await self._database.now(), spacing)
        if wait:
            raise BusyError("not yet its turn", retry_after_seconds=wait.total_seconds())
