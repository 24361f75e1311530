"""Over all replicas a host sees two connections at most, and nobody waits behind a whole crawl."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from services.crawler import seats as module
from services.crawler.hosts import Hosts, Use
from services.crawler.seats import Seat, Seats
from shared.errors import OutageError
from shared.leases import Lease
from tests.eventually import eventually

HOST = "a.example.cn"
ENDS = 10.0


class Bucket:
    """What all replicas see."""

    def __init__(self) -> None:
        self.holders: dict[str, tuple[str, int, float]] = {}
        self.listeners: list[Callable[[str], None]] = []
        self.revision = 0
        self.writes = 0
        self.is_down = False


class Leases:
    """One replica's way to it; see `shared.leases`."""

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket = bucket
        self._name = name

    async def take(self, key: str) -> Lease | None:
        holder, last, until = self._bucket.holders.get(key, ("", 0, 0.0))
        is_free = not holder or holder.startswith("-") or until < time.monotonic()
        if not is_free and holder != self._name:
            return None
        lease = await self._write(key, self._name, last)
        second_hand = holder.startswith("-") and not holder.endswith(self._name)
        return lease and lease._replace(second_hand=second_hand)

    async def renew(self, lease: Lease) -> Lease | None:
        return await self._write(lease.key, self._name, lease.revision)

    async def give_back(self, lease: Lease) -> None:
        await self._write(lease.key, f"-{self._name}", lease.revision)

    async def ask_for(self, key: str) -> None:
        for listener in self._bucket.listeners:
            listener(key)

    @asynccontextmanager
    async def asked(self, on_key: Callable[[str], None]) -> AsyncIterator[None]:
        self._bucket.listeners.append(on_key)
        try:
            yield
        finally:
            self._bucket.listeners.remove(on_key)

    async def _write(self, key: str, holder: str, last: int) -> Lease | None:
        await asyncio.sleep(0)
        if self._bucket.is_down:
            raise OutageError("the broker does not answer")
        if self._bucket.holders.get(key, ("", 0))[1] != last:
            return None
        self._bucket.writes += 1
        self._bucket.revision += 1
        until = time.monotonic() + ENDS
        self._bucket.holders[key] = (holder, self._bucket.revision, until)
        return Lease(key, self._bucket.revision, until)


@asynccontextmanager
async def replicas(bucket: Bucket, *names: str) -> AsyncIterator[list[Hosts]]:
    """Run the hosts of so many replicas."""
    each = [Seats(Leases(bucket, name)) for name in names]
    running = [asyncio.create_task(one.run()) for one in each]
    await eventually(lambda: len(bucket.listeners) == len(names))
    try:
        yield [Hosts(0.0, one) for one in each]
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class Counting:
    """Counts what a host has in hand from all replicas."""

    def __init__(self) -> None:
        self.now, self.most, self.ordinary, self.done = 0, 0, 0, 0

    async def fetch(self, hosts: Hosts, use: Use) -> None:
        async with hosts.connection(HOST, use):
            self.now += 1
            self.ordinary += use in {Use.CRAWL, Use.PROBE}
            self.most = max(self.most, self.now)
            assert self.ordinary <= 1
            await asyncio.sleep(0.002)
            self.ordinary -= use in {Use.CRAWL, Use.PROBE}
            self.now -= 1
            self.done += 1


async def test_replicas_share_two_connections_and_all_are_served() -> None:
    bucket, counting = Bucket(), Counting()
    async with replicas(bucket, "a", "b", "c") as hosts:
        await asyncio.gather(
            *(counting.fetch(one, use) for one in hosts for use in Use for _ in range(6))
        )
    assert counting.most == 2
    assert counting.done == 3 * 6 * len(Use)


async def test_a_crawl_takes_its_seat_once_and_not_for_each_page() -> None:
    bucket, counting = Bucket(), Counting()
    async with replicas(bucket, "a") as (hosts,):
        for _ in range(50):
            await counting.fetch(hosts, Use.CRAWL)
    assert bucket.writes == 1


