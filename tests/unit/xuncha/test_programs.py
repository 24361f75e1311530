import pytest

from xuncha.failures import RefusedError
from xuncha.ports import Ports
from xuncha.programs import place, shared_clock


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("2021-01-04", "2021-01-04@1@9.5"),
        ("2021-01-04@60", "2021-01-04@60@9.5"),
        ("2021-01-04@60@3", "2021-01-04@60@3"),
    ],
)
def test_the_clock_gets_its_epoch(text: str, completed: str) -> None:
    assert shared_clock(text, 9.5) == completed


def test_a_wrong_clock_is_refused() -> None:
    with pytest.raises(RefusedError, match="XUNCHA_CLOCK=soon"):
        shared_clock("soon", 9.5)


def test_replicas_have_names_and_ports_of_their_own() -> None:
    placed = place({"crawler": 2, "reporter": 0}, Ports(fixed=False))
    assert [one.name for one in placed] == ["crawler-1", "crawler-2", "analyzer", "notifier"]
    assert len({one.port for one in placed}) == 4
