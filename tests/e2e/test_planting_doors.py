"""Personal values that come by other doors than a crawl, and in every disguise, rest under seal."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from shared.contracts.command import Command, CrawlNow, DecideFinding
from shared.contracts.finding import Decision
from tests.e2e.doors import (
    VALUES,
    Office,
    command,
    connect,
    pages,
    program,
    register,
    report,
    suppose,
)
from tests.e2e.test_planting import documents, files, messages
from tests.personal import DISGUISES
from tests.planting import found_in
from xuncha.client import connected
from xuncha.demo.clerk import Clerk
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site
from xuncha.demo.slice import environment
from xuncha.endpoints import Endpoints
from xuncha.preparing import prepare
from xuncha.up import up

ROBOT = "0f1e-robot"


class Gone(BaseHTTPRequestHandler):
    """An address that alerts go to no more, and says for whom it was."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = f"gone: {VALUES['answer']}".encode()
        self.send_response(410)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def gone() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Gone) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()


async def typing_errors(office: Office) -> list[str] | None:
    """Return the ids of the typing errors, None until every page was read."""
    found = await office.clerk.findings("suspected", len(DISGUISES)) or []
    errors = {path for path in office.site.pages if path.startswith("/e/")}
    typos = [one["id"] for one in found if one["rule"] == "wording.typo"]
    return typos if len(typos) > 2 and errors <= office.site.served.keys() else None


async def disabled(office: Office) -> list[object] | None:
    """Return the addresses that nothing is sent to, None while there is none."""
    return await office.clerk.ask("channel.list", Command(**command())) or None


async def act(office: Office) -> None:
    """Go through every door."""
    await register(office)
    await connect(office)
    await suppose(office)
    await office.clerk.ask("crawl.now", CrawlNow(**command()))
    typos = await office.clerk.until("found", lambda: typing_errors(office))
    await program(office, typos[0])
    decided = DecideFinding(**command(finding=typos[1], decision=Decision.CONFIRMED))
    await office.clerk.ask("finding.decide", decided)
    mails = await office.clerk.until("mailed", lambda: office.clerk.mails(2))
    link = re.search(r"/o/[\w-]{43}", mails[0].get_body(("plain",)).get_content())
    assert link
    await report(office, link[0])
    await office.clerk.until("disabled", lambda: disabled(office))


@pytest.mark.timeout(300)
async def test_values_that_come_by_other_doors_rest_nowhere_but_under_seal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NATS_URL", "NATS_MONITOR_URL", "MONGO_URL", "XUNCHA_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    data, stop = tmp_path / "data", asyncio.Event()
    looked: list[tuple[str, bytes]] = []
    with Site(pages()) as site, Inbox() as inbox, gone() as port:
        allowed, credentials = tmp_path / "hooks.txt", tmp_path / "credentials.yaml"
        allowed.write_text(f"127.0.0.1 127.0.0.1/32 {port}\n", "utf-8")
        base = f"http://127.0.0.1:{port}"
        robots = f"robots:\n  office: {{kind: wecom, key: {ROBOT}, base: '{base}'}}\n"
        credentials.write_text(robots, "utf-8")
        hooks = {
            "XUNCHA_NOTIFIER_CREDENTIALS_FILE": str(credentials),
            "XUNCHA_NOTIFIER_INTERNAL_FILE": str(allowed),
        }

        async def on_ready(endpoints: Endpoints) -> None:
            async with connected(endpoints.nats_url) as client:
                clerk = Clerk(client, inbox, tmp_path)
                await act(Office(clerk, endpoints, site, tmp_path, looked))
            looked.extend(await asyncio.to_thread(lambda: list(documents(endpoints.mongo_url))))
            looked.extend([one async for one in messages(endpoints.nats_url)])
            stop.set()

        await up(
            data,
            extra_env=environment(site, inbox, tmp_path) | hooks,
            before_services=prepare,
            on_ready=on_ready,
            stop_event=stop,
            fixed_ports=False,
        )
        looked += [("mail", mail.as_bytes()) for mail in inbox.mails]
    looked += files(data)

    leaks = {(where, name) for where, blob in looked for name in found_in(blob, VALUES)}
    assert any("channel.disabled" in repr(blob) for _, blob in looked)
    assert sorted(leaks) == []
