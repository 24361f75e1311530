"""An imitation of government sites, whose pages can be changed while it runs."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple, Self


class Answer(NamedTuple):
    """What the site answers for one path."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"


Listener = Callable[[str], None]


LOOPBACK = "127.0.0.1"


def listening(host: str) -> str:
    """Return the address to bind for who is reached as `host`: loopback, or whatever there is."""
    return host if host == LOOPBACK else ""


class Site:
    """One site on a free port.

    Args:
        pages: what it serves at first.
        host: name by which it is reached; beyond loopback it listens on every address.

    Attributes:
        pages: what it serves, by path; changed at will.
        files: paths that are read from a file at each request.
        served: how often each path was asked for.
    """

    def __init__(self, pages: dict[str, Answer] | None = None, host: str = LOOPBACK) -> None:
        self._host = host
        self.pages: dict[str, Answer] = dict(pages or {})
        self.files: dict[str, Path] = {}
        self.served: dict[str, int] = {}
        self._server = ThreadingHTTPServer((listening(host), 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Its address, without a trailing slash."""
        return f"http://{self._host}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> Answer:
        """Return what is served at a path, and count it."""
        self.served[path] = self.served.get(path, 0) + 1
        if path == "/robots.txt" and path not in self.pages:
            return Answer(b"User-agent: *\nAllow: /\n", content_type="text/plain")
        if path in self.files:
            return Answer(self.files[path].read_bytes())
        return self.pages.get(path, Answer("页面不存在".encode(), 404))


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.answer(self.path)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: the run prints its own progress."""

    return Handler
