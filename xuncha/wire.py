"""Just enough of two wire protocols to greet a broker and a store without a driver."""

import asyncio
import json
import ssl
import struct
from typing import Any

from xuncha.addresses import Address

_OP_MSG = 2013
_HEADER = struct.Struct("<iiii")
_LARGEST_GREETING = 1_000_000
_STORE_IS_FINE = b"\x01ok\x00" + struct.pack("<d", 1.0)
_TIMEOUT_SECONDS = 3.0


def hello_message() -> bytes:
    """Encode the command `{hello: 1, $db: "admin"}`, which servers answer before any log-in."""
    document = (
        b"\x10hello\x00"
        + struct.pack("<i", 1)
        + b"\x02$db\x00"
        + struct.pack("<i", 6)
        + b"admin\x00"
    )
    document = struct.pack("<i", len(document) + 5) + document + b"\x00"
    body = struct.pack("<i", 0) + b"\x00" + document
    return _HEADER.pack(_HEADER.size + len(body), 1, 0, _OP_MSG) + body


async def greet_store(address: Address) -> bool:
    """Greet a MongoDB server; return whether it answered that it is fine.

    Raises:
        OSError: it cannot be reached, did not answer in time, or hung up.
    """
    async with asyncio.timeout(_TIMEOUT_SECONDS):
        secure = ssl.create_default_context() if address.secure else None
        reader, writer = await asyncio.open_connection(address.host, address.port, ssl=secure)
        try:
            writer.write(hello_message())
            size, _, _, _ = _HEADER.unpack(await reader.readexactly(_HEADER.size))
            if not _HEADER.size < size < _LARGEST_GREETING:
                return False
            return _STORE_IS_FINE in await reader.readexactly(size - _HEADER.size)
        except EOFError as error:
            raise ConnectionResetError("the server hung up") from error
        finally:
            writer.close()


async def greet_broker(address: Address) -> dict[str, Any] | None:
    """Return the INFO with which a NATS server greets, None when something else listens there.

    Raises:
        OSError: it cannot be reached or did not answer in time.
    """
    async with asyncio.timeout(_TIMEOUT_SECONDS):
        reader, writer = await asyncio.open_connection(
            address.host, address.port, limit=_LARGEST_GREETING
        )
        try:
            verb, _, body = (await reader.readline()).partition(b" ")
            info = json.loads(body) if verb == b"INFO" else None
        except ValueError:
            return None
        else:
            return info if isinstance(info, dict) else None
        finally:
            writer.close()
