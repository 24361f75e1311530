"""`xuncha push`: who may hand posts over by HTTP."""

from cyclopts import App

from shared.bearer import drawn, hashed
from shared.commands import new_request
from shared.contracts.command import ListQuery
from shared.contracts.push import IssuePush, RevokePush
from xuncha.cli.screen import asked, console, fail, listed, local
from xuncha.client import whoami

app = App(name="push", help="Who may push posts of accounts.")
COLUMNS = {
    "id": "编号",
    "unit": "单位",
    "target": "账号",
    "label": "持有人",
    "expires_at": "有效期至",
}


@app.command
def issue(*, unit: str = "", target: str = "", label: str = "", days: int = 365) -> None:
    """Draw a token for all targets of a unit, or for one; it is shown once and kept nowhere.

    Args:
        unit: whose targets.
        target: the only one.
        label: who will hold it.
        days: how long it holds, from today.
    """
    if not (unit or target):
        fail("name --unit or --target")
    token = drawn("xp")
    command = IssuePush(
        request=new_request(),
        actor=whoami(),
        hash=hashed(token),
        unit=unit,
        target=target,
        label=label,
        days=days,
    )
    answer = asked("push.issue", command)
    console.print(
        f"编号 {answer['id']}，有效期至 {local(answer['expires_at'])}；凭据只显示这一次："
    )
    console.print(token, soft_wrap=True, highlight=False)


@app.command
def revoke(token: str) -> None:
    """Take a token back, by its id; it opens nothing from now."""
    asked("push.revoke", RevokePush(request=new_request(), actor=whoami(), id=token))
    console.print(f"{token} 已收回")


@app.command(name="list")
def list_(*, json: bool = False) -> None:
    """List the tokens that were not taken back."""
    query = ListQuery(request=new_request(), actor=whoami())
    listed("push.list", query, COLUMNS, as_json=json)
