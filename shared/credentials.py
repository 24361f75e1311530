"""Passwords of broker and store: each in its own file, joined with an address in memory only."""

import re
from pathlib import Path

from shared.errors import PermanentError

_PASSWORD = re.compile(r"[A-Za-z0-9_-]{16,200}")


class PasswordUnusable(PermanentError):  # noqa: N818 - a finding about the environment
    """A password file cannot be used; the message says how to mend it, and quotes nothing of it."""


def signed(url: str, user: str, file: Path | None) -> str:
    """Return an address with user and password.

    Args:
        url: of the broker, several servers separated by commas, or of the store.
        user: unless the address names one, as in `mongodb://somebody@host`.
        file: holds the password; None leaves the address as it is.

    Raises:
        PasswordUnusable: the file cannot be read or holds something else, or the address has a
            password of its own.
    """
    if file is None:
        return url
    password = read_password(file)
    servers = [url] if url.startswith("mongodb") else url.split(",")
    return ",".join(_signed(server.strip(), user, password) for server in servers)


def read_password(file: Path) -> str:
    """Return the password that a file holds.

    Raises:
        PasswordUnusable: it cannot be read or holds something else.
    """
    try:
        password = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PasswordUnusable(f"password file {file}: {type(error).__name__}") from None
    if _PASSWORD.fullmatch(password) is None:
        raise PasswordUnusable(
            f"password file {file} must hold 16 to 200 letters, digits, '-' or '_'; "
            "make one with: openssl rand -hex 32"
        )
    return password


def _signed(url: str, user: str, password: str) -> str:
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest = "nats", url
    named, _, hosts = rest.rpartition("@")
    if ":" in named:
        raise PasswordUnusable("the address has a password already: take it out, or the file away")
    return f"{scheme}://{named or user}:{password}@{hosts}"
