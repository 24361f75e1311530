"""A real SMTP server on loopback that keeps what it is given."""

import socket
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class Inbox:
    """A mail sink on a free port of 127.0.0.1.

    Attributes:
        mails: every mail that was accepted, in order.
        port: where it listens.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        with socket.create_server(("127.0.0.1", 0)) as probe:  # its controller cannot take port 0
            self.port: int = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Keep one mail."""
        content = cast("bytes", envelope.content)
        self.mails.append(BytesParser(policy=default).parsebytes(content))
        return "250 2.0.0 accepted"
