"""Every panel shows something, and every rule can be evaluated, on the running system."""

import asyncio
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from deploy.monitoring.__main__ import DASHBOARDS
from deploy.monitoring.exported import families, registries
from tests.conftest import Missing
from tests.deploy.prometheus import Prometheus, prometheus
from tests.eventually import eventually
from xuncha.client import connected
from xuncha.demo.clerk import Clerk
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site
from xuncha.demo.slice import ARTICLE, COLUMN, LEAK, WRONG, column, environment, page, play
from xuncha.endpoints import Endpoints
from xuncha.preparing import prepare
from xuncha.up import up

SERVICES = 4


def queries() -> Iterator[tuple[str, str]]:
    """Return the query of every panel with its place."""
    for file in sorted(DASHBOARDS.glob("*.json")):
        for panel in json.loads(file.read_text("utf-8"))["panels"]:
            for target in panel.get("targets", []):
                yield f"{file.stem} / {panel['title']} / {target['refId']}", target["expr"]


def visit(url: str) -> None:
    """Look at a page that does not exist: a request is a request."""
    with suppress(HTTPError):
        urlopen(f"{url}/o/nothing", timeout=10).close()  # noqa: S310 - loopback


async def look(server: Prometheus) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the panels without data, and the rules, once everything was scraped and counted."""
    for settled in (
        'max(xuncha_newest_seconds{kind="alert"}) > 0',
        'max(xuncha_notifier_orders{state="closed"}) == 2',
        'sum(increase(xuncha_http_seconds_count{path="pages"}[2m])) > 0',
        "sum(increase(xuncha_crawler_probes_total[2m])) > 0",
    ):
        await eventually(lambda settled=settled: server.values(settled), within=30)
    now = time.time()
    await eventually(lambda: min(server.values("timestamp(up)")) > now, within=30)
    assert server.values("no_such_metric") == []
    empty = [place for place, query in queries() if not server.values(query)]
    return empty, server.rules()


def exported(text: str) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return every series with its labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items())))
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def unforeseen(services: Mapping[str, Sequence[str]]) -> set[Any]:
    """Return the series that working services have more, or less, than fresh ones."""
    found: set[Any] = set()
    for service, (url, *_) in services.items():
        with urlopen(f"{url}/metrics", timeout=10) as answer:  # noqa: S310 - loopback
            working = exported(answer.read().decode())
        found |= working ^ exported(generate_latest(registries()[service]).decode())
    return found


@pytest.mark.timeout(240)
async def test_every_panel_has_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: Missing
) -> None:
    if shutil.which("prometheus") is None:
        missing("prometheus", "prometheus is not installed (on Debian: apt-get install prometheus)")
    for name in ("NATS_URL", "NATS_MONITOR_URL", "MONGO_URL", "XUNCHA_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    stop, seen = asyncio.Event(), []
    site_pages = {COLUMN: column(ARTICLE), "/": column(COLUMN), ARTICLE: page(WRONG, LEAK)}
    with Site(site_pages) as site, Inbox() as inbox:

        async def on_ready(endpoints: Endpoints) -> None:
            with prometheus(tmp_path, endpoints.services) as server:
                await eventually(lambda: server.up() == SERVICES, within=60)
                async with connected(endpoints.nats_url) as client:
                    await play(Clerk(client, inbox, tmp_path), site, inbox)
                await asyncio.to_thread(visit, endpoints.services["notifier"][0])
                strange = await asyncio.to_thread(unforeseen, endpoints.services)
                seen.append((*await look(server), strange))
            stop.set()

        await up(
            tmp_path / "data",
            extra_env={**environment(site, inbox, tmp_path), "XUNCHA_STOCK_SECONDS": "1"},
            before_services=prepare,
            on_ready=on_ready,
            stop_event=stop,
            fixed_ports=False,
        )
    ((empty, rules, strange),) = seen
    assert empty == []
    assert strange == set()
    assert [rule["name"] for rule in rules if rule["health"] != "ok"] == []
    assert rules


def test_every_metric_of_ours_is_shown_somewhere() -> None:
    shown = " ".join(query for _, query in queries())

    assert [
        name
        for name, exports in families().items()
        if name.startswith("xuncha_")
        and not any(f"{name}{suffix}" in shown for suffix in ("_bucket", "_count", "{", ")"))
    ] == []


def test_dashboards_have_names_of_their_own() -> None:
    boards = [json.loads(file.read_text("utf-8")) for file in DASHBOARDS.glob("*.json")]

    assert len({board["uid"] for board in boards}) == len({board["title"] for board in boards}) == 8
    assert all(panel["title"] for board in boards for panel in board["panels"])
