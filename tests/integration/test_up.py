import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes import alive, eventually, python
from xuncha import embedded, preflight
from xuncha.data import locked
from xuncha.endpoints import Endpoints
from xuncha.failures import CrashLoopError, RefusedError
from xuncha.journal import Journal
from xuncha.ports import Ports
from xuncha.process import ProcessSpec, RestartPolicy
from xuncha.status import report, status
from xuncha.supervisor import Supervisor
from xuncha.up import run, up

SERVICE = """
    import http.server, json, os, pathlib, sys
    port = os.environ["XUNCHA_HEALTH_PORT"]
    seen = {"service": sys.argv[1], "pid": os.getpid(), **os.environ}
    pathlib.Path(os.environ["XUNCHA_DATA_DIR"], f"seen-{port}.json").write_text(json.dumps(seen))
    class Face(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"ready": True, "missing": []}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
    http.server.HTTPServer(("127.0.0.1", int(port)), Face).serve_forever()
"""


def stub_service(service: str) -> tuple[str, ...]:
    return python(SERVICE, service)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NATS_URL", "NATS_MONITOR_URL", "MONGO_URL", "XUNCHA_CLOCK", "XUNCHA_HEALTH_URLS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XUNCHA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("XUNCHA_SEALING_KEY_FILE", raising=False)


@asynccontextmanager
async def running(*specs: ProcessSpec, logs: Path) -> AsyncIterator[Supervisor]:
    with Journal(logs) as journal:
        async with Supervisor(journal) as supervisor:
            await supervisor.start(*specs)
            yield supervisor


async def until_ready(spec: ProcessSpec) -> None:
    async with asyncio.timeout(30):
        while await spec.ready():  # noqa: ASYNC110 - another process, it sets no event
            await asyncio.sleep(0.02)


def free_ports(count: int) -> list[int]:
    ports = Ports(fixed=False)
    return [ports.take(0) for _ in range(count)]


async def test_everything_runs_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, stop, steps = tmp_path / "data", asyncio.Event(), []
    monkeypatch.setenv("XUNCHA_CLOCK", "2021-01-04T08:00@60")

    async def before(endpoints: Endpoints) -> None:
        steps.append("before")
        assert Endpoints.read(data) == endpoints
        assert not list(data.glob("seen-*"))
        assert (
            await preflight.check_broker(endpoints.nats_url, endpoints.monitor_url, steps.append)
            is None
        )
        assert await preflight.check_store(endpoints.mongo_url, steps.append) is None

    async def after(endpoints: Endpoints) -> None:
        steps.append("after")
        parts = await status(endpoints)
        assert report(parts) == 0
        assert len(parts) == 7
        stop.set()

    await up(
        data,
        replicas={"crawler": 2},
        extra_env={"XUNCHA_MARK": "here"},
        before_services=before,
        on_ready=after,
        stop_event=stop,
        fixed_ports=False,
        command=stub_service,
    )
    assert steps == ["before", "after"]
    seen: list[dict[str, Any]] = [json.loads(path.read_text()) for path in data.glob("seen-*")]
    assert sorted(one["service"] for one in seen) == [
        "analyzer",
        "crawler",
        "crawler",
        "notifier",
        "reporter",
    ]
    assert not any(alive(one["pid"]) for one in seen)
    assert {one["XUNCHA_MARK"] for one in seen} == {"here"}
    assert len({one["XUNCHA_HEALTH_PORT"] for one in seen}) == 5
    assert {one["XUNCHA_SEALING_KEY_FILE"] for one in seen} == {str(data / "sealing.key")}
    (clock,) = {one["XUNCHA_CLOCK"] for one in seen}
    assert clock.startswith("2021-01-04T08:00@60@")
    assert not (data / "endpoints.json").exists()
    assert {"nats.log", "store.log"} <= {path.name for path in (data / "logs").iterdir()}


async def test_a_crash_of_what_comes_before_the_services_stops_the_servers(tmp_path: Path) -> None:
    data = tmp_path / "data"

    async def before(_: Endpoints) -> None:
        raise LookupError("no such stream")

    with pytest.raises(LookupError, match="no such stream"):
        await up(data, before_services=before, fixed_ports=False, command=stub_service)
    with locked(data, patience_seconds=0):
        pass  # broker and store held the lock too


async def test_sigterm_ends_it_and_a_killed_one_can_be_started_again(tmp_path: Path) -> None:
    source = """
        import asyncio, sys
        from pathlib import Path
        from tests.integration.test_up import stub_service
        from xuncha.up import run, up
        sys.exit(run(up(Path(sys.argv[1]), fixed_ports=False, command=stub_service)))
    """
    data = tmp_path / "data"
    for number, code in ((signal.SIGKILL, -9), (signal.SIGTERM, 0)):
        parent = await asyncio.create_subprocess_exec(*python(source, data))
        try:
            await eventually(lambda: len(list(data.glob("seen-*"))) == 4)
            pids = [
                json.loads(path.read_text() or "{}").get("pid", 0) for path in data.glob("seen-*")
            ]
        finally:
            parent.send_signal(number)
            assert await parent.wait() == code
        await eventually(lambda pids=pids: not any(map(alive, pids)))
        for path in data.glob("seen-*"):
            path.unlink()


