"""Plans: when a target is looked at next, and what is known of its rhythm."""

from pydantic import AwareDatetime

from shared.contracts.base import Contract


class Plan(Contract):
    """What the crawler remembers of one target between two looks; all times are business time."""

    target: str
    host: str
    next_at: AwareDatetime
    """Moves only when a look is recorded."""
    looked_at: AwareDatetime | None = None
    """Begin of the last look that was recorded."""
    read_at: AwareDatetime | None = None
    """Begin of the last look that read the start page, once the whole history was read without a
    gap: what is new since did not stand there then."""
    full_at: AwareDatetime | None = None
    """When the back-check of the whole history was done; it is done once."""
    daily_at: AwareDatetime | None = None
    """Begin of the last daily pass."""
    links_at: AwareDatetime | None = None
    """When the links of its pages are followed next; None when nothing is noted yet."""
    changed_at: AwareDatetime | None = None
    """When something new was seen last."""
