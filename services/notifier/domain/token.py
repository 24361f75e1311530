"""Tokens of links: computed, so that every copy of a message carries the same link. Pure."""

import base64
import hashlib
import hmac
from datetime import datetime

from shared.contracts.base import identity
from shared.contracts.order import Order
from shared.contracts.token import Token

TOKEN_CHARACTERS = 43
"""256 bits as base64 without padding."""


def token_of(key: bytes, order: str, unit: str, generation: int) -> str:
    """Compute the token of one link.

    Args:
        key: of this deployment, 32 bytes.
        order: what it opens.
        unit: for whom.
        generation: 0 for the first link, one more after each revocation.
    """
    message = identity("token", order, unit, str(generation)).encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def opens(token: Token, order: Order, now: datetime) -> bool:
    """Tell whether a token still opens its order.

    It does not when it was revoked or has ended, or when the order was handed to another unit.

    Args:
        token: as stored.
        order: as it stands.
        now: business time.
    """
    return token.revoked_at is None and now < token.expires_at and order.unit == token.unit
