"""What a system needs between its servers and its services."""

from shared.topology import apply
from xuncha.client import connected
from xuncha.endpoints import Endpoints


async def prepare(endpoints: Endpoints) -> None:
    """Apply the topology to a system that is starting."""
    async with connected(endpoints.nats_url) as client:
        async for _ in apply(client.jetstream()):
            pass
