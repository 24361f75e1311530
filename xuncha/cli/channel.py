"""`xuncha channel`: whether messages reach an address, and addresses that nothing is sent to."""

import time
from typing import Any

from cyclopts import App

from shared.commands import new_request
from shared.contracts.channel import EnableChannel, TryChannel
from shared.contracts.command import Command, ShowQuery
from xuncha.cli.screen import asked, console, fail, table
from xuncha.client import whoami

app = App(name="channel", help="Addresses that alerts go to: try one, enable disabled ones.")
DISABLED = {"recipient": "渠道", "reason": "原因", "at": "时间", "by": "操作人"}
TRIED = {"recipient": "渠道", "state": "状态", "answer": "回执"}
_WAITS = ("pending", "leased")


@app.command(name="test")
def try_(recipient: str = "", *, unit: str = "", seconds: float = 30.0, json: bool = False) -> None:
    """Send a test message and say what the channel answered; exit code 1 when it was not taken.

    Args:
        recipient: an address as the registry writes it, such as mailto:duty@example.cn.
        unit: every address of this unit instead.
        seconds: longest wait for the answers.
        json: print everything as JSON.
    """
    if bool(recipient) == bool(unit):
        fail("name one address such as mailto:duty@example.cn, or a unit with --unit")
    command = TryChannel(request=new_request(), actor=whoami(), recipient=recipient, unit=unit)
    tried = asked("channel.test", command)
    end = time.monotonic() + seconds
    while any(one["state"] in _WAITS for one in tried) and time.monotonic() < end:
        time.sleep(0.5)
        tried = [_looked_at(one["id"]) for one in tried]
    table(tried, TRIED, as_json=json)
    if any(one["state"] != "sent" for one in tried):
        fail("not every channel has taken it; see 回执, and `xuncha alerts status`", code=1)


@app.command(name="list")
def list_(*, json: bool = False) -> None:
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
    console.print("渠道已恢复")


def _looked_at(key: str) -> dict[str, Any]:
    found: dict[str, Any] = asked(
        "alert.show", ShowQuery(request=new_request(), actor=whoami(), id=key)
    )
    return found
