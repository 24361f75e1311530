"""`xuncha dead`: messages that no handler could take, parked and not lost."""

from cyclopts import App

from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import carry_out, console, record, table
from xuncha.client import connected
from xuncha.dead import Letters
from xuncha.texts import say

app = App(name="dead", help="Dead letters: list, look, send again, drop.")
COLUMNS = ("number", "subject", "reason", "deliveries", "at")


@app.command(name="list")
def list_(*, limit: Limit = 50, json: AsJson = False) -> None:
    """List dead letters, oldest first."""

    async def work() -> list[dict[str, object]]:
        async with connected() as client:
            return await Letters(client).listed(limit)

    table(carry_out(work()), COLUMNS, as_json=json)


@app.command
def show(number: int) -> None:
    """Show one dead letter; personal values in it are masked."""

    async def work() -> dict[str, object]:
        async with connected() as client:
            return await Letters(client).shown(number)

    record(carry_out(work()), as_json=False)


@app.command
def replay(*numbers: int) -> None:
    """Send dead letters to where they came from again, then drop them; all when none is named."""

    async def work() -> int:
        async with connected() as client:
            return await Letters(client).replay(numbers)

    console.print(say("sent_again", number=carry_out(work())))


@app.command
def drop(*numbers: int) -> None:
    """Drop dead letters for good."""

    async def work() -> int:
        async with connected() as client:
            return await Letters(client).drop(numbers)

    console.print(say("dropped", number=carry_out(work())))
