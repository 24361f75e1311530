"""Tokens that open something to whoever brings them: drawn once, known again by their hash."""

import hashlib
import secrets

_BYTES = 32


def drawn(prefix: str) -> str:
    """Draw a token of 256 bits; the prefix tells people and scanners what it is for."""
    return f"{prefix}_{secrets.token_urlsafe(_BYTES)}"


def hashed(token: str) -> str:
    """Return what is stored of a token: its SHA-256; any text has one, so that none is refused."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
