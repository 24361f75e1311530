"""Every platform of the registry has its row, and the documentation prints the same table."""

from pathlib import Path

import pytest

from services.crawler.domain.platforms import PLATFORMS, Platform, platform_of, stands_on
from shared.contracts.connector import Connector
from shared.intake.columns.registry import PLATFORMS as REGISTERED

DOC = Path(__file__).parents[3] / "docs" / "crawler.md"


def test_every_platform_of_the_registry_has_a_row() -> None:
    assert set(PLATFORMS) == set(REGISTERED.values())
    assert all(
        REGISTERED[row.name] == key for key, row in PLATFORMS.items() if row.name in REGISTERED
    )


@pytest.mark.parametrize("key", PLATFORMS)
def test_a_row_stands_in_the_documentation(key: str) -> None:
    row: Platform = PLATFORMS[key]
    ways = ", ".join(row.connectors)
    hosts = ", ".join(f"`{host}`" for host in row.hosts) or "–"
    assert f"| `{key}` | {row.name} | {ways} | {hosts} |" in DOC.read_text("utf-8")


def test_whatever_the_platform_posts_can_be_handed_over() -> None:
    for row in (*PLATFORMS.values(), platform_of("an-app-of-tomorrow")):
        assert {Connector.PUSH, Connector.FILE} <= set(row.connectors)


def test_a_host_is_matched_whole() -> None:
    assert stands_on("https://m.weibo.cn/status/1", ("weibo.cn",))
    assert not stands_on("https://notweibo.cn/1", ("weibo.cn",))
    assert not stands_on("https://weibo.cn.evil.example/1", ("weibo.cn",))
