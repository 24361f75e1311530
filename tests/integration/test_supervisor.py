import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.integration.processes import (
    LAST_WORDS,
    SLEEPER,
    alive,
    eventually,
    file_ready,
    python,
    stub,
)
from xuncha.failures import CrashLoopError, StartError
from xuncha.journal import Journal
from xuncha.process import RestartPolicy
from xuncha.supervisor import Supervisor

QUICK = RestartPolicy(first_delay_seconds=0.05, longest_delay_seconds=0.1, crashes=3)


@pytest.fixture
def journal(tmp_path: Path):
    with Journal(tmp_path / "logs") as opened:
        yield opened


async def test_children_end_when_the_supervisor_is_killed_outright(tmp_path: Path) -> None:
    source = """
        import asyncio, sys
        from pathlib import Path
        from tests.integration.processes import SLEEPER, stub
        from xuncha.journal import Journal
        from xuncha.supervisor import Supervisor

        async def main():
            with Journal(Path(sys.argv[1])) as journal:
                async with Supervisor(journal) as supervisor:
                    await supervisor.start(stub("one", SLEEPER), stub("two", SLEEPER))
                    Path(sys.argv[2]).write_text(" ".join(map(str, supervisor.pids.values())))
                    await asyncio.Event().wait()

        asyncio.run(main())
    """
    pids = tmp_path / "pids"
    parent = await asyncio.create_subprocess_exec(*python(source, tmp_path / "logs", pids))
    try:
        await eventually(lambda: pids.exists() and len(pids.read_text().split()) == 2)
        children = [int(pid) for pid in pids.read_text().split()]
        assert all(map(alive, children))
    finally:
        parent.send_signal(signal.SIGKILL)
        await parent.wait()
    await eventually(lambda: not any(map(alive, children)))


async def test_a_launcher_that_lost_its_parent_starts_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    launcher = Path(sys.modules["xuncha"].__path__[0]) / "child.py"
    lost = await asyncio.create_subprocess_exec(
        sys.executable, str(launcher), str(os.getppid()), "touch", str(mark)
    )
    assert await lost.wait() == 143
    assert not mark.exists()


async def test_a_killed_child_is_started_again(journal: Journal) -> None:
    async with Supervisor(journal) as supervisor:
        await supervisor.start(stub("one", SLEEPER, restart=QUICK))
        first = supervisor.pids["one"]
        assert first is not None
        os.kill(first, signal.SIGKILL)
        second = await eventually(
            lambda: supervisor.pids["one"] not in {None, first} and supervisor.pids["one"]
        )
        assert alive(second)
    assert not alive(second)


async def test_waits_grow_to_a_cap_and_end() -> None:
    policy = RestartPolicy()
    waits = [policy.delay_seconds(crashes) for crashes in range(1, 9)]
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, None]


async def test_a_crash_loop_ends_everything_with_the_reason(
    journal: Journal, tmp_path: Path
) -> None:
    source = """
        import pathlib, sys, time
        pathlib.Path(sys.argv[1]).touch()
        print("no such table")
        time.sleep(0.05)
        sys.exit(7)
    """
    ready = tmp_path / "ready"
    broken = stub("broken", source, ready, ready=file_ready(ready), restart=QUICK)

    async def work() -> None:
        await supervisor.start(stub("sound", SLEEPER))
        ready.touch()
        await supervisor.start(broken)

    async with Supervisor(journal) as supervisor:
        with pytest.raises(CrashLoopError, match=r"(?s)broken crashed 3 .*code 7.*no such table"):
            await supervisor.run(work(), asyncio.Event())
        sound = supervisor.pids["sound"]
    assert sound is not None
    assert not alive(sound)


async def test_stops_in_reverse(journal: Journal, tmp_path: Path) -> None:
    words = tmp_path / "words"
    async with Supervisor(journal) as supervisor:
        for name, code in (("broker", 0), ("store", 143), ("service", 0)):
            ready = file_ready(tmp_path / name)
            await supervisor.start(stub(name, LAST_WORDS, words, name, code, ready=ready))
    assert words.read_text().split() == ["service", "store", "broker"]


