"""What can never be delivered is told to the office, goes another way, and can be replayed."""

from datetime import timedelta

import pytest

from services.notifier.channels.base import GoneError
from services.notifier.domain.retry import WEBHOOK, patience_of, pause_after
from services.notifier.domain.route import shown
from shared.commands import NotFound, Refused
from shared.contracts.alert import Alert, AlertKind, AlertState
from shared.contracts.channel import EnableChannel, TryChannel
from shared.contracts.command import Command, ReplayAlerts
from shared.errors import PermanentError, TransientError
from shared.store.alerts import AlertStore
from tests.factories import make_unit
from tests.unit.notifier.room import OFFICE, REAL, Room

HOOK, SECOND = "webhook:county-a", "webhook:county-b"
MAIL, BACKUP = "mailto:a@example.cn", "mailto:b@example.cn"


class CrashError(BaseException):
    """The process ends here."""


class Picky:
    """Every sort of channel: what it thinks of each recipient is given."""

    spacing_seconds = 0.0

    def __init__(self, scheme: str, failures: dict[str, Exception]) -> None:
        self.scheme = scheme
        self.failures = failures
        self.sent: list[Alert] = []

    async def send(self, alert: Alert, _link: str) -> str:
        """Refuse, or take."""
        if alert.recipient in self.failures:
            raise self.failures[alert.recipient]
        self.sent.append(alert)
        return "taken"


def told_to(room: Room, *channels: Picky) -> None:
    room.sender._channels = {one.scheme: one for one in channels}


async def drained(room: Room) -> None:
    """Let everything go out that may, and what follows from it."""
    for _ in range(4):
        await room.sender.look()


async def unit_of(*channels: str, **fields: frozenset[str]) -> Room:
    return await Room(**fields).furnish(make_unit(channels=channels))


@pytest.mark.parametrize("channels", [(), ("fax:1",), ("mailto:nobody",)])
async def test_a_unit_that_cannot_be_reached_is_named_to_the_office(
    channels: tuple[str, ...],
) -> None:
    room = await unit_of(*channels)
    mail = Picky("mailto", {"mailto:nobody": PermanentError("550 no such mailbox")})
    told_to(room, mail)
    await room.confirm()

    await drained(room)

    (word,) = mail.sent
    assert (word.kind, word.recipient) == (AlertKind.UNREACHED, OFFICE)
    assert make_unit().name in word.subject_line
    assert "限时整改" in word.text
    assert "原因：" in word.text


async def test_the_office_is_told_once_a_day_of_one_address_and_of_another_anew() -> None:
    room = await unit_of(MAIL, BACKUP)
    mail = Picky("mailto", dict.fromkeys((MAIL, BACKUP), PermanentError("550")))
    told_to(room, mail)
    for n in range(3):
        await room.confirm(f"c{n}", fingerprint=str(n))
    await drained(room)
    assert len(mail.sent) == 2

    room.clock.move(timedelta(days=1))
    await room.confirm("c9", fingerprint="9")
    await drained(room)

    assert len(mail.sent) == 4


async def test_a_failure_of_the_offices_own_address_is_told_to_nobody() -> None:
    room = await unit_of(MAIL)
    mail = Picky("mailto", dict.fromkeys((MAIL, OFFICE), PermanentError("550")))
    told_to(room, mail)
    await room.confirm()

    await drained(room)

    states = {(one.kind, one.state) for one in await room.told()}
    assert states == {(kind, AlertState.FAILED) for kind in ("issued", "unreached")}


async def test_every_channel_of_a_unit_gets_its_copy_whatever_becomes_of_the_others() -> None:
    room = await unit_of(MAIL, HOOK, BACKUP)
    mail = Picky("mailto", {MAIL: PermanentError("550")})
    hook = Picky("webhook", {})
    told_to(room, mail, hook)
    await room.confirm()

    await drained(room)

    assert [one.recipient for one in hook.sent] == [HOOK]
    assert sorted(one.recipient for one in mail.sent) == [BACKUP, OFFICE]
    (word,) = [one for one in mail.sent if one.kind is AlertKind.UNREACHED]
    assert BACKUP in word.text


async def test_a_fallback_serves_only_where_another_channel_has_failed() -> None:
    room = await unit_of(MAIL, "sms:13000000000", fallbacks=frozenset({"sms"}))
    mail, sms = Picky("mailto", {}), Picky("sms", {})
    told_to(room, mail, sms)
    await room.confirm("c1", fingerprint="1")
    await drained(room)
    assert sms.sent == []

    mail.failures[MAIL] = PermanentError("550")
    await room.confirm("c2", fingerprint="2")
    await drained(room)
    await drained(room)

    (copy,) = sms.sent
    (failed,) = await room.told(state="failed")
    assert (copy.order, copy.subject_line) == (failed.order, failed.subject_line)
    assert copy.id != failed.id


async def test_a_unit_that_has_fallbacks_only_is_sent_to_by_them() -> None:
    room = await unit_of("sms:13000000000", fallbacks=frozenset({"sms"}))
    sms = Picky("sms", {})
    told_to(room, sms, Picky("mailto", {}))
    await room.confirm()

    await drained(room)

    assert len(sms.sent) == 1


