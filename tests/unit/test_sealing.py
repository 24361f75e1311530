"""Sealed bytes open only with their key and context; a destroyed key stays destroyed."""

import base64
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import PermanentError
from shared.sealing import (
    DataKey,
    Fingerprinter,
    KeyDestroyed,
    MasterKey,
    MasterKeyError,
    SealBroken,
    Sealer,
    generate_master_key,
    key_name,
    quarter_of,
    unwrap,
    wrap,
)

SEALER = Sealer()
KEY = DataKey.generate("2020Q4")
KEYS = {KEY.name: KEY}


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_sealed_bytes_open_again(plain: bytes, context: str) -> None:
    blob = SEALER.seal(plain, key=KEY, context=context)

    assert SEALER.open(blob, keys=KEYS, context=context) == plain
    assert SEALER.open(blob, keys=KEYS.get, context=context) == plain
    assert key_name(blob) == "2020Q4"


def test_plain_text_does_not_show_and_seals_differ() -> None:
    first, second = (SEALER.seal(b"plain" * 9, key=KEY, context="c") for _ in range(2))

    assert b"plain" not in first
    assert first != second


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_any_changed_byte_breaks_the_seal(mask: int) -> None:
    blob = SEALER.seal(b"evidence", key=KEY, context="c")

    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= mask
        with pytest.raises((SealBroken, KeyDestroyed)):
            SEALER.open(bytes(changed), keys=KEYS, context="c")
        with pytest.raises(SealBroken):
            SEALER.open(bytes(changed), keys=lambda _: KEY, context="c")


def test_cut_or_prolonged_bytes_break_the_seal() -> None:
    blob = SEALER.seal(b"evidence", key=KEY, context="c")

    for length in range(len(blob)):
        with pytest.raises(SealBroken):
            SEALER.open(blob[:length], keys=lambda _: KEY, context="c")
    with pytest.raises(SealBroken):
        SEALER.open(blob + b"\x00", keys=KEYS, context="c")


@given(st.text(max_size=20), st.text(max_size=20))
def test_another_context_breaks_the_seal(context: str, other: str) -> None:
    blob = SEALER.seal(b"evidence", key=KEY, context=context)

    if context != other:
        with pytest.raises(SealBroken):
            SEALER.open(blob, keys=KEYS, context=other)


def test_name_and_context_cannot_be_shifted_into_each_other() -> None:
    blob = SEALER.seal(b"x", key=DataKey("ab", KEY.key), context="c")
    shifted = b"\x01\x01a" + blob[4:]

    with pytest.raises(SealBroken):
        SEALER.open(shifted, keys=lambda _: KEY, context="bc")


def test_another_key_of_that_name_breaks_the_seal() -> None:
    blob = SEALER.seal(b"x", key=KEY, context="c")

    with pytest.raises(SealBroken):
        SEALER.open(blob, keys={KEY.name: DataKey.generate(KEY.name)}, context="c")


def test_destroyed_key_is_told_apart_and_is_permanent() -> None:
    blob = SEALER.seal(b"x", key=KEY, context="c")

    with pytest.raises(KeyDestroyed, match="2020Q4"):
        SEALER.open(blob, keys={}, context="c")
    with pytest.raises(KeyDestroyed):
        SEALER.open(blob, keys=lambda _: None, context="c")
    assert issubclass(KeyDestroyed, PermanentError)
    assert issubclass(SealBroken, PermanentError)


def test_wrapped_key_comes_back_only_with_master_and_name() -> None:
    master = MasterKey(os.urandom(32))
    blob = wrap(master, KEY.key, "2020Q4")

    assert unwrap(master, blob, "2020Q4") == KEY
    assert KEY.key not in blob
    with pytest.raises(SealBroken):
        unwrap(master, blob, "2021Q1")
    with pytest.raises(SealBroken):
        unwrap(MasterKey(os.urandom(32)), blob, "2020Q4")
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            unwrap(master, bytes(changed), "2020Q4")
    with pytest.raises(SealBroken):
        unwrap(master, blob[:-1], "2020Q4")


def test_generated_master_key_is_private_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    key = generate_master_key(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert MasterKey.read(path) == key
    with pytest.raises(MasterKeyError, match="File exists"):
        generate_master_key(path)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        pytest.param(base64.b64encode(b"k" * 32), 0o644, "open to everybody", id="world-readable"),
        pytest.param(base64.b64encode(b"k" * 32), 0o602, "open to everybody", id="world-writable"),
        pytest.param(base64.b64encode(b"k" * 31), 0o600, "32 bytes", id="too short"),
        pytest.param(base64.b64encode(b"k" * 33), 0o600, "32 bytes", id="too long"),
        pytest.param(b"not base64 !", 0o600, "base64", id="not base64"),
        pytest.param(b"", 0o600, "32 bytes", id="empty"),
    ],
)
def test_unusable_master_key_file(tmp_path: Path, content: bytes, mode: int, said: str) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(mode)

    with pytest.raises(MasterKeyError, match=said):
        MasterKey.read(path)


def test_group_readable_master_key_is_accepted_and_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(base64.b64encode(b"k" * 32))
    path.chmod(0o640)

    assert MasterKey.read(path).key == b"k" * 32
    with pytest.raises(MasterKeyError, match=r"absent\.key: No such file"):
        MasterKey.read(tmp_path / "absent.key")


def test_keys_do_not_print_and_have_bounds() -> None:
    assert "k" * 8 not in repr(MasterKey(b"k" * 32))
    assert repr(DataKey("n", b"k" * 32)) == "DataKey(name='n')"
    for bad in (b"", b"k" * 31, b"k" * 33):
        with pytest.raises(ValueError, match="32 bytes"):
            MasterKey(bad)
        with pytest.raises(ValueError, match="32 bytes"):
            DataKey("n", bad)
    for name in ("", "季" * 86):
        with pytest.raises(ValueError, match="255"):
            DataKey(name, b"k" * 32)


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        pytest.param(datetime(2020, 12, 31, 15, 59, tzinfo=UTC), "2020Q4", id="before midnight"),
        pytest.param(datetime(2020, 12, 31, 16, 0, tzinfo=UTC), "2021Q1", id="midnight, office"),
        pytest.param(datetime(2021, 3, 31, tzinfo=UTC), "2021Q1", id="March"),
        pytest.param(datetime(2021, 4, 1, tzinfo=UTC), "2021Q2", id="April"),
        pytest.param(datetime(2021, 9, 30, tzinfo=UTC), "2021Q3", id="September"),
    ],
)
def test_quarter_of(moment: datetime, quarter: str) -> None:
    assert quarter_of(moment) == quarter


def test_quarter_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        quarter_of(datetime(2021, 1, 1))  # noqa: DTZ001 - that is the case


def test_fingerprints_repeat_and_keep_purposes_apart() -> None:
    prints = Fingerprinter(b"k" * 32)
    first = prints.fingerprint("finding", "text")

    assert first == Fingerprinter(b"k" * 32).fingerprint("finding", "text")
    assert len(first) == 32
    assert set(first) <= set("0123456789abcdef")
    assert first != prints.fingerprint("order", "text")
    assert prints.fingerprint("ab", "c") != prints.fingerprint("a", "bc")
    assert first != Fingerprinter(b"j" * 32).fingerprint("finding", "text")
    assert prints.fingerprint("finding", "\ud800")
    with pytest.raises(ValueError, match="at least 32"):
        Fingerprinter(b"short")
