"""Seals and opens what may not rest in the clear, with the keys that rest wrapped in the store."""

from collections.abc import Mapping

from shared.contracts.article import Content
from shared.errors import TransientError
from shared.sealing import DataKey, Fingerprinter, Sealer
from shared.store.keys import FINGERPRINT, KeyReader, KeyStore


class Reader:
    """Opens what the crawler sealed, and computes the same keyed fingerprints.

    Args:
        keys: the wrapped data keys.
    """

    def __init__(self, keys: KeyReader) -> None:
        self._keys = keys
        self._sealer = Sealer()

    async def content(self, article: str, key_name: str, sealed: bytes) -> Content:
        """Open the content of an article.

        Raises:
            KeyDestroyed: its retention has ended.
            SealBroken: it was tampered with.
        """
        return Content.model_validate_json(
            await self.opened(sealed, key_name, f"article:{article}")
        )

    async def opened(self, sealed: bytes, key_name: str, context: str) -> bytes:
        """Open any sealed value; see `content` for the errors."""
        key = await self._keys.get(key_name)
        known: Mapping[str, DataKey] = {key_name: key} if key else {}
        return self._sealer.open(sealed, keys=known, context=context)

    async def fingerprinter(self) -> Fingerprinter:
        """Return the keyed fingerprints of this deployment.

        Raises:
            TransientError: there is none yet.
            SealBroken: the master key is not the one of this store.
        """
        key = await self._keys.get(FINGERPRINT)
        if key is None:
            raise TransientError("the crawler has not made the fingerprint key yet")
        return Fingerprinter(key.key)


class Vault(Reader):
    """Seals, too. The crawler's.

    Args:
        keys: the wrapped data keys; missing ones are made.
    """

    def __init__(self, keys: KeyStore) -> None:
        super().__init__(keys)
        self._made = keys

    async def prepare(self) -> Fingerprinter:
        """Make the fingerprint key when there is none yet."""
        return Fingerprinter((await self._made.ensure(FINGERPRINT)).key)

    async def seal(self, plain: bytes, key_name: str, context: str) -> bytes:
        """Seal a value under the data key of that name."""
        key = await self._made.ensure(key_name)
        return self._sealer.seal(plain, key=key, context=context)
