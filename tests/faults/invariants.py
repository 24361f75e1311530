"""What must hold after every run: each check is a function of the facts and names what broke it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from shared.contracts.finding import Decision, Finding
from shared.contracts.order import OrderState, order_id
from tests.faults.facts import Facts

SLOWEST_SERVICE_SECONDS = 30.0
SLOWEST_SERVER_SECONDS = 90.0
GOING_HOME_SECONDS = 5.0
_NOUNS = {"rectified": "order", "import": "ruleset", "apply": "ruleset"}


@dataclass
class Verdict:
    """One invariant after one run."""

    id: str
    title: str
    checked: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def bound(self) -> str:
        """Largest rate of failure that zero failures in so many trials leave open (95 %)."""
        return f"{min(3 / self.checked, 1):.2%}" if self.checked and not self.broken else "-"


def articles_kept(facts: Facts) -> Verdict:
    """I1: what was served is stored, once, and was analysed."""
    stored, analysed = Counter(facts.articles), Counter(facts.analysed)
    read = {article for article, _ in analysed}
    broken = [f"served, not stored: {key}" for key in facts.served - set(stored)]
    broken += [f"stored, never served: {key}" for key in set(stored) - facts.served]
    broken += [f"stored, not analysed: {key}" for key in set(stored) - read]
    broken += [f"stands on a site, never served: {key}" for key in facts.standing - facts.served]
    broken += [f"stored {n} times: {key}" for key, n in stored.items() if n > 1]
    broken += [
        f"analysed {n} times by {rules}: {key}" for (key, rules), n in analysed.items() if n > 1
    ]
    return Verdict("I1", "no article lost", len(facts.served), broken)


def findings_exact(facts: Facts) -> Verdict:
    """I2: the findings of pages are the expected multiset; no place is noted twice.

    Each indicator fails once in a quarter, and those must fail whose looks were read.
    """
    broken = [f"missing: {key} x {n}" for key, n in (facts.expected - facts.found).items()]
    broken += [f"too many: {key} x {n}" for key, n in (facts.found - facts.expected).items()]
    broken += [f"place noted {n} times: {key}" for key, n in facts.places.items() if n > 1]
    broken += [f"never raised: {key}" for key in facts.owed - set(facts.failing)]
    broken += [f"failed {n} times in a quarter: {key}" for key, n in facts.failing.items() if n > 1]
    return Verdict("I2", "findings exactly once", sum(facts.expected.values()), broken)


def orders_settled(facts: Facts) -> Verdict:
    """I5: every order came to its end, and nothing waits anywhere."""
    broken = [*_orders_missing(facts), *_orders_stuck(facts), *_queues(facts), *_letters(facts)]
    broken += [f"no answer to {request}" for request in facts.unanswered]
    broken += [
        f"refused: {told.says} {told.about}" for told in facts.told if not (told.ok or told.moot)
    ]
    return Verdict("I5", "nothing is stuck", len(facts.orders) + len(facts.consumers), broken)


def audit_complete(facts: Facts) -> Verdict:
    """I6: the chain holds, with exactly one entry for each thing that a person did."""
    expected = Counter(_deeds(facts))
    entries = Counter((entry.action, entry.about, entry.cause) for entry in facts.audit)
    broken = [f"chain: {facts.chain}"] if facts.chain else []
    broken += [f"no entry: {key}" for key in expected - entries]
    broken += [f"not done, or entered twice: {key}" for key in entries - expected]
    return Verdict("I6", "audit complete", sum(expected.values()), broken)


def nothing_leaked(facts: Facts) -> Verdict:
    """I7: no resident number stands in store, streams, logs or mails."""
    return Verdict("I7", "no personal value outside seals", len(facts.expected), list(facts.leaks))


def counted_once(facts: Facts) -> Verdict:
    """I8: every rollup row says what the records say, however often it was computed."""
    return Verdict("I8", "counted once", facts.rows, list(facts.wrong_rows))


def assessed_once(facts: Facts) -> Verdict:
    """I9: each change of a verdict is stored and told once, and is what the analyzer stands by."""
    return Verdict("I9", "assessed once", facts.assessments, list(facts.wrong_assessments))


def recovered(facts: Facts) -> Verdict:
    """I10: every part came back in time, and ended only when it was killed."""
    broken = list(facts.wrong)
    for name, seconds in facts.recoveries.items():
        limit = SLOWEST_SERVER_SECONDS if name in {"nats", "store"} else SLOWEST_SERVICE_SECONDS
        broken += [f"{name} needed {one:.1f} s" for one in seconds if one > limit]
    return Verdict("I10", "recovery", sum(map(len, facts.recoveries.values())), broken)


def nobody_blamed(facts: Facts) -> Verdict:
    """I11: no site is said to have failed while only we did."""
    blamed = facts.probes.get("failed", 0)
    broken = [f"{blamed} probes say that a site failed"] if blamed else []
    return Verdict("I11", "nobody blamed", sum(facts.probes.values()), broken)


def failpoints_fired(facts: Facts) -> Verdict:
    """F06: a failpoint that did not fire has proven nothing."""
    broken = [f"did not fire: {name}" for name, fired in facts.failpoints.items() if not fired]
    return Verdict("F06", "failpoints fired", len(facts.failpoints), broken)


def _confirmed(facts: Facts) -> Iterable[str]:
    return (told.about for told in facts.told if told.ok and told.says == Decision.CONFIRMED)


def _orders_missing(facts: Facts) -> Iterator[str]:
    wanted = {order_id(finding) for finding in _confirmed(facts)}
    there = {order.id for order in facts.orders}
    yield from (f"no order: {key}" for key in wanted - there)
    yield from (f"order that nobody confirmed: {key}" for key in there - wanted)
    for finding in facts.findings:
        if finding.decision is Decision.SUSPECTED and not _just_raised(facts, finding):
            yield f"finding never decided: {finding.id}"


def _just_raised(facts: Facts, finding: Finding) -> bool:
    """Tell whether a day's assessment raised it when the clerk was about to go home."""
    if finding.article or facts.ended is None:
        return False
    return finding.history[0].at > facts.ended - timedelta(seconds=GOING_HOME_SECONDS * facts.rate)


def _orders_stuck(facts: Facts) -> Iterator[str]:
    for order in facts.orders:
        ends = {OrderState.ISSUED} if facts.plans[order.id] == "never" else {OrderState.CLOSED}
        if order.state not in ends:
            yield f"order {order.id} ({facts.plans[order.id]}) rests as {order.state}"


def _queues(facts: Facts) -> Iterator[str]:
    for name, (pending, unacked) in facts.consumers.items():
        if pending or unacked:
            yield f"{name}: {pending} pending, {unacked} unacknowledged"
    for name, waiting in facts.waiting.items():
        if waiting:
            yield f"{waiting} documents of {name} hold unpublished events"
    if facts.open_alerts:
        yield f"{facts.open_alerts} alerts are not closed"


def _letters(facts: Facts) -> Iterator[str]:
    left = {letter.origin for letter in facts.letters}
    for letter in facts.letters:
        if letter.origin not in facts.poisons:
            yield f"dead letter {letter.subject} ({letter.origin}): {letter.reason}"
    for origin, name in facts.poisons.items():
        if origin not in left | facts.settled_poisons:
            yield f"poison without a dead letter: {name} ({origin})"


def _deeds(facts: Facts) -> Iterator[tuple[str, str, str]]:
    for told in facts.told:
        if told.ok:
            noun = _NOUNS.get(told.says, "finding")
            yield f"{noun}.{told.says}", told.about, told.request
    for key, request in facts.imports:
        yield "registry.import", key, request
