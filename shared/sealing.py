"""Sealing of personal values at rest: AES-256-GCM under data keys that can be destroyed.

A master key outside the store wraps the data keys; destroying a wrapped key ends what it sealed.
"""

import base64
import binascii
import hashlib
import hmac
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.clock import OFFICE_ZONE
from shared.errors import PermanentError

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_NAME_BYTES_MAX: Final = 255
_FINGERPRINT_CHARACTERS: Final = 32
_WRAP_CONTEXT: Final = b"data-key\x00"


class MasterKeyError(PermanentError):
    """The master key file cannot be used; the message says how to mend it."""


class SealBroken(PermanentError):  # noqa: N818 - reads as the event it is
    """Wrong key, wrong context, or the sealed bytes were changed."""


class KeyDestroyed(PermanentError):  # noqa: N818 - reads as the event it is
    """The data key is gone, and with it everything sealed under it."""


def _checked(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The 32 bytes that wrap data keys; never printed, never stored beside the data."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _checked(self.key)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the key from a file of base64 text.

        Raises:
            MasterKeyError: missing, readable or writable by everybody, not base64, or not 32 bytes.
        """
        try:
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                text = file.read()
        except OSError as error:
            raise MasterKeyError(f"master key file {path}: {error.strerror}") from error
        if mode & stat.S_IRWXO:
            raise MasterKeyError(f"master key file {path} is open to everybody: chmod 600 it")
        try:
            return cls(base64.b64decode(b"".join(text.split()), validate=True))
        except (binascii.Error, ValueError):
            message = f"master key file {path} must hold {KEY_BYTES} bytes as base64 text"
            raise MasterKeyError(message) from None  # the cause could quote the key

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose; they tell nothing of the key or of other purposes."""
        return hmac.new(self.key, f"derived:{purpose}".encode(), hashlib.sha256).digest()


def generate_master_key(path: Path) -> MasterKey:
    """Write a new key to `path` with mode 0600; never overwrite one.

    Raises:
        MasterKeyError: the file exists or cannot be written.
    """
    key = MasterKey(os.urandom(KEY_BYTES))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(key.key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise MasterKeyError(f"master key file {path}: {error.strerror}") from error
    return key


@dataclass(frozen=True, slots=True)
class DataKey:
    """A named key of 32 bytes; its name (`quarter_of(...)`, up to 255 bytes) travels in clear."""

    name: str
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _checked(self.key)
        if not 1 <= len(self.name.encode()) <= _NAME_BYTES_MAX:
            raise ValueError("the name of a data key has 1 to 255 bytes")

    @classmethod
    def generate(cls, name: str) -> Self:
        """Draw a new random key."""
        return cls(name, os.urandom(KEY_BYTES))


Keys = Mapping[str, DataKey] | Callable[[str], DataKey | None]
"""Finds a data key by name; a missing key or None means that it was destroyed."""


def wrap(master: MasterKey, data_key: bytes, name: str) -> bytes:
    """Encrypt `data_key` for the store, bound to `name`."""
    _checked(data_key)
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(master.key).encrypt(nonce, data_key, _bound(name))


def unwrap(master: MasterKey, blob: bytes, name: str) -> DataKey:
    """Decrypt what `wrap` made.

    Raises:
        SealBroken: another master key, another name, or changed bytes.
    """
    start = len(_VERSION) + _NONCE_BYTES
    if len(blob) != start + KEY_BYTES + _TAG_BYTES or not blob.startswith(_VERSION):
        raise SealBroken(f"data key {name}: not a wrapped key of this version")
    try:
        key = AESGCM(master.key).decrypt(blob[len(_VERSION) : start], blob[start:], _bound(name))
    except InvalidTag:
        raise SealBroken(f"data key {name}: wrong master key or name, or changed bytes") from None
    return DataKey(name, key)


def _bound(name: str) -> bytes:
    return _VERSION + _WRAP_CONTEXT + name.encode()


def key_name(blob: bytes) -> str:
    """Read, without opening, which data key sealed `blob`.

    Raises:
        SealBroken: these are no sealed bytes of this version.
    """
    header = _header_bytes(blob)
    try:
        return blob[len(_VERSION) + 1 : header].decode()
    except UnicodeDecodeError:
        raise SealBroken("the key name of the sealed bytes cannot be read") from None


def _header_bytes(blob: bytes) -> int:
    fixed = len(_VERSION) + 1
    if len(blob) < fixed or not blob.startswith(_VERSION):
        raise SealBroken("not sealed bytes of this version")
    header = fixed + blob[len(_VERSION)]
    if len(blob) < header + _NONCE_BYTES + _TAG_BYTES:
        raise SealBroken("the sealed bytes are cut short")
    return header


class Sealer:
    """Seals and opens bytes: version, length and name of the data key, nonce, ciphertext with tag.

    Args:
        random: source of nonces; tests may fix it, nobody else.
    """

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random

    def seal(self, plain: bytes, *, key: DataKey, context: str) -> bytes:
        """Encrypt `plain`; only the same `context`, for example `evidence:<id>`, opens it again.

        Random nonces allow about 2**32 seals under one data key (NIST SP 800-38D, 8.3).
        """
        name = key.name.encode()
        header = _VERSION + bytes([len(name)]) + name
        nonce = self._random(_NONCE_BYTES)
        return header + nonce + AESGCM(key.key).encrypt(nonce, plain, header + context.encode())

    def open(self, blob: bytes, *, keys: Keys, context: str) -> bytes:
        """Decrypt what `seal` made.

        Raises:
            KeyDestroyed: `keys` does not know the data key any more.
            SealBroken: wrong key, wrong context, or changed bytes.
        """
        name, header = key_name(blob), _header_bytes(blob)
        key = _lookup(keys, name)
        body = header + _NONCE_BYTES
        bound = blob[:header] + context.encode()
        try:
            return AESGCM(key.key).decrypt(blob[header:body], blob[body:], bound)
        except InvalidTag:
            raise SealBroken(f"sealed under {name}: wrong key or context, or changed") from None


def _lookup(keys: Keys, name: str) -> DataKey:
    key = keys.get(name) if isinstance(keys, Mapping) else keys(name)
    if key is None:
        raise KeyDestroyed(f"data key {name!r} was destroyed or never existed")
    return key


def quarter_of(moment: datetime) -> str:
    """Name the quarter of `moment` in Asia/Shanghai, like `2020Q4`.

    Raises:
        ValueError: `moment` has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone belongs to no quarter")
    local = moment.astimezone(OFFICE_ZONE)
    return f"{local.year:04d}Q{(local.month + 2) // 3}"


class Fingerprinter:
    """Recognises a value again without keeping it: keyed HMAC-SHA256, 32 hex characters (128 bits).

    Args:
        key: at least 32 bytes; must outlive the quarters, or nothing is recognised again.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"a fingerprint key has at least {KEY_BYTES} bytes, not {len(key)}")
        self._keyed = hmac.new(key, digestmod="sha256")

    def fingerprint(self, purpose: str, text: str) -> str:
        """Fingerprint `text`; the same text under another `purpose` looks unrelated.

        The caller normalises `text` first: other digits or spaces are another text.
        """
        named, keyed = purpose.encode(), self._keyed.copy()  # the key is taken in once
        keyed.update(len(named).to_bytes(4, "big") + named + text.encode("utf-8", "surrogatepass"))
        return keyed.hexdigest()[:_FINGERPRINT_CHARACTERS]
