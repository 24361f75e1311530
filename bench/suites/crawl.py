"""Crawling 100 lists and 2,000 articles: ours with every guard, Scrapy twice, and the ceiling.

Core 0 serves the site and the broker, core 1 is the contestant's. Ours seals each article and
publishes it to a stream that syncs every write; the peers read the same fields and keep nothing.
Ours crawls 32 hosts page by page, as the service does; the peers one host with all they can.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.measure import PEER_PYTHON, ROUNDS, Result, ratio, row

PEERS = Path(__file__).parent.parent / "peers"
SERVING, WORKING = 0, 1
START_SECONDS = 20.0
FIGURES = (
    ("pages_per_second", "pages a second", "pages/s"),
    ("cpu_ms_per_page", "CPU a page", "ms"),
    ("rss_mib", "peak memory", "MiB"),
)
Figures = dict[str, float]


def run() -> Result:
    """Measure the crawl."""
    with ExitStack() as servers:
        port = servers.enter_context(_site())
        broker = servers.enter_context(_broker())
        ours = [sys.executable, "-m", "bench.crawl_ours", str(port), f"nats://127.0.0.1:{broker}"]
        scrapy = [str(PEER_PYTHON), str(PEERS / "crawl_scrapy.py"), str(port)]
        contestants = {
            "xuncha": ours,
            "scrapy": [*scrapy, "plain"],
            "scrapy_tuned": [*scrapy, "tuned"],
            "ceiling": [str(PEER_PYTHON), str(PEERS / "crawl_ceiling.py"), str(port)],
        }
        rounds = [
            {name: _once(command) for name, command in contestants.items()} for _ in range(ROUNDS)
        ]
    return _result(rounds)


def _result(rounds: Sequence[dict[str, Figures]]) -> Result:
    result = Result()
    for name in rounds[0]:
        for key, label, unit in FIGURES:
            result.rows.append(row(f"{name}: {label}", [one[name][key] for one in rounds], unit))

    def of(name: str, key: str) -> list[float]:
        return [one[name][key] for one in rounds]

    for peer in ("scrapy", "scrapy_tuned", "ceiling"):
        speeds = (of("xuncha", "pages_per_second"), of(peer, "pages_per_second"))
        result.ratios[f"vs_{peer}"] = ratio(*speeds)
        costs = (of(peer, "cpu_ms_per_page"), of("xuncha", "cpu_ms_per_page"))
        result.ratios[f"cpu_vs_{peer}"] = ratio(*costs)
    result.ratios["rss_vs_scrapy"] = ratio(of("xuncha", "rss_mib"), of("scrapy", "rss_mib"))
    load = statistics.fmean(os.getloadavg())
    result.notes.append(
        f"Core {WORKING} is the contestant's, core {SERVING} serves; load {load:.1f}. "
        "cpu_vs_* compare CPU a page and hold under load, vs_* compare pages a second."
    )
    return result


def _once(command: Sequence[str]) -> Figures:
    done = subprocess.run(
        _pinned(command, WORKING), check=True, stdout=subprocess.PIPE, text=True, timeout=300
    )
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _pinned(command: Sequence[str], core: int) -> list[str]:
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(cores[core % len(cores)]), *command]


@contextmanager
def _site() -> Iterator[int]:
    port = _free_port()
    with _running([sys.executable, "-m", "bench.server", str(port)], port):
        yield port


@contextmanager
def _broker() -> Iterator[int]:
    """Run a broker that syncs every write, as the system asks for."""
    port, home = _free_port(), Path(tempfile.mkdtemp(prefix="xuncha-bench-"))
    config = home / "nats.conf"
    config.write_text(
        f'host: "127.0.0.1"\nport: {port}\nmax_payload: 1MB\n'
        f'jetstream {{ store_dir: "{home}/js", sync_interval: always, max_file_store: 256GB }}\n',
        encoding="utf-8",
    )
    server = Path(sys.executable).with_name("nats-server")
    try:
        with _running([str(server), "-c", str(config)], port):
            yield port
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        _pinned(command, SERVING), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(lambda: _answers(port))
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError("a server of the benchmark does not answer")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
