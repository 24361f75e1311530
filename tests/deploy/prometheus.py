"""A real Prometheus that scrapes the running services, and what it answers."""

import json
import math
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import yaml

from tests.deploy.rendered import ROOT
from tests.servers import free_port, program, start_process, stop_process

WINDOW = "2m"
"""Stands for the windows that Grafana would choose; longer than the test."""


class Prometheus:
    """Asks the running server."""

    def __init__(self, url: str) -> None:
        self._url = url

    def values(self, query: str) -> list[float]:
        """Return the numbers that a query brings; what is not a number is no data."""
        for variable in ("$__rate_interval", "$__range"):
            query = query.replace(variable, WINDOW)
        answer = self._get("query", query=query)
        found = [float(one["value"][1]) for one in answer["result"]]
        return [value for value in found if not math.isnan(value)]

    def rules(self) -> list[dict[str, Any]]:
        """Return the alert rules with their health."""
        groups = self._get("rules")["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def _get(self, path: str, **query: str) -> Any:
        url = f"{self._url}/api/v1/{path}?{urlencode(query)}"
        with urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
            return json.loads(answer.read())["data"]

    def up(self) -> float:
        """Count the services that are scraped."""
        try:
            return sum(self.values("up"))
        except OSError:
            return 0


@contextmanager
def prometheus(
    home: Path,
    services: Mapping[str, Sequence[str]],
    rules: Path = ROOT / "deploy/prometheus/rules.yaml",
    alertmanager: str = "",
) -> Iterator[Prometheus]:
    """Scrape services, by name and base addresses, every second, with the shipped rules."""
    port = free_port()
    scraped = [
        {
            "targets": [url.removeprefix("http://") for url in urls],
            "labels": {"service": service},
        }
        for service, urls in services.items()
    ]
    told = [{"static_configs": [{"targets": [alertmanager]}]}] if alertmanager else []
    config = home / "prometheus.yml"
    config.write_text(
        yaml.safe_dump(
            {
                "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                "rule_files": [str(rules)],
                "alerting": {"alertmanagers": told},
                "scrape_configs": [{"job_name": "xuncha", "static_configs": scraped}],
            }
        )
    )
    command = (
        program("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={home / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--rules.alert.resend-delay=1s",  # what is said before anybody listens is said again
    )
    process: subprocess.Popen[bytes] = start_process(command, home / "prometheus.log")
    try:
        yield Prometheus(f"http://127.0.0.1:{port}")
    finally:
        stop_process(process)
