import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.egress.body import HTML, Body, Caps, Truncation
from shared.egress.errors import FetchFailed, Outcome

MIB = 1024 * 1024
PIECE = 64 * 1024


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _collect(coding: str, wire: bytes, caps: Caps = HTML, piece: int = PIECE) -> tuple[bytes, Body]:
    body = Body(coding, caps)
    for start in range(0, len(wire), piece):
        if not body.feed(wire[start : start + piece]):
            break
    return body.finish(), body


@pytest.mark.parametrize("piece", [1, 7, PIECE])
@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("", b"hello world"),
        ("identity", b"hello world"),
        ("none", b"hello world"),
        ("UTF-8", b"hello world"),
        ("gzip", gzip.compress(b"hello world")),
        ("GZip ", gzip.compress(b"hello world")),
        ("x-gzip", gzip.compress(b"hello world")),
        ("gzip", gzip.compress(b"hello ") + gzip.compress(b"world")),
        ("gzip", gzip.compress(b"hello world") + b"\0" * 50),
        ("gzip", gzip.compress(b"hello world") + b"\x1f"),
        ("deflate", zlib.compress(b"hello world")),
        ("deflate", _raw_deflate(b"hello world")),
        ("deflate", zlib.compress(b"hello world") + b"junk"),
    ],
)
def test_codings_are_undone(coding: str, wire: bytes, piece: int) -> None:
    decoded, body = _collect(coding, wire, piece=piece)

    assert decoded == b"hello world"
    assert body.truncated is None
    assert body.wire_bytes == len(wire)


@pytest.mark.parametrize(
    "coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "identity, gzip", "utf-9", "*"]
)
def test_other_codings_are_refused(coding: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        Body(coding, HTML)

    assert failed.value.outcome is Outcome.ENCODING_REFUSED


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", b"<html>"),
        ("gzip", gzip.compress(b"hello")[:-8] + b"\0" * 8),
        ("deflate", b"\xff\xff\xff"),
        ("gzip", gzip.compress(b"") * 1001),
    ],
)
def test_broken_codings_fail(coding: str, wire: bytes) -> None:
    with pytest.raises(FetchFailed) as failed:
        _collect(coding, wire)

    assert failed.value.outcome is Outcome.ENCODING_BROKEN


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_no_body_is_whole_whatever_the_coding(coding: str) -> None:
    decoded, body = _collect(coding, b"")

    assert (decoded, body.truncated) == (b"", None)


@pytest.mark.parametrize(
    "wire",
    [
        gzip.compress(b"hello world")[:1],
        gzip.compress(b"hello world")[:-4],
        gzip.compress(b"a") + gzip.compress(b"b")[:12],
    ],
)
def test_a_cut_stream_is_told(wire: bytes) -> None:
    _, body = _collect("gzip", wire)

    assert body.truncated is Truncation.CODING_CUT


def test_a_cut_stream_keeps_what_came() -> None:
    whole = bytes(range(256)) * 4000

    decoded, body = _collect("gzip", gzip.compress(whole)[:-9])

    assert body.truncated is Truncation.CODING_CUT
    assert decoded
    assert whole.startswith(decoded)


def test_plain_bodies_stop_at_the_wire_cap() -> None:
    caps = Caps(10, 100)

    assert _collect("", b"0123456789", caps)[1].truncated is None
    decoded, body = _collect("", b"0123456789a", caps)

    assert decoded == b"0123456789"
    assert body.truncated is Truncation.WIRE_CAP


def test_decoding_stops_at_the_decoded_cap() -> None:
    wire = gzip.compress(b"0123456789" * 100)

    decoded, body = _collect("gzip", wire, Caps(1000, 995))

    assert len(decoded) == 995
    assert body.truncated is Truncation.DECODED_CAP


@pytest.mark.parametrize(
    "wire",
    [
        pytest.param(gzip.compress(bytes(64 * MIB)), id="gzip"),
        pytest.param(gzip.compress(bytes(MIB // 2)) * 100, id="multi-member"),
        pytest.param(zlib.compress(bytes(64 * MIB)), id="deflate"),
        pytest.param(_raw_deflate(bytes(64 * MIB)), id="raw-deflate"),
        pytest.param(gzip.compress(bytes(64 * MIB))[:30000], id="truncated"),
    ],
)
@pytest.mark.parametrize("piece", [100, PIECE])
def test_bombs_stop_early(wire: bytes, piece: int) -> None:
    decoded, body = _collect("gzip" if wire[:2] == b"\x1f\x8b" else "deflate", wire, piece=piece)

    assert body.truncated is Truncation.RATIO_CAP
    assert len(decoded) <= max(MIB, 100 * body.wire_bytes) + MIB // 4


def test_a_megabyte_may_pack_well() -> None:
    decoded, body = _collect("gzip", gzip.compress(bytes(MIB)))

    assert len(decoded) == MIB
    assert body.truncated is None


@given(st.binary(max_size=5000), st.integers(1, 500), st.sampled_from(["gzip", "deflate"]))
def test_whatever_is_packed_is_unpacked(data: bytes, piece: int, coding: str) -> None:
    wire = gzip.compress(data) if coding == "gzip" else zlib.compress(data)

    decoded, body = _collect(coding, wire, piece=piece)

    assert (decoded, body.truncated) == (data, None)


@given(st.binary(max_size=500), st.sampled_from(["", "gzip", "deflate"]))
def test_any_bytes_decode_within_caps_or_fail_by_name(data: bytes, coding: str) -> None:
    caps = Caps(200, 300)
    try:
        decoded, body = _collect(coding, data, caps, piece=11)
    except FetchFailed:
        return

    assert len(decoded) <= 300
    assert body.wire_bytes <= 200
