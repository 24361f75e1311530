"""What the operator allows and forbids beyond the public internet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

import httpx

from shared.egress.addresses import Address, Network
from shared.egress.errors import EgressRefused
from shared.egress.urls import read_host
from shared.errors import PermanentError

_COLUMNS = 3
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class InternalTarget:
    """One internal host that the operator lets us visit.

    Attributes:
        host: exact name or literal, lower-case ASCII.
        networks: where its addresses must lie.
        ports: which ports may be used there.
        allowed_by: file, line and what it says.
    """

    host: str
    networks: tuple[Network, ...]
    ports: frozenset[int]
    allowed_by: str = ""

    def covers(self, address: Address, port: int) -> bool:
        """Tell whether this allowance reaches `address` on `port`."""
        return port in self.ports and any(address in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class InternalUse:
    """One use of an internal allowance, for metrics and audit."""

    host: str
    address: Address
    port: int
    allowed_by: str = ""
    """File, line and what it says."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The guard's rules.

    Attributes:
        internal: internal hosts that may be visited.
        extra_ports: by host, public ports besides 80 and 443.
        protected: addresses and ports of our own broker and store; never reached.
        also_blocked: further networks to treat as not public, such as pods and services.
    """

    internal: tuple[InternalTarget, ...] = ()
    extra_ports: Mapping[str, frozenset[int]] = field(default_factory=dict)
    protected: frozenset[tuple[Address, int]] = frozenset()
    also_blocked: tuple[Network, ...] = ()


class InternalTargetsError(PermanentError, ValueError):
    """The operator's file of internal targets cannot be read; the message says what to mend."""


def _host(text: str) -> str:
    try:
        raw = text.strip("[]") if ":" in text else httpx.URL(host=text).raw_host.decode("ascii")
        return read_host(raw)[0]
    except (EgressRefused, httpx.InvalidURL, ValueError) as error:
        raise ValueError(
            f"host {text!r} is not a plain name or address; write it as in oa.example.gov.cn"
        ) from error


def _network(text: str) -> Network:
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"network {text!r} is not CIDR; write it as in 10.1.0.0/16") from error
    if "/" not in text or str(network) != text.lower():
        raise ValueError(f"network {text!r} is not exact; write {network}")
    if network.prefixlen == 0:
        raise ValueError(f"network {text!r} is the whole internet; write the host's own network")
    return network


def _ports(text: str) -> frozenset[int]:
    words = text.split(",")
    if not all(word.isascii() and word.isdigit() and 0 < int(word) <= _MAX_PORT for word in words):
        raise ValueError(
            f"ports {text!r} are not numbers from 1 to 65535; write them as in 80,8080"
        )
    return frozenset(map(int, words))


def _target(line: str, place: str) -> InternalTarget:
    words = line.split()
    if len(words) != _COLUMNS:
        raise ValueError(f"{len(words)} columns; write: host cidr port[,port]")
    return InternalTarget(
        _host(words[0]), (_network(words[1]),), _ports(words[2]), f"{place}: {' '.join(words)}"
    )


def load_internal_targets(path: Path) -> tuple[InternalTarget, ...]:
    """Read one `host cidr port[,port]` from each line; `#` starts a comment.

    Raises:
        InternalTargetsError: a line is wrong, or the file cannot be read; names file, line and
            the mend.
    """
    targets = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InternalTargetsError(f"{path}: not UTF-8; save it as UTF-8") from error
    except OSError as error:
        text = f"{path}: {error.strerror}; correct the setting that names this file"
        raise InternalTargetsError(text) from error
    for number, raw in enumerate(lines, start=1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        try:
            targets.append(_target(line, f"{path}:{number}"))
        except ValueError as error:
            raise InternalTargetsError(f"{path}:{number}: {error}") from error
    return tuple(targets)
