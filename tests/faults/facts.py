"""Everything that the invariants judge, as plain data: from the ledgers, the store, the streams."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.contracts.alert import Alert
from shared.contracts.finding import Finding
from shared.contracts.order import Order
from shared.contracts.report import ReportReady
from tests.faults.ledger import Fault

Span = tuple[float, float]


@dataclass(frozen=True)
class Mail:
    """One mail that the relay accepted."""

    at: float
    """Real time."""
    business: datetime
    alert: str
    recipient: str
    subject: str
    digest: str


@dataclass(frozen=True)
class Told:
    """One command that was answered."""

    request: str
    about: str
    says: str
    ok: bool
    moot: bool = False
    """Refused, for what it says had been seen already."""


@dataclass(frozen=True)
class Letter:
    """One dead letter."""

    origin: str
    subject: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """One audit entry."""

    action: str
    about: str
    cause: str


@dataclass
class Facts:
    """One run, after it came to rest."""

    served: frozenset[str] = frozenset()
    """Articles that a site has served."""
    standing: frozenset[str] = frozenset()
    """Articles that the sites show at the end."""
    articles: Sequence[str] = ()
    analysed: Sequence[tuple[str, str]] = ()
    """Article and rule set."""

    expected: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """Target, rule and serial of each finding that the pages must bring."""
    found: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    failing: Counter[tuple[str, str, tuple[int, int]]] = field(default_factory=Counter)
    """Target, rule and quarter of each finding of an indicator that failed."""
    owed: frozenset[tuple[str, str, tuple[int, int]]] = frozenset()
    """Those of them that must be there."""
    findings: Sequence[Finding] = ()
    places: Counter[tuple[str, str]] = field(default_factory=Counter)

    rows: int = 0
    """Rollup rows, of months and of days."""
    wrong_rows: Sequence[str] = ()
    assessments: int = 0
    wrong_assessments: Sequence[str] = ()

    told: Sequence[Told] = ()
    unanswered: Sequence[str] = ()
    orders: Sequence[Order] = ()
    plans: Mapping[str, str] = field(default_factory=dict)
    """What was meant to happen to each order's page: mend, lazy, never or reject."""
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By unit."""
    alerts: Sequence[Alert] = ()
    reports: Sequence[tuple[float, ReportReady]] = ()
    """Announced reports, with the real time of each."""
    open_alerts: int = 0
    mails: Sequence[Mail] = ()

    faults: Sequence[Fault] = ()
    able: Sequence[Span] = ()
    """When the store and a notifier answered, real time."""
    began: datetime | None = None
    """Business time at the real time `epoch`."""
    epoch: float = 0.0
    rate: float = 1.0
    ended: datetime | None = None
    """Business time at which the run came to rest."""

    waiting: Mapping[str, int] = field(default_factory=dict)
    """Documents with an event in their outbox, by collection."""
    consumers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Pending and unacknowledged messages, by durable."""
    letters: Sequence[Letter] = ()
    poisons: Mapping[str, str] = field(default_factory=dict)
    """Name of each poison by its origin."""
    settled_poisons: frozenset[str] = frozenset()
    """Origins whose letters were replayed or dropped."""

    probes: Mapping[str, int] = field(default_factory=dict)
    """How often each outcome was seen of sites that never failed."""
    imports: Sequence[tuple[str, str]] = ()
    """Id and request of each imported file."""
    audit: Sequence[Entry] = ()
    chain: str = ""
    """What is wrong with it."""
    leaks: Sequence[str] = ()
    wrong: Sequence[str] = ()
    """What a fault itself, or a process, showed to be broken."""
    failpoints: Mapping[str, bool] = field(default_factory=dict)
    """Armed failpoints, and whether they fired."""
    recoveries: Mapping[str, Sequence[float]] = field(default_factory=dict)
    quiet_seconds: float = 0.0

    def real(self, moment: datetime) -> float:
        """Return the real time at which a business time came."""
        assert self.began is not None
        return self.epoch + (moment - self.began).total_seconds() / self.rate
