import os
import resource
import subprocess
import sys
import time

import pytest

from shared.confined import Confined, Exhausted, _processor_time, _Watch

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


@pytest.mark.parametrize(
    ("does", "lives"), [("while True:\n pass", True), ("import time\ntime.sleep(60)", False)]
)
def test_a_child_ends_when_it_stands_still_and_not_when_it_is_slow(
    does: str, *, lives: bool
) -> None:
    program = f"print('ready', flush=True)\n{does}"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            watch = _Watch(child.pid)
            while lives and _processor_time(child.pid) < 50:
                pass
            spent = watch._spent = _processor_time(child.pid)
            while lives and _processor_time(child.pid) == spent:
                pass
            watch.look()
            if not lives:
                child.wait(10)
            assert (child.poll() is None) is lives
        finally:
            child.kill()
