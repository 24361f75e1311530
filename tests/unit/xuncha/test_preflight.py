import struct

import pytest

from xuncha.preflight import version_accepted, written_through
from xuncha.wire import hello_message


@pytest.mark.parametrize(
    ("version", "accepted"),
    [
        ("2.12.11", False),
        ("2.12.12", True),
        ("nats-server: v2.13.0", True),
        ("2.14.0", False),
        ("2.14.2-RC.1", False),
        ("2.14.3", True),
        ("2.15.1", True),
        ("10.0.0", True),
        ("", False),
    ],
)
def test_versions(version: str, accepted: bool) -> None:
    assert version_accepted(version) is accepted


@pytest.mark.parametrize(
    ("facts", "safe"),
    [
        pytest.param({"jetstream": {"config": {"sync_always": True}}}, True, id="always"),
        pytest.param({"jetstream": {"config": {}}}, False, id="default"),
        pytest.param({"cluster": {"name": "c"}, "jetstream": {"config": {}}}, True, id="cluster"),
        pytest.param({"cluster": {}}, None, id="unsaid"),
    ],
)
def test_written_through(facts: dict[str, object], safe: bool | None) -> None:
    assert written_through(facts) is safe


def test_the_greeting_counts_its_bytes() -> None:
    message = hello_message()
    assert struct.unpack_from("<i", message)[0] == len(message)
    assert struct.unpack_from("<i", message, 21)[0] == len(message) - 21
