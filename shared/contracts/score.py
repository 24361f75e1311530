"""Scores: what a higher level gave a target; shown beside our figures, never as ours."""

from pydantic import Field

from shared.contracts.base import Contract

QUARTER_PATTERN = r"^\d{4}Q[1-4]$"


class Score(Contract):
    """The points of one target in one quarter, by one source."""

    quarter: str = Field(pattern=QUARTER_PATTERN)
    target: str
    points: float = Field(ge=0, le=130)
    rank: int | None = Field(default=None, ge=1)
    """Place among the compared targets, 1 is best."""
    source: str
    """Who gave it, such as `province`."""
    remark: str = ""
    """Masked."""
    version: int = Field(default=1, ge=1)

    @property
    def id(self) -> str:
        """Quarter, target and source."""
        return f"{self.quarter}:{self.target}:{self.source}"
