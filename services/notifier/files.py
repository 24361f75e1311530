"""Files that units send as proof: checked, sealed, and given back as attachments only."""

from hashlib import sha256
from typing import NamedTuple

from services.notifier.kinds import FILES_PER_ORDER, UploadRefusedError, kind_of
from shared.clock import Clock
from shared.contracts.base import identity
from shared.contracts.order import Order
from shared.contracts.token import Upload
from shared.masking import mask_text
from shared.sealing import DataKey, Sealer
from shared.store.uploads import UploadStore

NAME_CHARACTERS = 80
MOST_FILES = 200
"""Of one order, from all the units that had it."""


class Given(NamedTuple):
    """One file as the form brought it."""

    name: str
    body: bytes


class Files:
    """Keeps and gives files.

    Args:
        uploads: where they rest.
        key: seals them.
        clock: business time.
    """

    def __init__(self, uploads: UploadStore, key: DataKey, clock: Clock) -> None:
        self._uploads = uploads
        self._key = key
        self._clock = clock
        self._sealer = Sealer()

    async def keep(self, order: Order, given: list[Given]) -> int:
        """Keep the files of one form, all or none; the same file is kept once.

        Raises:
            UploadRefusedError: one of them is not taken, or there are too many.
        """
        kinds = [kind_of(shown(file.name), file.body) for file in given]
        known = await self._uploads.of_order(order.id, unit=order.unit, limit=FILES_PER_ORDER + 1)
        if len(known) + len(given) > FILES_PER_ORDER:
            raise UploadRefusedError(f"每张整改单最多上传{FILES_PER_ORDER}个文件。")
        new = 0
        for file, kind in zip(given, kinds, strict=True):
            upload = Upload(
                id=identity("upload", order.id, order.unit, sha256(file.body).hexdigest()),
                order=order.id,
                unit=order.unit,
                name=shown(file.name),
                kind=kind,
                bytes=len(file.body),
                at=self._clock.now(),
            )
            sealed = self._sealer.seal(file.body, key=self._key, context=f"upload:{upload.id}")
            new += await self._uploads.put(upload, sealed)
        return new

    async def of(self, order: Order, unit: str = "") -> list[Upload]:
        """Return the files of an order, oldest first; with `unit` only those that it sent."""
        found = await self._uploads.of_order(order.id, unit=unit, limit=MOST_FILES)
        return sorted(found, key=lambda upload: (upload.at, upload.id))

    async def open(self, order: Order, upload: str, unit: str = "") -> tuple[Upload, bytes] | None:
        """Return one file of an order, opened; None when it, or `unit`, sent none of that id."""
        found = await self._uploads.get(upload)
        if found is None or found[0].order != order.id or unit not in {"", found[0].unit}:
            return None
        keys = {self._key.name: self._key}
        return found[0], self._sealer.open(found[1], keys=keys, context=f"upload:{upload}")


def shown(name: str) -> str:
    """Return a file's name as it may be shown: one line, no path, masked."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in last if character.isprintable())
    return mask_text(plain)[:NAME_CHARACTERS] or "未命名"
