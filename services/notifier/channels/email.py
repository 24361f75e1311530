"""E-mail over SMTP."""

import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote

import aiosmtplib

from shared.clock import OFFICE_ZONE
from shared.contracts.alert import Alert
from shared.errors import PermanentError, TransientError

SEND_SECONDS = 30.0
_PERMANENT = 500


@dataclass(frozen=True)
class Relay:
    """The mail relay."""

    host: str
    port: int
    tls: str
    """starttls, tls or none."""
    user: str = ""
    password: str = ""
    sender: str = ""
    """The address that alerts come from."""
    name: str = ""
    """How it is shown."""


class Email:
    """Sends alerts as plain-text mails.

    Args:
        relay: where they are handed over.
        tls: verifies the relay; the public certificate authorities by default.
    """

    scheme = "mailto"

    def __init__(self, relay: Relay, tls: ssl.SSLContext | None = None) -> None:
        self._relay = relay
        self._tls = tls

    async def send(self, alert: Alert) -> str:
        """See `Channel.send`: 4xx and silence are tried again, 5xx is for good."""
        message = self._message(alert)
        relay = self._relay
        try:
            _, answer = await aiosmtplib.send(
                message,
                hostname=relay.host,
                port=relay.port,
                start_tls=relay.tls == "starttls",
                use_tls=relay.tls == "tls",
                tls_context=self._tls,
                username=relay.user or None,
                password=relay.password or None,
                timeout=SEND_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _classified(error.recipients[0].code, error.recipients[0].message) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _classified(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TransientError(f"mail relay {relay.host}:{relay.port}: {error}") from error
        return answer

    def _message(self, alert: Alert) -> EmailMessage:
        relay = self._relay
        message = EmailMessage()
        try:
            message["From"] = Address(relay.name, addr_spec=relay.sender)
            message["To"] = Address(addr_spec=unquote(alert.recipient.partition(":")[2]))
            message["Subject"] = alert.subject_line
        except ValueError as error:  # control characters, or no address at all
            raise PermanentError(f"no mail can be addressed so: {error}") from error
        message["Date"] = format_datetime(alert.due_at.astimezone(OFFICE_ZONE))
        message["Message-ID"] = f"<{alert.id}@{relay.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(alert.text)
        return message


def _classified(code: int, answer: str) -> Exception:
    text = f"{code} {answer}"
    return PermanentError(text) if code >= _PERMANENT else TransientError(text)
