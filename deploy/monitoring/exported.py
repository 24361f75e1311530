"""Everything that the four services export, read from the services themselves."""

import base64
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric

from services.analyzer import app as analyzer
from services.analyzer.settings import AnalyzerSettings
from services.crawler import app as crawler
from services.crawler.settings import CrawlerSettings
from services.notifier import app as notifier
from services.notifier.settings import NotifierSettings
from services.reporter import app as reporter
from services.reporter.settings import ReporterSettings
from shared.runtime import Runtime, Service

_AGENT = "Xuncha metrics"
_KEY = base64.b64encode(bytes(32))


@cache
def services() -> tuple[Service, ...]:
    """Construct each service as it would run, connected to nothing."""
    with tempfile.NamedTemporaryFile() as key:
        key.write(_KEY)
        key.flush()
        file = Path(key.name)
        made = (
            crawler.create(CrawlerSettings(sealing_key_file=file, crawler_user_agent=_AGENT)),
            analyzer.create(AnalyzerSettings(sealing_key_file=file)),
            notifier.create(
                NotifierSettings(
                    sealing_key_file=file,
                    notifier_smtp_host="127.0.0.1",
                    notifier_mail_from="a@example.cn",
                )
            ),
            reporter.create(ReporterSettings(sealing_key_file=file)),
        )
    for service in made:
        Runtime(service)
    return made


def registries() -> Mapping[str, CollectorRegistry]:
    """Return the registry of each service."""
    return {service.name: service.registry for service in services()}


def families() -> dict[str, dict[str, Metric]]:
    """Return every metric family by the name that is queried and the service that exports it."""
    found: dict[str, dict[str, Metric]] = {}
    for service, registry in registries().items():
        for family in registry.collect():
            suffix = "_total" if family.type == "counter" else ""
            found.setdefault(family.name + suffix, {})[service] = family
    return found


def series() -> set[str]:
    """Return the names of all series, such as buckets and sums too."""
    return {
        sample.name
        for registry in registries().values()
        for family in registry.collect()
        for sample in family.samples
    }
