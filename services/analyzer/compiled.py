"""Keeps the compiled form of the canonical terms on disk: compiling takes seconds, loading none."""

import hashlib
import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from services.analyzer.domain.detectors.wording_near import long_terms, varied
from services.analyzer.domain.gaps import FORMAT, compile_terms
from services.analyzer.domain.lists import Term
from services.analyzer.domain.scan import Scanner, available, loaded


def directory() -> Path:
    """Return where compiled lists are kept: XDG_CACHE_HOME, or .cache in the home directory."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "xuncha"


def read_compiled(terms: Sequence[Term]) -> Scanner | None:
    """Return what scans for these terms; None when it was not compiled here or is damaged."""
    try:
        return loaded(_path(terms).read_bytes()) if available() else None
    except (OSError, RuntimeError):  # no home, no cache, no permission: it is only a cache
        return None


def write_compiled(terms: Sequence[Term]) -> tuple[bytes, str]:
    """Compile the terms and keep them for the next start.

    Returns:
        The compiled form, and why it could not be kept; empty when it was.
    """
    form = compile_terms(long_terms(terms), varied(terms))
    try:
        path = _path(terms)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(form)
        fresh.replace(path)
    except (OSError, RuntimeError) as error:
        return form, type(error).__name__
    return form, ""


def _path(terms: Sequence[Term]) -> Path:
    """Return the file of these terms for this processor and this version of the scanner."""
    digest = hashlib.sha256(
        "\n".join((_machine(), *long_terms(terms), *sorted(varied(terms)))).encode()
    )
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
