"""What the notifier needs to know, from `XUNCHA_*` and `XUNCHA_NOTIFIER_*`."""

from pathlib import Path

from pydantic import Field

from shared.settings import SharedSettings

_CHANNEL = r"(mailto|wecom|dingtalk|feishu|webhook|sms|log):[^\s;/]+"


class NotifierSettings(SharedSettings):
    """Settings of the notifier."""

    notifier_smtp_host: str = Field(min_length=1)
    """The mail relay; required."""
    notifier_smtp_port: int = Field(default=587, ge=1, le=65535)
    """Its port."""
    notifier_smtp_tls: str = Field(default="starttls", pattern="^(starttls|tls|none)$")
    """`none` only for a relay on this machine."""
    notifier_smtp_user: str = ""
    """Empty when the relay asks for no login."""
    notifier_smtp_password_file: Path | None = None
    """The password of that user, in a file of its own."""
    notifier_mail_from: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    """The address that alerts come from; required."""
    notifier_office: str = Field(default="市政府办公室", min_length=1, max_length=60)
    """How messages name the office."""
    notifier_scan_seconds: float = Field(default=1.0, gt=0, le=60)
    """Real time between two looks at what must be sent."""
    notifier_lease_seconds: float = Field(default=60.0, ge=5, le=600)
    """Real time for which one replica may try to hand over an alert."""
    notifier_calendar_file: Path | None = None
    """Days off and make-up days that correct or follow the packaged schedule."""
    notifier_credentials_file: Path | None = None
    """Robots, signing keys of webhooks and the gateway for short messages; see docs/channels.md."""
    notifier_internal_file: Path | None = None
    """Addresses inside the office that channels may reach: `host cidr port[,port]` a line."""
    notifier_public_url: str = Field(default="", pattern=r"^(https?://[^\s?#]+)?$")
    """Where units reach their pages; empty means this process's own address."""
    notifier_hold: bool = False
    """Start with every alert held back, as after a restore of store and broker together."""
    notifier_dry_run: bool = False
    """Write every alert to the log and send none."""
    notifier_dry_run_mail: str = Field(default="", pattern=r"^([^@\s]+@[^@\s]+)?$")
    """Send every alert to this one address instead of to its recipient."""
    notifier_forwarded_for: bool = False
    """Whether a proxy in front, the only way in, names the client in X-Forwarded-For."""
    notifier_deadlines_file: Path | None = None
    """The office's deadline classes (YAML); the packaged suggestions when unset."""
    notifier_office_channels: str = Field(default="", pattern=rf"^$|^{_CHANNEL}(;{_CHANNEL})*$")
    """Where the office itself is told, such as `mailto:duty@example.cn`, several separated by ;"""
    notifier_fallback_channels: str = Field(default="", pattern=r"^$|^[a-z]+(;[a-z]+)*$")
    """Sorts of channels, such as `sms`, that serve only where another of the unit has failed."""
    notifier_quiet_hours: str = "20:00-08:00"
    """Office time in which reminders rest unless their class is urgent; empty for none."""
    notifier_group_minutes: float = Field(default=30.0, ge=0, le=1440)
    """Business time in which findings of one unit and class share an order; 0 for none."""
    notifier_merge_minutes: float = Field(default=60.0, ge=0, le=10_080)
    """Business time after which waiting alerts to one recipient share a message; 0 merges none."""
    notifier_gather_seconds: float = Field(default=5.0, ge=0, le=50)
    """Real time in which reminders to one recipient gather for one message."""
    notifier_heartbeat_url: str = Field(default="", pattern="^(|https?://.+)$")
    """A watcher outside that is called every minute while the notifier works."""
