"""The operator finds every setting of every service in docs/operations.md."""

import re

from deploy.monitoring.__main__ import OPERATIONS
from services.analyzer.settings import AnalyzerSettings
from services.crawler.settings import CrawlerSettings
from services.notifier.settings import NotifierSettings
from services.reporter.settings import ReporterSettings
from shared.settings import SharedSettings


def test_every_setting_of_every_service_has_its_row() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \|.*\| \S.* \|$", OPERATIONS.read_text("utf-8"), re.MULTILINE
    )
    kinds: tuple[type[SharedSettings], ...] = (
        CrawlerSettings,
        AnalyzerSettings,
        NotifierSettings,
        ReporterSettings,
    )
    fields = {name for kind in kinds for name in kind.model_fields}

    assert len(fields) > 50
    assert {f"XUNCHA_{name.upper()}" for name in fields} - {
        *rows,
        *(f"XUNCHA_{name}" for name in rows),
    } == set()
