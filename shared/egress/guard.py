"""Decides where requests may go. Every URL passes here: first, redirected, robots, webhook."""

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import ip_address

from shared.egress.addresses import Address, is_metadata, is_public, unwrap
from shared.egress.errors import AddressRefused, FetchFailed, Outcome, Refusal, UrlRefused
from shared.egress.policy import InternalTarget, InternalUse, Policy
from shared.egress.resolver import Remembering, Resolver, SystemResolver
from shared.egress.urls import CheckedUrl, parse

PUBLIC_PORTS = frozenset({80, 443})
DNS_SECONDS = 2.0
_REMEMBERED = 4_096


class Guard:
    """Checks URLs and vets the addresses behind them.

    Args:
        policy: the operator's rules.
        resolver: turns names into addresses; the system's by default, with a short memory.
        on_internal: called for each use of an internal allowance.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        *,
        resolver: Resolver | None = None,
        on_internal: Callable[[InternalUse], None] | None = None,
    ) -> None:
        self._policy = policy or Policy()
        self._resolver = resolver or Remembering(SystemResolver())
        self._on_internal = on_internal
        self._internal: dict[str, list[InternalTarget]] = {}
        for target in self._policy.internal:
            self._internal.setdefault(target.host, []).append(target)
        self._protected = frozenset(
            (each, port) for address, port in self._policy.protected for each in unwrap(address)
        )
        # The rules do not change, and a site's pages ask the same again and again.
        self._ports = lru_cache(_REMEMBERED)(self._ports_of)
        self._verdict = lru_cache(_REMEMBERED)(self._judge)

    def check(self, url: str) -> CheckedUrl:
        """Read `url` and refuse what no address could make acceptable.

        Raises:
            EgressRefused: its text, port or literal address is not allowed.
        """
        checked = parse(url)
        if checked.port not in self._ports(checked.host):
            raise UrlRefused(Refusal.PORT, checked.url)
        if checked.literal is not None:
            self._vet(checked, checked.literal)
        return checked

    async def resolve(self, checked: CheckedUrl) -> tuple[Address, ...]:
        """Return the addresses of a checked URL, in the resolver's order, all of them vetted.

        Raises:
            AddressRefused: at least one address is not allowed.
            FetchFailed: no address within 2 seconds.
        """
        if checked.literal is not None:
            addresses: tuple[Address, ...] = (checked.literal,)
        else:
            addresses = self._read(checked, await self._ask(checked))
        for address in addresses:
            allowance = self._vet(checked, address)
            if allowance is not None and self._on_internal is not None:
                by = allowance.allowed_by
                self._on_internal(InternalUse(checked.host, address, checked.port, by))
        return addresses

    def forget(self, checked: CheckedUrl) -> bool:
        """Ask for the name anew next time; tell whether its addresses may be out of date."""
        resolver = self._resolver
        return isinstance(resolver, Remembering) and resolver.forget(checked.host)

    async def _ask(self, checked: CheckedUrl) -> Sequence[str]:
        try:
            async with asyncio.timeout(DNS_SECONDS):
                answer = await self._resolver(checked.host, checked.port)
        except TimeoutError as error:
            raise FetchFailed(Outcome.DNS_TIMEOUT, checked.host) from error
        except (OSError, UnicodeError) as error:
            raise FetchFailed(Outcome.DNS_FAILED, f"{checked.host}: {error}") from error
        if not answer:
            raise FetchFailed(Outcome.DNS_FAILED, f"{checked.host}: no address")
        return answer

    @staticmethod
    def _read(checked: CheckedUrl, answer: Sequence[str]) -> tuple[Address, ...]:
        try:
            return tuple(dict.fromkeys(map(ip_address, answer)))
        except ValueError as error:
            raise AddressRefused(Refusal.ADDRESS, f"{checked.host}: {answer}") from error

    def _ports_of(self, host: str) -> frozenset[int]:
        extra = self._policy.extra_ports.get(host, frozenset())
        return PUBLIC_PORTS.union(extra, *(target.ports for target in self._targets(host)))

    def _targets(self, host: str) -> Sequence[InternalTarget]:
        return self._internal.get(host, ())

    def _vet(self, checked: CheckedUrl, address: Address) -> InternalTarget | None:
        """Refuse a forbidden address; return the internal allowance that was needed, if any."""
        verdict = self._verdict(checked.host, checked.port, address)
        if isinstance(verdict, Refusal):
            raise AddressRefused(verdict, f"{checked.url} at {address}")
        return verdict

    def _judge(self, host: str, port: int, address: Address) -> InternalTarget | Refusal | None:
        faces = unwrap(address)
        if any((each, port) in self._protected for each in faces):
            return Refusal.PROTECTED
        if is_metadata(address):
            return Refusal.ADDRESS
        public = is_public(address) and not any(
            each in network for each in faces for network in self._policy.also_blocked
        )
        if public and port in PUBLIC_PORTS | self._policy.extra_ports.get(host, frozenset()):
            return None
        covering = (target for target in self._targets(host) if target.covers(address, port))
        return next(covering, Refusal.ADDRESS)
