"""Whoever has a webhook's address may post there: only registry and store have all of it."""

import json

import pytest
import structlog
from structlog.testing import capture_logs

from services.notifier.channels.base import GoneError
from services.notifier.channels.log import Log
from services.notifier.channels.posting import Reply
from services.notifier.domain.route import shown
from shared.commands import NotFound
from shared.contracts.channel import EnableChannel, TryChannel
from shared.contracts.command import Command, HoldAlerts, ListQuery, ReplayAlerts, ShowQuery
from shared.redaction import keep_secret
from tests.factories import NOW, make_alert, make_unit
from tests.unit.notifier.room import Room
from tests.unit.notifier.test_failures import Picky, drained, told_to

PATH, QUERY, ROBOT = "T0planted8Path", "Qplanted9Query", "693a91f6-planted-robot-key-4bc4"
HOOK = f"https://user:{QUERY}@hooks.example.cn/services/{PATH}?key={QUERY}"
PASTED = f"wecom:{ROBOT}"
SECRETS = (PATH, QUERY, ROBOT)


def tells(*said: object) -> set[str]:
    text = json.dumps([str(one) for one in said], ensure_ascii=False)
    return {secret for secret in SECRETS if secret in text}


@pytest.mark.parametrize("recipient", [HOOK, PASTED, HOOK.replace("https", "HTTP")])
def test_an_address_that_opens_something_is_shown_by_host_and_mark(recipient: str) -> None:
    assert tells(shown(recipient)) == set()
    assert shown(recipient) != shown(recipient + "1")


@pytest.mark.parametrize("recipient", ["mailto:duty@example.cn", "wecom:office", "none:", "fax:1"])
def test_an_address_that_opens_nothing_is_shown_whole(recipient: str) -> None:
    assert shown(recipient) == recipient


def test_an_answer_that_repeats_address_key_and_person_is_shown_without_them() -> None:
    keep_secret(ROBOT)
    text = f"no route /services/{PATH}, key {ROBOT}, for 11010119900307109X"
    answer = Reply(404, text, f"https://hooks.example.cn/services/{PATH}").shown

    assert tells(answer) == set()
    assert "11010119900307109X" not in answer
    assert answer.startswith("no route …")


async def test_audit_events_lists_messages_and_log_have_no_whole_address() -> None:
    room = await Room().furnish(make_unit(channels=(HOOK, PASTED, "mailto:a@example.cn")))
    told_to(room, Picky("https", {HOOK: GoneError("HTTP 410")}), Picky("mailto", {}))
    await room.confirm("c1")
    with capture_logs() as lines:
        await drained(room)
    (disabled,) = await room.recipients.disabled(Command(request="l", actor="li"))
    tried = await room.recipients.test(TryChannel(request="t", actor="li", recipient=HOOK))
    listed = await room.line.listed(ListQuery(request="l", actor="li"))
    one = await room.line.shown(ShowQuery(request="s", actor="li", id=tried[0].id))
    with pytest.raises(NotFound) as unknown:
        await room.recipients.enable(EnableChannel(request="e", actor="li", recipient=HOOK + "1"))
    name = EnableChannel(request="e", actor="li", recipient=disabled.recipient)
    enabled = await room.recipients.enable(name)
    again = await room.line.replay(ReplayAlerts(request="r", actor="li"))
    drop = HoldAlerts(request="d", actor="li", hold=False, drop_before=NOW.replace(year=2999))
    await room.line.hold(drop)
    events = [
        event
        for collection in ("alerts", "channels")
        for document in await room.collection(collection).find({}, limit=100)
        for event in document["pending"]
    ]
    sent = [alert.text for alert in listed]

    assert events
    assert again
    assert not enabled.disabled
    assert await room.recipients.disabled(Command(request="l", actor="li")) == []
    said = (lines, disabled, tried, listed, one, unknown.value, enabled, again, events, sent)
    assert tells(*said) == set()
    assert any("hooks.example.cn/…" in text for text in sent)


async def test_a_dry_run_writes_no_whole_address_to_the_log() -> None:
    structlog.reset_defaults()
    with capture_logs() as lines:
        await Log("https").send(make_alert(recipient=HOOK), "")

    assert lines[0]["recipient"].startswith("https://hooks.example.cn/…")
    assert tells(lines) == set()
