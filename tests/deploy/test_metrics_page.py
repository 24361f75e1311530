"""What is generated is up to date, and what is exported keeps the promises of its page."""

from pathlib import Path

import pytest

from deploy.monitoring.__main__ import ROOT, written
from deploy.monitoring.exported import families, registries
from shared.settings import SERVICES


@pytest.mark.parametrize("path", written(), ids=lambda path: str(path.relative_to(ROOT)))
def test_generated_files_are_what_the_code_says(path: Path) -> None:
    assert path.read_text("utf-8") == written()[path], "run `make metrics`"


def test_a_metric_of_one_service_names_it_or_what_it_is_about() -> None:
    about = ("xuncha_store_", "xuncha_stream_")
    alone = {name: next(iter(one)) for name, one in families().items() if len(one) == 1}

    assert {
        name
        for name, service in alone.items()
        if not name.startswith((f"xuncha_{service}_", *about))
    } == set()
    assert {len(one) for one in families().values()} == {1, len(SERVICES)}


def test_every_labelled_metric_is_exported_before_anything_happened() -> None:
    silent = [
        family.name
        for registry in registries().values()
        for family in registry.collect()
        if not family.samples
    ]

    assert silent == []