async def test_a_probe_of_another_replica_goes_in_between() -> None:
    bucket, counting = Bucket(), Counting()
    async with replicas(bucket, "a", "b") as (crawling, probing):

        async def crawl() -> None:
            while True:
                await counting.fetch(crawling, Use.CRAWL)

        task = asyncio.create_task(crawl())
        await eventually(lambda: counting.done > 3)
        await counting.fetch(probing, Use.PROBE)
        before = counting.done
        await eventually(lambda: counting.done > before + 3)
        task.cancel()
    assert counting.most == 1


async def test_the_seat_of_a_replica_that_died_is_free_when_its_lease_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket, counting = Bucket(), Counting()
    monkeypatch.setattr(f"{__name__}.ENDS", 0.2)
    died = Seats(Leases(bucket, "died"))
    await died.take(HOST, Seat.ORDINARY)
    async with replicas(bucket, "a") as (hosts,):
        began = time.monotonic()
        await counting.fetch(hosts, Use.CRAWL)
        assert time.monotonic() - began >= 0.2
    assert counting.done == 1


async def test_what_is_used_is_renewed_and_what_is_not_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = Bucket()
    monkeypatch.setattr(module, "LINGER_SECONDS", -1.0)
    monkeypatch.setattr(module, "_YOUNG_SECONDS", ENDS + 1)
    seats = Seats(Leases(bucket, "a"))
    await seats.take(HOST, Seat.ORDINARY)
    await seats.take(HOST, Seat.KEPT)
    seats.leave(HOST, Seat.KEPT)
    await seats.tidy()
    assert sorted(holder for holder, _, _ in bucket.holders.values()) == ["-a", "a"]
    assert bucket.writes == 4
    seats.leave(HOST, Seat.ORDINARY)
    await seats.tidy()
    assert {holder for holder, _, _ in bucket.holders.values()} == {"-a"}


async def test_a_lease_that_was_lost_is_taken_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket()
    monkeypatch.setattr(module, "_YOUNG_SECONDS", ENDS + 1)
    seats = Seats(Leases(bucket, "a"))
    await seats.take(HOST, Seat.ORDINARY)
    (key,) = bucket.holders
    bucket.holders[key] = ("b", 99, 0.0)
    await seats.tidy()
    await seats.take(HOST, Seat.ORDINARY)
    assert bucket.holders[key][0] == "a"


async def test_without_the_broker_nothing_is_fetched_and_nothing_breaks() -> None:
    bucket, counting = Bucket(), Counting()
    async with replicas(bucket, "a") as (hosts,):
        bucket.is_down = True
        with pytest.raises(OutageError):
            await counting.fetch(hosts, Use.CRAWL)
        bucket.is_down = False
        await counting.fetch(hosts, Use.CRAWL)
    assert counting.done == 1


async def test_a_fetch_of_another_replica_counts_for_the_pause() -> None:
    bucket, slept = Bucket(), []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    first = Seats(Leases(bucket, "a"))
    await first.take(HOST, Seat.ORDINARY)
    first.leave(HOST, Seat.ORDINARY)
    await first._leases.give_back(next(iter(first._held.values())).lease)
    hosts = Hosts(60.0, Seats(Leases(bucket, "b")), sleep)
    async with hosts.connection(HOST, Use.CRAWL):
        pass
    assert 59.0 < slept[0] <= 60.0


async def test_a_replica_that_stood_still_ends_its_fetch_and_one_that_renews_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = Bucket()
    seats = Seats(Leases(bucket, "one"))
    async with Hosts(0.0, seats).permit(HOST, Use.CRAWL) as permit:
        monkeypatch.setattr(module, "_YOUNG_SECONDS", ENDS + 1)
        await seats.tidy()
        permit.check()
        (held,) = seats._held.values()
        held.lease = held.lease._replace(
            until=time.monotonic()
        )  # nobody has renewed it for so long
        bucket.holders = {key: (who, last, 0.0) for key, (who, last, _) in bucket.holders.items()}

        async with Hosts(0.0, Seats(Leases(bucket, "two"))).permit(HOST, Use.CRAWL) as next_one:
            with pytest.raises(OutageError, match=HOST):
                permit.check()
            next_one.check()
