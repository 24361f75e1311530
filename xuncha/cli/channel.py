"""`xuncha channel`: whether messages reach an address, and addresses that nothing is sent to."""

import time
from typing import Any

from cyclopts import App

from shared.commands import new_request
from shared.contracts.channel import EnableChannel, TryChannel
from shared.contracts.command import Command, ShowQuery
from xuncha.cli.options import AsJson
from xuncha.cli.screen import asked, console, fail, table
from xuncha.client import whoami
from xuncha.texts import say

app = App(name="channel", help="Addresses that alerts go to: try one, enable disabled ones.")
DISABLED = ("recipient=channel", "reason", "at", "by=actor")
TRIED = ("recipient=channel", "state", "answer")
_WAITS = ("pending", "leased")


@app.command(name="test")
def try_(
    recipient: str = "", *, unit: str = "", seconds: float = 30.0, json: AsJson = False
) -> None:
    """Send a test message and say what the channel answered; exit code 1 when it was not taken.

    Args:
        recipient: an address as the registry writes it, such as mailto:duty@example.cn.
        unit: every address of this unit instead.
        seconds: longest wait for the answers.
        json: print everything as JSON.
    """
    if bool(recipient) == bool(unit):
        fail(say("name_channel"))
    command = TryChannel(request=new_request(), actor=whoami(), recipient=recipient, unit=unit)
    tried = asked("channel.test", command)
    end = time.monotonic() + seconds
    while any(one["state"] in _WAITS for one in tried) and time.monotonic() < end:
        time.sleep(0.5)
        tried = [_looked_at(one["id"]) for one in tried]
    table(tried, TRIED, as_json=json)
    if any(one["state"] != "sent" for one in tried):
        fail(say("channel_failed"), code=1)


@app.command(name="list")
def list_(*, json: AsJson = False) -> None:
    """List the addresses that nothing is sent to, because their receiver said that it is gone."""
    command = Command(request=new_request(), actor=whoami())
    table(asked("channel.list", command), DISABLED, as_json=json)


@app.command
def enable(recipient: str, *, reason: str = "") -> None:
    """Send to a disabled address again; then replay what failed: `xuncha alerts replay --every`."""
    command = EnableChannel(
        request=new_request(), actor=whoami(), recipient=recipient, reason=reason
    )
    asked("channel.enable", command)
    console.print(say("channel_enabled"))


def _looked_at(key: str) -> dict[str, Any]:
    found: dict[str, Any] = asked(
        "alert.show", ShowQuery(request=new_request(), actor=whoami(), id=key)
    )
    return found
