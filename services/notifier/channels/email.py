"""E-mail over SMTP."""

import html
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote

import aiosmtplib

from shared.clock import OFFICE_ZONE
from shared.contracts.alert import Alert
from shared.errors import PermanentError, TransientError

SEND_SECONDS = 30.0
_HTML = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title></head>"
    '<body style="font:16px/1.7 sans-serif;color:#1d2733;max-width:40em">'
    "<p>{lines}</p>{button}</body></html>"
)
_BUTTON = (
    '<p><a href="{link}" style="display:inline-block;padding:.6em 1.4em;background:#0b5394;'
    'color:#fff;text-decoration:none;border-radius:4px">办理整改单</a></p>'
)
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
    """Sends alerts as mails, in plain text and in HTML.

    Args:
        relay: where they are handed over.
        tls: verifies the relay; the public certificate authorities by default.
    """

    scheme = "mailto"
    spacing_seconds = 0.0

    def __init__(self, relay: Relay, tls: ssl.SSLContext | None = None) -> None:
        self._relay = relay
        self._tls = tls

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`: 4xx and silence are tried again, 5xx is for good."""
        message = self._message(alert, link)
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

    def _message(self, alert: Alert, link: str) -> EmailMessage:
        relay = self._relay
        message = EmailMessage()
        try:
            message["From"] = Address(relay.name, addr_spec=relay.sender)
            message["To"] = Address(addr_spec=unquote(alert.recipient.partition(":")[2]))
            message["Subject"] = alert.subject_line
        except (ValueError, MessageError, IndexError) as error:  # control characters, no address
            raise PermanentError(f"no mail can be addressed so: {error}") from error
        message["Date"] = format_datetime(alert.due_at.astimezone(OFFICE_ZONE))
        message["Message-ID"] = f"<{alert.id}@{relay.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{alert.text}\n\n办理页面：{link}" if link else alert.text)
        message.add_alternative(page(alert, link), subtype="html")
        return message


def page(alert: Alert, link: str) -> str:
    """Write the HTML part: the same lines, and a button. Nothing in it is loaded from elsewhere."""
    lines = "<br>".join(html.escape(line) for line in alert.text.splitlines())
    button = _BUTTON.format(link=html.escape(link)) if link else ""
    return _HTML.format(title=html.escape(alert.subject_line), lines=lines, button=button)


def _classified(code: int, answer: str) -> Exception:
    text = f"{code} {answer}"
    return PermanentError(text) if code >= _PERMANENT else TransientError(text)
