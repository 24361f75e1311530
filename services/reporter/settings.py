"""What the reporter needs to know, from `XUNCHA_*` and `XUNCHA_REPORTER_*`."""

from pathlib import Path

from pydantic import Field

from shared.settings import SharedSettings


class ReporterSettings(SharedSettings):
    """Settings of the reporter."""

    reporter_notice_profile: str = "lincang"
    """The notice's wording: a packaged profile by name, or the path of an office's own file."""
    reporter_calendar_file: Path | None = None
    """Days off and make-up days that correct or follow the packaged schedule."""
    reporter_import_limit_bytes: int = Field(default=5 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    """Largest import file."""
    reporter_import_limit_rows: int = Field(default=20_000, ge=1, le=100_000)
    """Most rows of one import file."""
    reporter_rollup_seconds: float = Field(default=2.0, gt=0, le=3600)
    """Longest wait between a change and the figures that count it, real time."""
