"""`xuncha crawl`: do not wait for the schedule."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import CrawlNow
from xuncha.cli.screen import asked, console
from xuncha.client import whoami

app = App(name="crawl", help="The crawler's schedule.")


@app.command
def now(*targets: str) -> None:
    """Make targets due at once; all of them when none is named."""
    command = CrawlNow(request=new_request(), actor=whoami(), targets=targets)
    answer = asked("crawl.now", command)
    console.print(f"{answer['hosts']} hosts, {answer['hastened']} were not due already")
