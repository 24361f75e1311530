"""Data keys, wrapped. Written by the crawler; the key that wraps them never rests in the store."""

from shared.sealing import DataKey, MasterKey, unwrap, wrap
from shared.store.collection import Collection

FINGERPRINT = "fingerprint"
"""Name of the key of keyed fingerprints; it never expires."""


class KeyReader:
    """Unwraps data keys, and remembers those it has unwrapped."""

    def __init__(self, collection: Collection, master: MasterKey) -> None:
        self._keys = collection
        self._master = master
        self._unwrapped: dict[str, DataKey] = {}

    async def get(self, name: str) -> DataKey | None:
        """Return a data key, or None when there is none of that name or it was destroyed."""
        if name not in self._unwrapped:
            document = await self._keys.get(name)
            if document is None:
                return None
            self._unwrapped[name] = unwrap(self._master, document["wrapped"], name)
        return self._unwrapped[name]


class KeyStore(KeyReader):
    """Makes data keys."""

    async def ensure(self, name: str) -> DataKey:
        """Return the data key of that name; whoever comes first makes it for all."""
        if key := await self.get(name):
            return key
        key = DataKey.generate(name)
        await self._keys.insert([{"_id": name, "wrapped": wrap(self._master, key.key, name)}])
        return await self.get(name) or key
