"""Every figure of the quarter stands on data: take a piece away, and only what it carried moves."""

import asyncio
import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.clock import OFFICE_ZONE, set_clock
from shared.contracts.command import DecideFinding, ReportQuarter
from shared.contracts.finding import Decision
from xuncha.client import connected
from xuncha.demo import city
from xuncha.demo.clerk import Clerk
from xuncha.demo.inbox import Inbox
from xuncha.endpoints import Endpoints
from xuncha.preparing import prepare
from xuncha.up import up

WEEK = date(2020, 12, 14)
ACCOUNTS_OF_ONE = {
    "accounts.unqualified",
    "accounts.with_problems",
    "accounts.rate",
    "accounts.by_platform",
    "problems",
    "warnings",
}
MOVED_BY_ORDERS = {"orders", "reminders", "report_back"}


def table(columns: str, rows: list[tuple[object, ...]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([columns.split(), *rows])
    return buffer.getvalue()


def observations() -> str:
    """A week of probes, a listing of each website and column, the newest post of each account."""
    rows: list[tuple[object, ...]] = []
    for site in (f"site-{unit}" for unit in city.SITES):
        for hour in range(168):
            at = datetime(2020, 12, 14, tzinfo=OFFICE_ZONE) + timedelta(hours=hour)
            rows.append((site, "probe", f"{at:%Y-%m-%d %H:%M}", "open", "0.8", "", ""))
        rows.append((site, "listing", "2020-12-15 09:00", "read", "", "2020-12-14", "12"))
    rows += [
        (f"column-{n:02}", "listing", "2020-12-15 09:00", "read", "", "2020-12-12", "8")
        for n in range(1, 37)
    ]
    rows += [
        (account, "post", "2020-12-18 09:00", "read", "", "2020-12-17", "")
        for account in city.accounts()
    ]
    return table("target kind at outcome seconds newest_on items", rows)


def findings() -> str:
    """The nine findings of the quarter, as others would report them."""
    planted = [
        *((t, "wording.serious", "veto", text) for t, text in city.WRONG_WORDING.items()),
        *((t, "personal.resident_id", "problem", "公示名单（示例）") for t in city.LEAKS),
    ]
    return table(
        "id target rule effect severity found_on source status excerpt",
        [
            (f"f-{n}", target, rule, effect, "serious", "2020-12-16", "monitor", "suspected", text)
            for n, (target, rule, effect, text) in enumerate(planted, start=1)
        ],
    )


def without_last_row(text: str) -> tuple[str, str]:
    """The file less its last row, and that row under its header."""
    header, *rows = text.splitlines(keepends=True)
    return "".join([header, *rows[:-1]]), header + rows[-1]


def moved(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Names of the figures that differ, two levels deep."""
    old, new = dict(flat(before)), dict(flat(after))
    ignored = ("digest", "evidence", *MOVED_BY_ORDERS)
    return {
        path
        for path in old.keys() | new.keys()
        if old.get(path) != new.get(path) and not path.startswith(ignored)
    }


def flat(report: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in report.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", part) for inner, part in value.items())
        else:
            yield key, value


class Quarter:
    """The running system, asked for the quarter again and again."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk

    async def report(self) -> dict[str, Any]:
        command = ReportQuarter(
            request=f"report-{asyncio.get_running_loop().time()}",
            actor="检查",
            quarter=city.QUARTER,
            as_of="2021-01-30",
            format="json",
        )
        report: dict[str, Any] = (await self._clerk.ask("report.quarter", command))["report"]
        return report

    async def decide(self, finding: dict[str, Any], decision: Decision, reason: str) -> None:
        command = DecideFinding(
            request=f"{decision}-{finding['id']}",
            actor="示例科员甲",
            finding=finding["id"],
            decision=decision,
            reason=reason,
        )
        await self._clerk.ask("finding.decide", command)


async def story(clerk: Clerk) -> None:
    quarter = Quarter(clerk)
    units, targets, enquiries, scores = city.import_files(
        {unit: f"http://{unit}.example.cn" for unit in city.SITES}
    )
    fewer, last = without_last_row(enquiries[2])
    for noun, name, text in (units, targets, (enquiries[0], enquiries[1], fewer), scores):
        await clerk.imports(noun, name, text)

    nothing_seen = await quarter.report()
    for group in ("websites", "columns", "accounts"):
        assert nothing_seen[group]["not_observed"] == nothing_seen[group]["running"] > 0
        assert nothing_seen[group]["checked"] == 0
        assert not nothing_seen[group]["rate"]

    await clerk.imports("enquiry", "one.csv", last)
    one_more = await quarter.report()
    assert moved(nothing_seen, one_more) == {
        *(f"enquiries.{name}" for name in ("received", "due", "on_time", "rate", "by_unit"))
    }

    await clerk.imports("observation", "seen.csv", observations())
    clean = await quarter.report()
    assert clean["websites"]["rate"]["value"] == 1
    assert clean["accounts"]["checked"] == 142

    await clerk.imports("finding", "findings.csv", findings())
    found = await clerk.until("found", lambda: clerk.findings("suspected", 9))
    for finding in found:
        await quarter.decide(finding, Decision.CONFIRMED, "人工核实")
    whole = await quarter.report()
    printed = [whole[group]["rate"]["printed"] for group in ("websites", "columns", "accounts")]
    assert printed == ["88.9%", "94.4%", "97.9%"]

    weibo = next(one for one in found if one["target"] == "weibo-001")
    await quarter.decide(weibo, Decision.REJECTED, "复核为正确用法")
    less = await quarter.report()
    assert less["accounts"]["unqualified"] == 2
    assert moved(whole, less) == ACCOUNTS_OF_ONE


@pytest.mark.timeout(240)
async def test_each_piece_of_data_moves_just_the_figures_that_stand_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NATS_URL", "MONGO_URL"):
        monkeypatch.delenv(name, raising=False)
    clock = tmp_path / "clock"
    set_clock(clock, datetime(2021, 1, 30, 9, tzinfo=OFFICE_ZONE), 1.0)
    stop, failures = asyncio.Event(), []
    with Inbox() as inbox:

        async def play(endpoints: Endpoints) -> None:
            try:
                async with connected(endpoints.nats_url, keep=True) as client:
                    await story(Clerk(client, inbox, tmp_path))
            except Exception as error:  # noqa: BLE001 - told below, when all has stopped
                failures.append(error)
            finally:
                stop.set()

        environment = {
            "XUNCHA_CLOCK": f"file:{clock}",
            "XUNCHA_CRAWLER_USER_AGENT": "Xuncha test (contact: office@example.cn)",
            "XUNCHA_NOTIFIER_SMTP_HOST": "127.0.0.1",
            "XUNCHA_NOTIFIER_SMTP_PORT": str(inbox.port),
            "XUNCHA_NOTIFIER_SMTP_TLS": "none",
            "XUNCHA_NOTIFIER_MAIL_FROM": "xuncha@example.cn",
        }
        await up(
            tmp_path / "data",
            extra_env=environment,
            before_services=prepare,
            on_ready=play,
            stop_event=stop,
            fixed_ports=False,
        )
    if failures:
        raise failures[0]