async def test_a_crash_before_the_failed_alert_is_closed_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = await unit_of(MAIL, "sms:1", fallbacks=frozenset({"sms"}))
    mail, sms = Picky("mailto", {MAIL: PermanentError("550")}), Picky("sms", {})
    told_to(room, mail, sms)
    await room.confirm()

    with monkeypatch.context() as crash:

        async def dies(*_: object) -> int:
            raise CrashError

        crash.setattr(AlertStore, "close", dies)
        with pytest.raises(CrashError):
            await room.sender.look()
    room.real.moment = REAL + timedelta(minutes=5)
    await drained(room)

    assert len(sms.sent) == 1
    assert len(mail.sent) == 1


async def test_a_receiver_that_is_gone_is_left_alone_visibly_until_it_is_enabled() -> None:
    room = await unit_of(HOOK, SECOND)
    hook, mail = Picky("webhook", {HOOK: GoneError("HTTP 410")}), Picky("mailto", {})
    told_to(room, hook, mail)
    await room.confirm("c1", fingerprint="1")
    await drained(room)
    del hook.failures[HOOK]
    await room.confirm("c2", fingerprint="2")
    await drained(room)

    assert {one.recipient for one in hook.sent} == {SECOND}
    (state,) = await room.recipients.disabled(Command(request="l", actor="li"))
    assert (state.recipient, state.reason) == (shown(HOOK), "HTTP 410")
    assert await room.events("channels") == ["audit.recorded"]
    failed = await room.told(state="failed")
    assert "xuncha channel enable" in failed[1].answer

    await room.recipients.enable(EnableChannel(request="e", actor="li", recipient=HOOK))
    await room.line.replay(ReplayAlerts(request="r", actor="li"))
    await drained(room)

    assert [one.recipient for one in hook.sent].count(HOOK) == 2
    assert await room.recipients.disabled(Command(request="l", actor="li")) == []
    assert await room.events("channels") == ["audit.recorded"] * 2
    with pytest.raises(NotFound):
        await room.recipients.enable(EnableChannel(request="e", actor="li", recipient=MAIL))


async def test_a_webhook_is_given_up_after_three_days_and_replayed_from_the_start() -> None:
    room = await unit_of(HOOK)
    hook, mail = Picky("webhook", {HOOK: TransientError("503")}), Picky("mailto", {})
    told_to(room, hook, mail)
    await room.confirm()
    tries: list[timedelta] = []
    while not await room.told(state="failed"):
        before = await attempts(room)
        await room.sender.look()
        if await attempts(room) != before:
            tries.append(room.real.moment - REAL)
        room.real.moment += timedelta(minutes=5) if len(tries) > 8 else timedelta(seconds=30)

    assert len(tries) == WEBHOOK.tries
    assert timedelta(days=3) <= tries[-1] <= timedelta(days=4)
    for day in range(4):
        start = timedelta(days=day)
        assert sum(start <= one < start + timedelta(days=1) for one in tries) <= 20
    (failed,) = await room.told(state="failed")
    assert failed.answer.startswith("given up after 30 tries: 503")

    del hook.failures[HOOK]
    await room.line.replay(ReplayAlerts(request="r", actor="li", ids=(failed.id,)))
    await drained(room)
    assert [one.id for one in hook.sent] == [failed.id]


async def attempts(room: Room) -> int:
    return sum(one.attempts for one in await room.told(kind="issued"))


def test_mails_and_robots_are_tried_without_end_at_least_every_hour_and_a_quarter() -> None:
    assert patience_of("mailto").tries is None
    assert max(pause_after(n, "a") for n in range(1, 100)) <= timedelta(hours=1.25)


async def test_a_channel_is_tried_out_the_way_that_every_alert_goes() -> None:
    room = await unit_of(MAIL, HOOK)
    mail, hook = Picky("mailto", {MAIL: PermanentError("550")}), Picky("webhook", {})
    told_to(room, mail, hook)

    one = await room.recipients.test(TryChannel(request="t1", actor="li", recipient=BACKUP))
    both = await room.recipients.test(TryChannel(request="t2", actor="li", unit=make_unit().id))
    await room.recipients.test(TryChannel(request="t2", actor="li", unit=make_unit().id))
    await drained(room)

    assert [alert.recipient for alert in mail.sent] == [BACKUP]
    assert [alert.recipient for alert in hook.sent] == [HOOK]
    states = {alert.recipient: alert.state for alert in await room.told()}
    assert states == {BACKUP: "sent", MAIL: "failed", HOOK: "sent"}
    assert len({alert.id for alert in (*one, *both)}) == 3
    assert (await room.events("alerts")).count("audit.recorded") == 2
    for bad in ({"recipient": "nobody"}, {"unit": "nobody"}, {}):
        with pytest.raises((Refused, NotFound)):
            await room.recipients.test(TryChannel(request="t3", actor="li", **bad))


async def test_the_offices_own_address_is_not_blamed_on_a_unit() -> None:
    room = await unit_of(MAIL)
    mail = Picky("mailto", {OFFICE: PermanentError("550 no such mailbox")})
    told_to(room, mail)
    order = await room.order(await room.confirm())
    await room.do(order, "ask", until=order.due_on + timedelta(days=9), note="经费未到位")

    await drained(room)

    assert [one.kind for one in mail.sent] == [AlertKind.ISSUED]
    assert AlertKind.UNREACHED not in {one.kind for one in await room.told()}
