"""How much is broken in each tier: the counts and durations, and nothing else."""

from dataclasses import dataclass, replace

from shared.failpoints import Failpoint

SERVICES = ("crawler", "analyzer", "notifier", "reporter")
SERVERS = ("nats", "store")
RATE = 24_000.0
"""Business seconds in each real one: a day passes in 3.6 seconds."""
LATEST_HIT = {Failpoint.REPORTER_MID_IMPORT: 1, Failpoint.SHARED_AFTER_DEAD: 2}
"""What one process of a round passes less often than a sweep goes."""


@dataclass(frozen=True)
class Round:
    """One life of a fresh system."""

    name: str
    repeat: int = 1
    kills: int = 0
    victims: tuple[str, ...] = (*SERVICES, *SERVERS)
    gap_seconds: tuple[float, float] = (1.2, 2.0)
    """Shortest and longest time between two kills."""
    hit: int = 0
    """Arms every failpoint at this hit; 0 arms none."""
    nats_down_seconds: float = 0.0
    store_down_seconds: float = 0.0
    full_seconds: float = 0.0
    """How long the stream of articles has no room."""
    pause_seconds: float = 0.0
    """How long a notifier stands still; longer than its lease."""
    mail_seconds: float = 0.0
    """How long each way of the mail relay to misbehave lasts."""
    poison: bool = False
    scaled: tuple[str, ...] = ()
    """Services that get one replica more, and lose it again, after the kills."""
    sites: int = 6
    pages: int = 60
    pages_per_second: float = 1.5
    replicas: int = 2
    quiet_seconds: float = 100.0
    """Longest wait for the backlog to go after the last fault."""


@dataclass(frozen=True)
class Tier:
    """What one call of the harness does."""

    name: str
    minutes: int
    """Declared duration on two cores."""
    rounds: tuple[Round, ...]

    @property
    def kills(self) -> int:
        """Random kills in all."""
        return sum(each.kills * each.repeat for each in self.rounds)


_KILLS = Round("kills", kills=30)
REPLICAS = Round(
    "replicas",
    kills=12,
    victims=SERVICES,
    gap_seconds=(3.0, 5.0),  # a start takes four seconds of a core, and here are twelve processes
    replicas=3,
    scaled=SERVICES,
)
_FAILPOINTS = Round(
    "failpoints",
    hit=1,
    poison=True,
    replicas=1,
    pages=40,
    pages_per_second=2.5,
)
_OUTAGES = Round(
    "outages",
    nats_down_seconds=20,
    store_down_seconds=20,
    full_seconds=8,
    pause_seconds=12,
    mail_seconds=4,
    pages=45,
    pages_per_second=0.7,
)
_LONG = replace(
    _OUTAGES,
    name="long outages",
    nats_down_seconds=180,
    store_down_seconds=180,
    full_seconds=30,
    pages=90,
    pages_per_second=0.2,
    quiet_seconds=300,
)
_BROKER = replace(_KILLS, name="broker kills", victims=("nats",), gap_seconds=(2.0, 4.0))
_STORE = replace(_KILLS, name="store kills", victims=("store",), gap_seconds=(2.0, 4.0))


def _sweep(most: int) -> tuple[Round, ...]:
    hits = range(1, most + 1)
    return tuple(replace(_FAILPOINTS, name=f"failpoints hit {hit}", hit=hit) for hit in hits)


TIERS = {
    tier.name: tier
    for tier in (
        Tier("commit", 6, (_KILLS, _FAILPOINTS, _OUTAGES)),
        Tier(
            "nightly",
            165,
            (
                replace(_KILLS, repeat=20),
                replace(REPLICAS, repeat=5),
                replace(_BROKER, repeat=10),
                replace(_STORE, repeat=5),
                *_sweep(3),
                replace(_LONG, repeat=2),
            ),
        ),
        Tier(
            "release",
            1_260,
            (
                replace(_KILLS, repeat=100),
                replace(REPLICAS, repeat=20),
                replace(_BROKER, repeat=50),
                replace(_STORE, repeat=17),
                *(replace(each, repeat=8) for each in _sweep(3)),
                replace(_LONG, repeat=30),
            ),
        ),
    )
}