async def test_a_directory_in_use_is_refused_with_its_owner(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(RefusedError, match=f"in use by pid {os.getpid()}"):
        await up(tmp_path, command=stub_service)


def test_a_directory_that_cannot_be_written_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run(up(tmp_path / "file" / "data", command=stub_service)) == 1
    assert "cannot be written" in capsys.readouterr().err


async def test_a_missing_key_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUNCHA_SEALING_KEY_FILE", str(tmp_path / "no.key"))
    with pytest.raises(RefusedError, match=r"no\.key, which does not exist"):
        await up(tmp_path / "data", fixed_ports=False, command=stub_service)


async def test_a_service_that_keeps_crashing_ends_everything(tmp_path: Path) -> None:
    async def kill_the_crawler(endpoints: Endpoints) -> None:
        (url,) = endpoints.services["crawler"]
        seen = tmp_path / f"seen-{url.rpartition(':')[2]}.json"
        killed: set[int] = set()
        for _ in range(8):
            pid = await eventually(lambda: fresh_pid(seen, killed))
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)

    alone = {"analyzer": 0, "notifier": 0, "reporter": 0}
    with pytest.raises(CrashLoopError, match="crawler crashed 3 times"):
        await up(
            tmp_path,
            replicas=alone,
            on_ready=kill_the_crawler,
            fixed_ports=False,
            command=stub_service,
            restart=RestartPolicy(first_delay_seconds=0.05, crashes=3),
        )


def fresh_pid(seen: Path, killed: set[int]) -> int | None:
    pid = json.loads(seen.read_text() or "{}").get("pid")
    return pid if pid not in killed else None


async def test_the_store_answers_again_after_it_was_killed(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    spec = embedded.store_process(tmp_path, port)
    async with running(spec, logs=tmp_path / "logs") as supervisor:
        first = supervisor.pids["store"]
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: supervisor.pids["store"] not in {None, first})
        await until_ready(spec)


def test_a_taken_port_falls_back_and_says_so() -> None:
    said: list[str] = []
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        usual = owner.getsockname()[1]
        given = Ports(note=said.append).take(usual)
    assert given != usual
    assert said == [f"port {usual} is taken by another program; using {given}"]


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        pytest.param(
            "sync_interval: always", "sync_interval: 2m", "sync_interval: always", id="sync"
        ),
        pytest.param("jetstream {", "mqtt_unused {", "JetStream is off", id="jetstream"),
    ],
)
async def test_a_broker_that_loses_messages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, refusal: str
) -> None:
    port, monitor_port = free_ports(2)
    spec = embedded.nats_process(tmp_path, port, monitor_port)
    conf = tmp_path / "nats" / "nats.conf"
    text = conf.read_text().replace(old, new)
    conf.write_text(text.partition("mqtt_unused")[0])
    monkeypatch.setenv("NATS_URL", embedded.nats_url(port))
    monkeypatch.setenv("NATS_MONITOR_URL", embedded.monitor_url(monitor_port))
    async with running(spec, logs=tmp_path / "logs"):
        with pytest.raises(RefusedError, match=refusal):
            await up(tmp_path / "data", command=stub_service)


async def test_a_monitor_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    said: list[str] = []
    port, monitor_port = free_ports(2)
    async with running(embedded.nats_process(tmp_path, port, monitor_port), logs=tmp_path / "logs"):
        await preflight.check_broker(embedded.nats_url(port), "", said.append)
    assert [text.startswith("warning: cannot read") for text in said] == [True]


async def test_an_old_broker_is_refused() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"version":"2.14.1","jetstream":true}\r\n')
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(RefusedError, match=r"2\.14\.1"):
            await preflight.check_broker(f"nats://127.0.0.1:{port}", "", print)


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("NATS_URL", "nats://u:secret@127.0.0.1:{}"),
        ("MONGO_URL", "mongodb://u:secret@127.0.0.1:{}/x"),
    ],
)
async def test_an_unreachable_server_is_refused_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, url: str
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # bound, never listening
        monkeypatch.setenv(variable, url.format(silent.getsockname()[1]))
        with pytest.raises(RefusedError, match=f"named by {variable}") as refused:
            await up(tmp_path / "data", fixed_ports=False, command=stub_service)
    assert "secret" not in str(refused.value)


async def test_status_names_what_does_not_answer() -> None:
    (port,) = free_ports(1)
    nowhere = Endpoints(
        f"nats://127.0.0.1:{port}",
        f"http://127.0.0.1:{port}",
        f"mongodb://127.0.0.1:{port}",
        {"crawler": [f"http://127.0.0.1:{port}"]},
    )
    parts = await status(nowhere, wait_seconds=0.3)
    assert [part.missing for part in parts] == [("no answer",)] * 3
    assert report(parts) == 1


async def test_status_without_a_system_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=str(tmp_path / "data")):
        await status()
