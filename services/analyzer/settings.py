"""What the analyzer needs to know, from `XUNCHA_*` and `XUNCHA_ANALYZER_*`."""

from pydantic import Field

from shared.settings import SharedSettings


class AnalyzerSettings(SharedSettings):
    """Settings of the analyzer."""

    analyzer_batch: int = Field(default=100, ge=1, le=250)
    """Articles analysed and stored together."""
