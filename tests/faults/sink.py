"""A mail relay that writes down what it accepts, and misbehaves when it is told to."""

import asyncio
import hashlib
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import Envelope

from tests.faults.ledger import Ledger
from xuncha.demo.inbox import Inbox

SLOW_SECONDS = 1.5
MODES = ("reject", "drop", "slow")
"""Says 451; accepts and closes before it says so; takes its time."""


class Sink(Inbox):
    """Keeps every accepted mail in a ledger before it answers.

    Attributes:
        mode: `accept`, or one of `MODES`.
    """

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.mode = "accept"
        self._tries = 0
        self._seen = 0

    def asked(self) -> bool:
        """Tell whether a mail was offered since this was asked last."""
        seen, self._seen = self._seen, self._tries
        return self._tries > seen

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Take one mail as the mode says."""
        mode = self.mode
        self._tries += 1
        if mode == "reject":
            return "451 4.7.1 try again later"
        if mode == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        mail = BytesParser(policy=default).parsebytes(cast("bytes", envelope.content))
        plain = mail.get_body(("plain",))
        text = plain.get_content() if plain else ""
        self.ledger.write(
            alert=str(mail["Message-ID"]).strip("<>").partition("@")[0],
            recipient=f"mailto:{envelope.rcpt_tos[0]}",
            subject=str(mail["Subject"]),
            digest=hashlib.sha256(text.encode()).hexdigest(),
            mode=mode,
        )
        if mode == "drop":
            server.transport.abort()
        return "250 2.0.0 accepted"
