"""What the analyzer needs to know, from `XUNCHA_*` and `XUNCHA_ANALYZER_*`."""

from pathlib import Path
from typing import Literal

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
    analyzer_rules_seconds: float = Field(default=10.0, gt=0, le=600)
    """Longest time after which a replica takes over a rule set whose event it missed, real time."""
    analyzer_confirms: str = ""
    """Rules that confirm what they find by themselves, separated by commas; none by default."""
    analyzer_hint_below: float = Field(default=0.5, ge=0, le=1)
    """A rule of which people confirm a smaller share gives hints only; 0 switches that off."""
    analyzer_hint_decisions: int = Field(default=20, ge=1)
    """Least number of decisions about a rule before its share counts."""
    analyzer_sweep_seconds: float = Field(default=30.0, gt=0, le=3600)
    """Pause between two looks for articles that were read with older rules, real time."""
    analyzer_sweep_days: int = Field(default=30, ge=1, le=400)
    """How far back articles are read again when the rules have changed, in days."""
    analyzer_assess_seconds: float = Field(default=2.0, gt=0, le=3600)
    """Pause between two looks for days to assess and facts that came late, real time."""
    analyzer_boards: bool = False
    """Whether enquiries are read off columns of class `enquiries`; not where they are imported."""
    analyzer_corrector_url: str = ""
    """Address of a model-based corrector; empty asks nobody."""
    analyzer_corrector_seconds: float = Field(default=2.0, gt=0, le=60)
    """Longest time for one text, real time; without an answer analysis goes on."""
    analyzer_corrector_severity: Literal["hint", "ordinary"] = "hint"
    """What a suggestion of the corrector weighs."""
    analyzer_corrector_authorization_file: Path | None = None
    """File with the value of the header Authorization that the corrector asks for, on one line."""
    analyzer_corrector_attachments: bool = False
    """Whether the texts of attachments are sent to the corrector too."""
    analyzer_internal_file: Path | None = None
    """Addresses inside the office that the corrector may have, as the crawler's file."""
