"""No log holds a query, a token, a key or a personal value that was put in a service's way."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from shared.commands import ask, new_request
from shared.contracts.command import CrawlNow, DecideFinding
from shared.contracts.finding import Decision
from tests.planting import found_in
from xuncha.client import connected
from xuncha.demo.clerk import ACTOR, Clerk
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Answer, Site
from xuncha.demo.slice import COLUMN, LEAK, WRONG, column, environment, page, registry
from xuncha.endpoints import Endpoints
from xuncha.preparing import prepare
from xuncha.up import up

QUERY, KEY, GUESS = "Qq7vPlantedQuery", "6f1d-planted-robot-key-77aa", "Gg5PlantedGuess0123"
PERSONAL = "11010119900307109X"
LOGS = {"analyzer", "crawler", "notifier", "reporter"}


class Robot(BaseHTTPRequestHandler):
    """Refuses every message, and says its own key while doing so."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        errmsg = f"invalid webhook {self.path} <{KEY}> for {PERSONAL}"
        body = json.dumps({"errcode": 40008, "errmsg": errmsg}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def robot() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Robot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()


def knock(url: str) -> None:
    with suppress(HTTPError):
        urlopen(url, timeout=10).close()  # noqa: S310 - loopback


def given(site: Site, inbox: Inbox, folder: Path, port: int) -> dict[str, str]:
    env = environment(site, inbox, folder)
    internal = folder / "robots.txt"
    internal.write_text(f"127.0.0.1 127.0.0.1/32 {port}\n")
    credentials = folder / "credentials.yaml"
    credentials.write_text(
        f"robots:\n  office: {{kind: wecom, key: {KEY}, base: 'http://127.0.0.1:{port}'}}\n"
    )
    return env | {
        "XUNCHA_NOTIFIER_CREDENTIALS_FILE": str(credentials),
        "XUNCHA_NOTIFIER_INTERNAL_FILE": str(internal),
        "XUNCHA_LOG_LEVEL": "DEBUG",
    }


async def act(clerk: Clerk, endpoints: Endpoints, site: Site) -> str:
    """Crawl, confirm, and knock at the pages; return the token of the link in the first mail."""
    for name, text in registry(site).items():
        channels = "mailto:demo-county@example.cn"
        await clerk.imports("registry", name, text.replace(channels, f"{channels};wecom:office"))
    await clerk.ask("crawl.now", CrawlNow(request=new_request(), actor=ACTOR))
    for finding in await clerk.until("found", lambda: clerk.findings("suspected", 2)):
        decide = {"finding": finding["id"], "decision": Decision.CONFIRMED}
        command = DecideFinding(request=new_request(), actor=ACTOR, reason=PERSONAL, **decide)
        await clerk.ask("finding.decide", command)
    mails = await clerk.until("mailed", lambda: clerk.mails(2))
    link = re.search(r"/o/([\w-]{43})", mails[0].get_body(("plain",)).get_content())
    assert link
    pages = endpoints.services["notifier"][0]
    for path in (f"/o/{link[1]}?sfz={PERSONAL}", *[f"/o/{GUESS}{n}?k={QUERY}" for n in range(40)]):
        await asyncio.to_thread(knock, f"{pages}{path}")
    async with connected(endpoints.nats_url) as client:
        wrong = DecideFinding(
            request=new_request(), actor=ACTOR, finding=PERSONAL, decision=Decision.REJECTED
        )
        await ask(client, "finding.decide", wrong)
    await clerk.until("refused", lambda: _refused(clerk))
    return link[1]


async def _refused(clerk: Clerk) -> bool | None:
    return bool(await clerk._listed("alert.list", "failed", 2)) or None


@pytest.mark.timeout(240)
async def test_no_log_says_what_was_planted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NATS_URL", "NATS_MONITOR_URL", "MONGO_URL", "XUNCHA_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    data, stop, tokens = tmp_path / "data", asyncio.Event(), []
    article = f"/xxgk/2021/1.html?sfz={QUERY}"
    pages = {
        "/": column(COLUMN),
        COLUMN: column(article, f"/broken?k={QUERY}", f"/gone?k={QUERY}"),
        article: page(WRONG, LEAK),
        f"/broken?k={QUERY}": Answer(b"", 500),
    }
    with Site(pages) as site, Inbox() as inbox, robot() as port:

        async def on_ready(endpoints: Endpoints) -> None:
            async with connected(endpoints.nats_url) as client:
                tokens.append(await act(Clerk(client, inbox, tmp_path), endpoints, site))
            stop.set()

        await up(
            data,
            extra_env=given(site, inbox, tmp_path, port),
            before_services=prepare,
            on_ready=on_ready,
            stop_event=stop,
            fixed_ports=False,
        )
    logs = {file.stem: file.read_bytes() for file in (data / "logs").glob("*.log")}
    assert logs.keys() >= LOGS
    for name, said in logs.items():
        for secret in (QUERY, KEY, GUESS, *tokens):
            assert secret.encode() not in said, (name, secret)
        assert found_in(said, {"id": PERSONAL}) == set(), name
    for name in LOGS:
        lines = [json.loads(line) for line in logs[name].splitlines()]
        assert lines
        assert all(line["event"] and line["service"] == name for line in lines)
        about = [line for line in lines if line["event"].startswith("message.")]
        assert all(line["message"] for line in about)