async def test_143_is_a_clean_end_and_5_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Journal(tmp_path / "logs") as heard:
        async with Supervisor(heard) as supervisor:
            for name, code in (("tidy", 143), ("untidy", 5)):
                ready = file_ready(tmp_path / name)
                await supervisor.start(
                    stub(name, LAST_WORDS, tmp_path / "w", name, code, ready=ready)
                )
    shown = capsys.readouterr().out
    assert "untidy ended with code 5 while stopping" in shown
    assert "tidy ended with code 143" not in shown


async def test_a_child_that_ignores_the_signal_is_killed_with_its_own_children(
    journal: Journal, tmp_path: Path
) -> None:
    source = """
        import pathlib, signal, subprocess, sys
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        path = pathlib.Path(sys.argv[1])
        path.with_suffix(".part").write_text(str(child.pid))
        path.with_suffix(".part").rename(path)
        while True:
            signal.pause()
    """
    path = tmp_path / "grandchild"
    async with Supervisor(journal) as supervisor:
        await supervisor.start(
            stub("deaf", source, path, ready=file_ready(path), stop_grace_seconds=0.2)
        )
        deaf = supervisor.pids["deaf"]
    assert deaf is not None
    assert not alive(deaf)
    await eventually(lambda: not alive(int(path.read_text())))


async def test_an_early_end_is_named_with_its_last_lines(journal: Journal, tmp_path: Path) -> None:
    broken = stub(
        "broken",
        "import sys\nprint('wrong key file')\nsys.exit(2)",
        ready=file_ready(tmp_path / "never"),
    )
    with pytest.raises(StartError, match=r"(?s)broken ended with code 2 .*wrong key file"):
        async with Supervisor(journal) as supervisor:
            await supervisor.start(broken)


async def test_what_is_missing_is_named_when_time_is_over(journal: Journal, tmp_path: Path) -> None:
    slow = stub("slow", SLEEPER, ready=file_ready(tmp_path / "index"), ready_timeout_seconds=0.3)
    with pytest.raises(StartError, match=r"slow was not ready after 0\.3 s, missing: index"):
        async with Supervisor(journal) as supervisor:
            await supervisor.start(slow)


async def test_a_program_that_does_not_exist_is_named(journal: Journal, tmp_path: Path) -> None:
    spec = stub("ghost", SLEEPER, ready=file_ready(tmp_path / "never"))
    ghost = type(spec)(spec.name, ("/nonexistent/ghost",), spec.env, spec.ready)
    with pytest.raises(StartError, match=r"(?s)ghost ended with code 127.*/nonexistent/ghost"):
        async with Supervisor(journal) as supervisor:
            await supervisor.start(ghost)


async def test_a_stop_during_the_start_leaves_nothing(journal: Journal, tmp_path: Path) -> None:
    stop = asyncio.Event()
    pids: list[int] = []

    async def work() -> None:
        await supervisor.start(stub("slow", SLEEPER, ready=file_ready(tmp_path / "never")))

    async def ask_to_stop() -> None:
        pids.append(await eventually(lambda: supervisor.pids.get("slow")))
        stop.set()

    async with Supervisor(journal) as supervisor:
        asking = asyncio.create_task(ask_to_stop())
        await supervisor.run(work(), stop)
        await asking
    assert not alive(pids[0])


async def test_long_lines_and_broken_text_reach_the_file(journal: Journal, tmp_path: Path) -> None:
    source = """
        import os, pathlib, sys, time
        os.write(1, b"x" * 100_000 + b"\\n" + b"\\xff\\x1b[2J no newline")
        os.close(1), os.close(2)
        pathlib.Path(sys.argv[1]).touch()
        time.sleep(600)
    """
    ready = tmp_path / "ready"
    log = tmp_path / "logs" / "loud.log"
    async with Supervisor(journal) as supervisor:
        await supervisor.start(stub("loud", source, ready, ready=file_ready(ready)))
        await eventually(lambda: log.exists() and "no newline" in log.read_text())
    assert log.read_text().count("x") == 100_000
