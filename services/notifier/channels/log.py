"""The log instead of a message: for dry runs."""

import structlog

from services.notifier.domain.route import shown
from shared.contracts.alert import Alert

log = structlog.get_logger()


class Log:
    """Writes alerts to the log, whatever their recipient; nothing leaves the machine.

    Args:
        scheme: of the recipients that it stands for.
    """

    spacing_seconds = 0.0

    def __init__(self, scheme: str = "log") -> None:
        self.scheme = scheme

    async def send(self, alert: Alert, link: str) -> str:
        """See `Channel.send`; the link is a secret and stays out of the log."""
        log.info(
            "alert.dry_run",
            alert=alert.id,
            kind=alert.kind,
            unit=alert.unit,
            recipient=shown(alert.recipient),
            subject=alert.subject_line,
            linked=bool(link),
        )
        return "dry run: written to the log"
