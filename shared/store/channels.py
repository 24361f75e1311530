"""Channel addresses that nothing is sent to any more. Written by the notifier."""

from collections.abc import Sequence

from shared import outbox
from shared.contracts.base import Event, identity
from shared.contracts.channel import ChannelState
from shared.store.collection import Collection
from shared.store.mapping import changed_fields, from_document, to_document

MOST = 1_000


class ChannelStore:
    """Keeps the state of addresses; one that was never disabled has none."""

    def __init__(self, collection: Collection) -> None:
        self._channels = collection

    async def get(self, recipient: str) -> ChannelState | None:
        """Return what stands of an address, or None."""
        document = await self._channels.get(_key(recipient))
        return from_document(ChannelState, document) if document else None

    async def disabled(self) -> Sequence[ChannelState]:
        """Return the addresses that nothing is sent to."""
        found = await self._channels.find({"disabled": True}, limit=MOST)
        return [from_document(ChannelState, one) for one in found]

    async def put(self, state: ChannelState, *events: Event) -> bool:
        """Store the next version with its events; False when another change came first."""
        key = _key(state.recipient)
        if state.version == 1:
            return bool(
                await self._channels.insert([to_document(state, key, **outbox.fields(*events))])
            )
        return await self._channels.update(
            key,
            changed_fields(state),
            where={"version": state.version - 1},
            pending=outbox.items(*events),
        )


def _key(recipient: str) -> str:
    return identity("channel", recipient)
