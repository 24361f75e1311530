"""Three replicas of each service under load, one killed at random: everything takes effect once."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.run import Run
from tests.faults.tiers import REPLICAS

SEED = 9
SHORT = replace(REPLICAS, kills=4, scaled=("analyzer",), pages=24, sites=4)
"""What fits into the time of a test; the fault runs do the same for longer."""

RECOVERY = "I10"
"""How fast parts come back is judged by the fault runs: no test judges by the clock."""


@pytest.mark.timeout(240)
async def test_replicas_killed_and_scaled_under_load_lose_and_double_nothing(
    tmp_path: Path,
) -> None:
    run = Run(SHORT, SEED, tmp_path)

    verdicts = await run.play()

    assert list(run.facts.wrong) == []
    unsound = {one.id: one.broken for one in verdicts if one.broken and one.id != RECOVERY}
    assert unsound == {}
    checked = {one.id: one.checked for one in verdicts}
    assert all(checked[id_] for id_ in ("I1", "I2", "I3", "I5", "I6", "I8", "I9"))
    kinds = [fault.kind for fault in run.facts.faults]
    assert (kinds.count("kill"), kinds.count("scale")) == (SHORT.kills, 1)
