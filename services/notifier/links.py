"""Links to the units' pages: made when a message leaves, and known again when one is opened."""

from datetime import timedelta

from services.notifier.domain.token import TOKEN_CHARACTERS, opens, token_of
from shared.bearer import hashed
from shared.clock import Clock
from shared.contracts.order import Order
from shared.contracts.token import Token
from shared.store.orders import OrderReader
from shared.store.tokens import TokenStore

LASTS = timedelta(days=180)
"""Business time from the first message about an order to the end of its link."""


class Links:
    """Makes and checks links.

    Args:
        tokens: what rests of them.
        orders: what they open.
        key: of this deployment, 32 bytes.
        base: address of the pages, without a slash at its end.
        clock: business time.
    """

    def __init__(
        self, tokens: TokenStore, orders: OrderReader, key: bytes, base: str, clock: Clock
    ) -> None:
        self._tokens = tokens
        self._orders = orders
        self._key = key
        self._base = base
        self._clock = clock

    async def to(self, order: str, unit: str) -> str:
        """Return the link by which a unit opens an order; the same until it is revoked."""
        return self._base + await self.path(order, unit)

    async def path(self, order: str, unit: str) -> str:
        """Return that link as our own pages write it: good at whatever address they are reached."""
        known = await self._tokens.of_order(order, unit)
        standing = [token for token in known if token.revoked_at is None]
        generation = standing[-1].generation if standing else len(known)
        token = token_of(self._key, order, unit, generation)
        if not standing:
            await self._tokens.add(
                Token(
                    hash=hashed(token),
                    order=order,
                    unit=unit,
                    generation=generation,
                    expires_at=self._clock.now() + LASTS,
                )
            )
        return f"/o/{token}"

    async def opened(self, token: str) -> Order | None:
        """Return the order that a token opens; None for any token that opens none."""
        if len(token) != TOKEN_CHARACTERS:
            return None
        known = await self._tokens.find(hashed(token))
        order = await self._orders.get(known.order) if known else None
        if known is None or order is None or not opens(known, order, self._clock.now()):
            return None
        return order

    async def revoke(self, order: str, unit: str) -> int:
        """End every link of an order; the next message carries a new one. Return how many."""
        known = await self._tokens.of_order(order, unit)
        now = self._clock.now()
        return sum([await self._tokens.revoke(token.hash, now) for token in known])
