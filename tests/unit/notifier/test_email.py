"""Mails through a relay on a real socket: what they say, and what each answer of it means."""

import asyncio
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from services.notifier.channels.email import Email
from services.notifier.channels.email import Relay as Where
from shared.errors import PermanentError, TransientError
from tests.factories import make_alert
from tests.servers import free_port

LINK = "https://xuncha.example.cn/o/abc"


class Relay:
    """A relay that answers as it is told, step by step."""

    def __init__(self) -> None:
        self.answers = {"RCPT": "", "DATA": "250 2.0.0 accepted"}
        self.came: list[EmailMessage] = []
        self.drops = False

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take or refuse a recipient."""
        if self.answers["RCPT"]:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        read = message_from_bytes(cast("bytes", envelope.content), policy=default)
        self.came.append(cast("EmailMessage", read))
        if self.drops:
            server.transport.abort()
        return self.answers["DATA"]


@pytest.fixture(name="relay")
def relay() -> Relay:
    return Relay()


@pytest.fixture(name="mail")
def mail(relay: Relay) -> Iterator[Email]:
    port = free_port()
    controller = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    yield channel(port)
    controller.stop()


def channel(port: int, tls: str = "none") -> Email:
    return Email(Where("127.0.0.1", port, tls, sender="office@example.cn", name="示例办公室"))


async def test_a_mail_says_the_same_in_text_and_html_and_keeps_its_id(
    mail: Email, relay: Relay
) -> None:
    alert = make_alert(subject_line="【限时整改】示例", text="第一行\n第二行 <b>")

    answers = [await mail.send(alert, LINK) for _ in range(2)]

    first, second = relay.came
    assert "2.0.0 accepted" in answers[0]
    assert first["Message-ID"] == second["Message-ID"] == f"<{alert.id}@example.cn>"
    assert first["Subject"] == "【限时整改】示例"
    assert first["From"] == "示例办公室 <office@example.cn>"
    assert first["To"] == alert.recipient.removeprefix("mailto:")
    plain, html = (part.get_content() for part in first.iter_parts())
    assert plain.strip().replace("\r", "") == f"第一行\n第二行 <b>\n\n办理页面：{LINK}"
    assert f'href="{LINK}"' in html
    assert "第二行 &lt;b&gt;" in html
    assert "<img" not in html


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 4.7.1 greylisted", TransientError),
        ("452 4.2.2 full", TransientError),
        ("550 5.1.1 no such mailbox", PermanentError),
        ("554 5.7.1 refused", PermanentError),
    ],
)
async def test_what_the_relay_answers_decides(
    mail: Email, relay: Relay, step: str, answer: str, expected: type[Exception]
) -> None:
    relay.answers[step] = answer

    with pytest.raises(expected, match=answer[:3]):
        await mail.send(make_alert(), LINK)


async def test_a_connection_that_ends_before_the_answer_is_tried_again(
    mail: Email, relay: Relay
) -> None:
    relay.drops = True

    with pytest.raises(TransientError):
        await mail.send(make_alert(), LINK)

    assert len(relay.came) == 1


async def test_a_relay_that_is_away_or_offers_no_tls_is_tried_again(mail: Email) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(TransientError):
            await channel(silent.getsockname()[1]).send(make_alert(), LINK)
    for tls in ("starttls", "tls"):
        with pytest.raises(TransientError):
            async with asyncio.timeout(20):
                await channel(mail._relay.port, tls).send(make_alert(), LINK)


@pytest.mark.parametrize("address", ["nobody", "a@b@c", "a b@x.cn", "a%0d%0aBcc:b@x.cn", ""])
async def test_an_address_that_is_none_is_left_to_a_person(
    mail: Email, relay: Relay, address: str
) -> None:
    with pytest.raises(PermanentError):
        await mail.send(make_alert(recipient=f"mailto:{address}"), LINK)

    assert relay.came == []
