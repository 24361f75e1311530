"""Every channel of one notifier, put together from its settings."""

from collections.abc import Sequence

from services.notifier.channels.base import Channel
from services.notifier.channels.dingtalk import DingTalk
from services.notifier.channels.email import Email
from services.notifier.channels.feishu import Feishu
from services.notifier.channels.log import Log
from services.notifier.channels.posting import Poster
from services.notifier.channels.redirect import Redirect
from services.notifier.channels.sms import Sms
from services.notifier.channels.webhook import Webhook
from services.notifier.channels.wecom import WeCom
from services.notifier.credentials import Credentials

SCHEMES = ("mailto", "wecom", "dingtalk", "feishu", "webhook", "sms", "log")


def channels(mail: Email, poster: Poster, credentials: Credentials) -> Sequence[Channel]:
    """Return the ways out; which of them a unit uses stands in the registry."""
    return (
        mail,
        WeCom(poster, credentials.of("wecom")),
        DingTalk(poster, credentials.of("dingtalk")),
        Feishu(poster, credentials.of("feishu")),
        Webhook(poster, credentials.webhooks),
        Sms(poster, credentials.sms),
        Log(),
    )


def dry() -> Sequence[Channel]:
    """Return stand-ins for all of them, which write to the log and send nothing."""
    return tuple(Log(scheme) for scheme in SCHEMES)


def redirected(mail: Email, address: str) -> Sequence[Channel]:
    """Return stand-ins for all of them, which send to one mailbox."""
    return tuple(Redirect(scheme, mail, f"mailto:{address}") for scheme in SCHEMES)
