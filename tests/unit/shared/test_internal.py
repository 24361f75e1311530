"""Each use of an internal allowance is in the audit: by whose file, which line, and when."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from shared.contracts.audit import AuditRecorded
from shared.egress.policy import InternalUse
from shared.errors import OutageError
from shared.internal import InternalUses
from tests.factories import NOW
from tests.fakes import FrozenClock

LINE = "/etc/xuncha/internal.txt:3: oa.example.gov.cn 10.1.0.0/16 80,8080"


class Audit:
    """What the broker took; it is away until it is told otherwise."""

    def __init__(self) -> None:
        self.entries: list[AuditRecorded] = []
        self.away = False

    async def publish(self, entry: AuditRecorded) -> None:
        if self.away:
            raise OutageError("away")
        self.entries.append(entry)


def use(port: int = 8080, host: str = "oa.example.gov.cn") -> InternalUse:
    return InternalUse(host, ip_address("10.1.0.7"), port, LINE)


async def test_a_use_is_told_once_a_day_host_and_port_and_each_is_counted() -> None:
    audit: Any = Audit()
    counted: list[None] = []
    clock = FrozenClock(NOW)
    uses = InternalUses("crawler", audit, clock, lambda: counted.append(None))
    for one in (use(), use(), use(80), use(host="b.example.gov.cn")):
        uses.note(one)
    await uses.tell()
    await uses.tell()
    clock.move(timedelta(days=1))
    uses.note(use())
    await uses.tell()

    assert len(counted) == 5
    assert [one.about for one in audit.entries] == [
        "oa.example.gov.cn:8080",
        "oa.example.gov.cn:80",
        "b.example.gov.cn:8080",
        "oa.example.gov.cn:8080",
    ]
    first = audit.entries[0]
    assert (first.actor, first.action, first.reason) == ("operator", "egress.internal", LINE)
    assert first.occurred_at == NOW
    assert len({one.msg_id for one in audit.entries}) == 4


async def test_two_replicas_tell_of_one_use_and_two_services_of_two() -> None:
    audit: Any = Audit()
    for service in ("crawler", "crawler", "notifier"):
        uses = InternalUses(service, audit, FrozenClock(NOW))
        uses.note(use())
        await uses.tell()

    one, same, other = (entry.msg_id for entry in audit.entries)
    assert one == same != other


async def test_a_use_waits_for_a_broker_that_is_away() -> None:
    audit: Any = Audit()
    uses = InternalUses("crawler", audit, FrozenClock(NOW))
    audit.away = True
    uses.note(use())
    await uses.tell()
    audit.away = False
    await uses.tell()

    assert [one.about for one in audit.entries] == ["oa.example.gov.cn:8080"]
