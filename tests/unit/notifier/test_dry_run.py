"""Dry runs: everything to the log, or everything to one mailbox; nobody else hears of it."""

from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from services.notifier.channels.chosen import chosen
from services.notifier.channels.every import SCHEMES
from services.notifier.settings import NotifierSettings
from shared.egress.client import Egress
from tests.factories import make_alert
from tests.unit.notifier.test_email import LINK, Relay
from tests.unit.notifier.test_email import mail as mail  # noqa: PLC0414 - a fixture
from tests.unit.notifier.test_email import relay as relay  # noqa: PLC0414 - a fixture

NO_WAY_OUT = cast("Egress", None)


def settings(**fields: Any) -> NotifierSettings:
    given = {"notifier_smtp_host": "127.0.0.1", "notifier_mail_from": "office@example.cn"}
    return NotifierSettings.model_construct(
        **{name: field.default for name, field in NotifierSettings.model_fields.items()}
        | {"notifier_smtp_tls": "none"}
        | given
        | fields
    )


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_a_dry_run_writes_every_sort_of_alert_to_the_log_and_sends_none(scheme: str) -> None:
    ways = {one.scheme: one for one in chosen(settings(notifier_dry_run=True), NO_WAY_OUT)}
    alert = make_alert(recipient=f"{scheme}:somebody", subject_line="【限时整改】示例")

    with capture_logs() as logged:
        answer = await ways[scheme].send(alert, LINK)

    assert "dry run" in answer
    (line,) = logged
    assert (line["recipient"], line["subject"]) == (f"{scheme}:somebody", "【限时整改】示例")
    assert LINK not in str(line)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_a_dry_run_to_one_mailbox_names_whom_each_alert_was_meant_for(
    scheme: str, mail: Any, relay: Relay
) -> None:
    port = mail._relay.port
    one = settings(notifier_dry_run_mail="me@example.cn", notifier_smtp_port=port)
    ways = {way.scheme: way for way in chosen(one, NO_WAY_OUT)}

    await ways[scheme].send(make_alert(recipient=f"{scheme}:somebody"), LINK)

    (came,) = relay.came
    assert came["To"] == "me@example.cn"
    assert f"{scheme}:somebody" in came.get_body(("plain",)).get_content()
