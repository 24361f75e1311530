"""A value that no command takes ends with one clear text, never with a traceback."""

import pytest

from xuncha.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("push", "issue", "--unit", "county-a", "--days", "0"), "days"),
        (("push", "revoke", "nope"), "id"),
    ],
)
def test_what_is_wrong_is_named(
    arguments: tuple[str, ...],
    field: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.startswith(f"{field}: ")
    assert "Traceback" not in told
