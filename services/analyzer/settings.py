"""What the analyzer needs to know, from `XUNCHA_*` and `XUNCHA_ANALYZER_*`."""

from pydantic import Field

from shared.settings import SharedSettings


class AnalyzerSettings(SharedSettings):
    """Settings of the analyzer."""

    analyzer_batch: int = Field(default=100, ge=1, le=250)
    """Articles analysed and stored together."""
    analyzer_import_limit_bytes: int = Field(default=5 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    """Largest import file."""
    analyzer_import_limit_rows: int = Field(default=20_000, ge=1, le=100_000)
    """Most rows of one import file."""
