# ruff: noqa: T201 - the table is what a run is for
"""Prints what was checked, what broke it, and what zero failures are worth."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.facts import Facts
from tests.faults.invariants import Verdict

SHOWN = 12


@dataclass
class Outcome:
    """One finished round."""

    name: str
    seed: int
    seconds: float
    facts: Facts
    verdicts: Sequence[Verdict]

    @property
    def passed(self) -> bool:
        return not any(verdict.broken for verdict in self.verdicts)


def print_round(outcome: Outcome) -> None:
    """Print one round: its counts, then a line for each invariant."""
    facts = outcome.facts
    kinds = Counter(fault.kind for fault in facts.faults)
    copies = Counter(mail.alert for mail in facts.mails)
    again = sum(count - 1 for count in copies.values())
    print(f"\n== {outcome.name}, seed {outcome.seed}: {outcome.seconds:.0f} s")
    print(f"   faults: {', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items())) or 'none'}")
    print(
        f"   {len(facts.served)} articles, {len(facts.findings)} findings, "
        f"{len(facts.orders)} orders, {len(facts.told)} commands, {len(facts.mails)} mails "
        f"({again} repeats), {len(facts.letters)} dead letters left; "
        f"at rest after {facts.quiet_seconds:.1f} s"
    )
    for name, seconds in _slowest(facts).items():
        print(f"   {name:<9} back {len(seconds):>3} times, slowest {max(seconds):5.1f} s")
    print_verdicts(outcome.verdicts)


def print_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Print one line for each invariant, and what broke it."""
    print(f"   {'id':<4} {'invariant':<32} {'checked':>8} {'broken':>7}  rate below (95 %)")
    for verdict in verdicts:
        print(
            f"   {verdict.id:<4} {verdict.title:<32} {verdict.checked:>8} "
            f"{len(verdict.broken):>7}  {verdict.bound}"
        )
        for text in verdict.broken[:SHOWN]:
            print(f"        ! {text}")
        if len(verdict.broken) > SHOWN:
            print(f"        ! and {len(verdict.broken) - SHOWN} more")


def summed(outcomes: Sequence[Outcome]) -> list[Verdict]:
    """Add up the same invariant over all rounds."""
    total: dict[str, Verdict] = {}
    for outcome in outcomes:
        for verdict in outcome.verdicts:
            whole = total.setdefault(verdict.id, Verdict(verdict.id, verdict.title))
            whole.checked += verdict.checked
            whole.broken += verdict.broken
    return list(total.values())


def _slowest(facts: Facts) -> dict[str, list[float]]:
    by_service: dict[str, list[float]] = {}
    for name, seconds in facts.recoveries.items():
        by_service.setdefault(name.partition("-")[0], []).extend(seconds)
    return {name: seconds for name, seconds in by_service.items() if seconds}
