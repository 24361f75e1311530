# ruff: noqa: T201 - the table is what a run is for
"""`python -m tests.faults --tier commit|nightly|release`; `--help` names the options."""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.faults.invariants import Verdict
from tests.faults.report import Outcome, print_round, print_verdicts, summed
from tests.faults.run import Run
from tests.faults.tiers import TIERS, Round, Tier


def main() -> int:
    """Run one tier; return the exit code."""
    arguments = _arguments()
    tier = TIERS[arguments.tier]
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"tier {tier.name}: {tier.kills} random kills, about {tier.minutes} minutes, seed {seed}")
    begun = time.monotonic()
    plans = _plans(tier, seed, arguments.only)[: arguments.most]
    outcomes = [_round(plan, each, keep=arguments.keep) for plan, each in plans]
    failed = sum(not outcome.passed for outcome in outcomes)
    print(f"\n== all rounds: {time.monotonic() - begun:.0f} s")
    print_verdicts(summed(outcomes))
    if failed:
        print(f"   replay: python -m tests.faults --tier {tier.name} --seed {seed} --keep")
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed or not outcomes else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--tier", choices=sorted(TIERS), default="commit")
    parser.add_argument("--seed", type=int, help="repeats the faults and pages of a run")
    parser.add_argument("--only", default="", help="rounds whose name begins so")
    parser.add_argument("--most", type=int, help="stop after so many rounds")
    parser.add_argument("--keep", action="store_true", help="keep data, logs and ledgers")
    return parser.parse_args()


def _plans(tier: Tier, seed: int, only: str) -> list[tuple[Round, int]]:
    """Give each round its own seed, the same whatever `only` leaves out."""
    plans = [plan for plan in tier.rounds for _ in range(plan.repeat)]
    numbered = [(plan, seed + number) for number, plan in enumerate(plans)]
    return [(plan, each) for plan, each in numbered if plan.name.startswith(only)]


def _round(plan: Round, seed: int, *, keep: bool) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="xuncha-faults-"))
    run = Run(plan, seed, folder)
    try:
        verdicts = asyncio.run(run.play())
    except Exception as error:  # noqa: BLE001 - the other rounds are worth running
        traceback.print_exc()
        verdicts = [Verdict("RUN", "the round ran to its end", 1, [repr(error)])]
    outcome = Outcome(plan.name, seed, run.seconds, run.facts, verdicts)
    print_round(outcome)
    if keep or not outcome.passed:
        print(f"   kept: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
