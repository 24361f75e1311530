"""The ways out of a notifier with these settings."""

from collections.abc import Sequence
from pathlib import Path

from services.notifier.channels.base import Channel
from services.notifier.channels.email import Email, Relay
from services.notifier.channels.every import channels, dry, redirected
from services.notifier.channels.posting import Poster
from services.notifier.credentials import read_credentials
from services.notifier.settings import NotifierSettings
from shared.egress.client import Egress
from shared.egress.own import own_parts
from shared.egress.policy import Policy, load_internal_targets
from shared.errors import PermanentError
from shared.redaction import keep_secret


def chosen(settings: NotifierSettings, egress: Egress) -> Sequence[Channel]:
    """Return the channels: the real ones, or those of a dry run."""
    mail = Email(_relay(settings))
    if settings.notifier_dry_run:
        return dry()
    if settings.notifier_dry_run_mail:
        return redirected(mail, settings.notifier_dry_run_mail)
    return channels(mail, Poster(egress), read_credentials(settings.notifier_credentials_file))


def policy(settings: NotifierSettings) -> Policy:
    """Return where channels may reach, our own parts never."""
    internal = settings.notifier_internal_file
    return Policy(
        internal=load_internal_targets(internal) if internal else (),
        protected=own_parts(settings.nats_url, settings.nats_monitor_url, settings.mongo_url),
    )


def _relay(settings: NotifierSettings) -> Relay:
    file = settings.notifier_smtp_password_file
    return Relay(
        host=settings.notifier_smtp_host,
        port=settings.notifier_smtp_port,
        tls=settings.notifier_smtp_tls,
        user=settings.notifier_smtp_user,
        password=_secret(file) if file else "",
        sender=settings.notifier_mail_from,
        name=settings.notifier_office,
    )


def _secret(file: Path) -> str:
    try:
        secret = file.read_text("utf-8").strip()
    except OSError as error:
        raise PermanentError(
            f"XUNCHA_NOTIFIER_SMTP_PASSWORD_FILE: {file} cannot be read ({error.strerror}); "
            "name a file that this user may read"
        ) from error
    keep_secret(secret)
    return secret
