"""Keeps the compiled form of the canonical terms on disk: compiling takes seconds, loading none."""

import asyncio
import hashlib
import os
import platform
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import structlog

from services.analyzer.domain.detectors.wording_near import long_terms
from services.analyzer.domain.gaps import FORMAT, Gaps
from services.analyzer.domain.lists import Lists, Term
from services.analyzer.domain.scan import available

log = structlog.get_logger()


def directory() -> Path:
    """Return where compiled lists are kept: XDG_CACHE_HOME, or .cache in the home directory."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "xuncha"


def read_compiled(terms: Sequence[Term]) -> bytes:
    """Return the compiled form of these terms, empty when it has not been made here."""
    try:
        return _path(terms).read_bytes() if available() else b""
    except (OSError, RuntimeError):  # no home, no cache, no permission: it is only a cache
        return b""


def write_compiled(terms: Sequence[Term]) -> bytes:
    """Compile the terms, keep them for the next start, and return the compiled form."""
    compiled = Gaps(long_terms(terms)).dump()
    try:
        path = _path(terms)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(compiled)
        fresh.replace(path)
    except (OSError, RuntimeError) as error:
        log.info("terms.not_kept", reason=type(error).__name__)
    return compiled


class Compile:
    """Compiles the terms beside the running service when no start did so before.

    Until it is done the near misses are found without the compiled form: the same ones, in about
    ten times the time.

    Args:
        lists: packaged.
        swap: takes over lists that hold the compiled form.
    """

    def __init__(self, lists: Lists, swap: Callable[[Lists], Awaitable[None]]) -> None:
        self._lists = lists
        self._swap = swap

    async def run(self) -> None:
        """Compile once and swap, then rest; nothing to do when it was compiled before."""
        if available() and not self._lists.compiled:
            compiled = await asyncio.to_thread(write_compiled, self._lists.terms)
            self._lists = replace(self._lists, compiled=compiled)
            await self._swap(self._lists)
            log.info("terms.compiled", kilobytes=len(compiled) // 1024)
        await asyncio.Event().wait()


def _path(terms: Sequence[Term]) -> Path:
    """Return the file of these terms for this processor and this version of the scanner."""
    digest = hashlib.sha256("\n".join((_machine(), *long_terms(terms))).encode())
    return directory() / f"terms-{digest.hexdigest()[:24]}.hs"


def _machine() -> str:
    try:
        scanner = version("hyperscan")
    except PackageNotFoundError:
        scanner = ""
    return f"{platform.machine()} {_features()} {scanner} {FORMAT}"


def _features() -> str:
    """Return what the processor can do: a compiled form runs on no lesser one."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith("flags")), "")
