"""A real SMTP server that keeps what it is given."""

import socket
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from xuncha.demo.site import LOOPBACK, listening


class Inbox:
    """A mail sink.

    Args:
        host: name by which it is reached; beyond loopback it listens on every address.
        port: 0 takes a free one.
        folder: gets each mail as a file that mail programs open; none writes no files.

    Attributes:
        mails: every mail that was accepted, in order.
        port: where it listens.
    """

    def __init__(self, host: str = LOOPBACK, port: int = 0, folder: Path | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self._folder = folder
        with socket.create_server((LOOPBACK, port)) as probe:  # its controller cannot take port 0
            self.port: int = probe.getsockname()[1]
        bound = listening(host) or "0.0.0.0"  # noqa: S104 - in a container, on a network of its own
        self._controller = Controller(self, hostname=bound, port=self.port)

    def __enter__(self) -> Self:
        for left in self._folder.glob("*.eml") if self._folder else ():
            left.unlink()  # of an earlier run
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Keep one mail."""
        content = cast("bytes", envelope.content)
        self.mails.append(BytesParser(policy=default).parsebytes(content))
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{len(self.mails):04}.eml").write_bytes(content)
        return "250 2.0.0 accepted"
