"""One page becomes one finding, one order, one mail, and is closed by proof."""

import pytest

from tests.e2e.demo import running


@pytest.mark.timeout(240)
@pytest.mark.parametrize("replicas", ["1", "2"])
def test_a_page_is_found_ordered_mended_proven_and_closed(replicas: str) -> None:
    with running("slice", "--replicas", replicas) as process:
        screen, _ = process.communicate(timeout=200)

    assert process.returncode == 0, screen[-3000:]
    steps = ("发现 2 个疑似问题", "期限 2021-02-01", "责任单位收到邮件", "复查通过，整改单办结")
    places = [screen.index(step) for step in steps]
    assert places == sorted(places)
    assert "11010119900307109X" not in screen
