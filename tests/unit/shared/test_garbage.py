import gc
from collections.abc import Iterator

import pytest

from shared.garbage import settle


@pytest.fixture
def thresholds() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    yield before
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_is_left_out_of_later_collections(thresholds: tuple[int, int, int]) -> None:
    kept = [[] for _ in range(1_000)]

    settle()

    assert gc.get_freeze_count() >= len(kept)
    assert gc.get_threshold()[0] > thresholds[0]
