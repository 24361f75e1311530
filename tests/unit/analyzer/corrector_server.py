"""A corrector on loopback that answers as a test wants."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Say = Callable[[str], tuple[int, bytes]]
"""From the text to status and body."""


def swapping(wrong: str, right: str) -> Say:
    """Correct the first place of a piece."""

    def say(text: str) -> tuple[int, bytes]:
        start = text.find(wrong)
        found = [{"start": start, "end": start + len(wrong), "wrong": wrong, "right": right}]
        return 200, json.dumps({"corrections": found if start >= 0 else []}).encode()

    return say


class CorrectorServer:
    """What it was asked, and where it listens."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.asked: list[dict[str, Any]] = []
        self.authorized: list[str | None] = []
        self.let_go = threading.Event()
        self.url = ""


@contextmanager
def corrector_server(say: Say) -> Iterator[CorrectorServer]:
    """Serve until the end of the block; `let_go` is set then, for answers that wait."""
    served = CorrectorServer(say)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.asked.append(question)
            served.authorized.append(self.headers["Authorization"])
            status, body = served.say(question["text"])
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/correct"
    try:
        yield served
    finally:
        served.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
