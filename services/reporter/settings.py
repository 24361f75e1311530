"""What the reporter needs to know, from `XUNCHA_*` and `XUNCHA_REPORTER_*`."""

from pathlib import Path

from pydantic import Field

from shared.settings import SharedSettings


class ReporterSettings(SharedSettings):
    """Settings of the reporter."""

    reporter_notice_profile: str = "lincang"
    """The notice's wording: a packaged profile by name, or the path of an office's own file."""
    reporter_filing_working_days: int = Field(default=10, ge=1, le=250)
    """Working days after an approval in which it must be filed, before that is a finding."""
    reporter_second_approver: bool = True
    """Imports may not change a known contact or host: that needs a proposal and its approval."""
    reporter_enquiry_limits_file: Path | None = None
    """Working days per category of enquiries, instead of the packaged ones; YAML."""
    reporter_import_limit_bytes: int = Field(default=5 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    """Largest import file."""
    reporter_import_limit_rows: int = Field(default=20_000, ge=1, le=100_000)
    """Most rows of one import file."""
    reporter_day_at: str = Field(default="17:30", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")
    """Time of day (Asia/Shanghai) from which the daily report is announced; empty never does."""
    reporter_forwarded_for: bool = False
    """Whether a proxy in front, the only way in, names the API's client in X-Forwarded-For."""
    reporter_rollup_seconds: float = Field(default=2.0, gt=0, le=3600)
    """Longest wait between a change and the figures that count it, real time."""
