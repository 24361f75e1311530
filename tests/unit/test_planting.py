"""The search that proves that nothing leaked must itself find everything."""

import base64

import pytest

from shared.masking import mask_text
from tests.personal import DISGUISES, card, resident_id
from tests.planting import found_in

VALUES = {"id": resident_id(), "card": card(), "mobile": "13800138000"}
CODES = {
    "UTF-16": lambda value: f"号{value}。".encode("utf-16-le"),
    "GB18030": lambda value: f"号{value}。".encode("gb18030"),
    "hexadecimal": lambda value: value.encode().hex().encode(),
    "base64": lambda value: base64.b64encode(b"xx" + value.encode() + b"y"),
    "tags": lambda value: "".join(f"<i>{char}</i>" for char in value).encode(),
    "groups of 4": lambda value: " ".join(value[i : i + 4] for i in range(0, 20, 4)).encode(),
    "reversed mask": lambda value: ("***" + value[3:-2] + "**").encode(),
    "backwards": lambda value: value[::-1].encode(),
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", VALUES)
def test_a_code_is_seen_through(code: str, name: str) -> None:
    assert name in found_in(b"\x01before" + CODES[code](VALUES[name]) + b"after\xff", VALUES)


@pytest.mark.parametrize("disguise", sorted(DISGUISES.keys() - {"percent twice"}))
@pytest.mark.parametrize("name", VALUES)
def test_a_disguise_is_seen_through(disguise: str, name: str) -> None:
    assert name in found_in(DISGUISES[disguise](VALUES[name]).encode(), VALUES)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_masked_text_holds_nothing_to_be_found(disguise: str) -> None:
    text = "，".join(f"号码{DISGUISES[disguise](value)}" for value in VALUES.values())

    assert found_in(mask_text(text).encode(), VALUES) == set()
