"""The compiled terms are a cache: missing, damaged or forbidden, the same is found without them."""

import asyncio
from pathlib import Path

import pytest

from services.analyzer.compile import Compile
from services.analyzer.compiled import directory, read_compiled, write_compiled
from services.analyzer.domain.detectors.wording_near import long_terms
from services.analyzer.domain.gaps import Gaps, Near
from services.analyzer.domain.lists import Lists, Term
from services.analyzer.domain.scan import available

TERMS = (Term("人民政府", "institution"), Term("供给侧结构性改革", "phrase"))
pytestmark = pytest.mark.skipif(not available(), reason="hyperscan has no wheel for this machine")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _kept() -> Path:
    (file,) = directory().iterdir()
    return file


def test_what_was_compiled_is_read_at_the_next_start() -> None:
    assert read_compiled(TERMS) is None

    _, lost = write_compiled(TERMS)
    scanner = read_compiled(TERMS)

    assert lost == ""
    assert scanner
    assert Gaps(long_terms(TERMS), scanner).find("省人民正府") == {Near("人民政府", 1, 5)}
    assert read_compiled(TERMS[:1]) is None


@pytest.mark.parametrize("keep", [0, 100, -1])
def test_a_damaged_form_counts_as_none_and_is_made_again(keep: int) -> None:
    form, _ = write_compiled(TERMS)
    _kept().write_bytes(form[:keep])

    assert read_compiled(TERMS) is None
    assert write_compiled(TERMS) == (form, "")
    assert read_compiled(TERMS)


def test_a_bit_that_fell_over_is_seen() -> None:
    form, _ = write_compiled(TERMS)
    middle = len(form) // 2
    _kept().write_bytes(form[:middle] + bytes([form[middle] ^ 1]) + form[middle + 1 :])

    assert read_compiled(TERMS) is None


def test_where_nothing_can_be_kept_the_form_serves_this_start_only(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the place of the directory", "utf-8")

    form, lost = write_compiled(TERMS)

    assert form
    assert lost in {"NotADirectoryError", "FileExistsError"}
    assert read_compiled(TERMS) is None


async def test_a_service_compiles_once_and_takes_the_form_over() -> None:
    taken: list[Lists] = []
    swapped = asyncio.Event()

    async def swap(lists: Lists) -> None:
        taken.append(lists)
        swapped.set()

    running = asyncio.create_task(Compile(Lists(terms=TERMS), swap).run())
    async with asyncio.timeout(30):
        await swapped.wait()
    running.cancel()

    (lists,) = taken
    assert lists.compiled
    assert Gaps(long_terms(TERMS), lists.compiled).find("省人民正府")
