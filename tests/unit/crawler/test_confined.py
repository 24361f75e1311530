import os
import resource
import time

import pytest

from shared.confined import Confined, Exhausted

HERE = f"{__name__}:work"


def work(data: bytes) -> bytes:
    """What a child is asked to do."""
    if data == b"spin":
        while True:
            time.process_time()
    if data == b"eat":
        return bytes(2 * 1024**3)
    if data == b"crash":
        os.abort()
    if data == b"raise":
        raise ValueError(data)
    if data == b"limits":
        return str(resource.getrlimit(resource.RLIMIT_CPU)[0]).encode()
    return data[::-1]


async def test_work_is_answered() -> None:
    confined = Confined(HERE)

    assert await confined(b"abc") == b"cba"
    assert await confined(b"") == b""
    assert await confined(b"x" * 3_000_000) == b"x" * 3_000_000
    await confined.aclose()


@pytest.mark.parametrize("request_", [b"spin", b"eat", b"crash", b"raise"])
async def test_a_child_that_dies_harms_nobody(request_: bytes) -> None:
    confined = Confined(HERE)

    with pytest.raises(Exhausted):
        await confined(request_)

    assert await confined(b"abc") == b"cba"
    await confined.aclose()
