"""`xuncha articles`: what was crawled."""

from cyclopts import App

from shared.commands import new_request
from shared.contracts.command import ListQuery
from xuncha.cli.imports import importing
from xuncha.cli.options import AsJson, Limit
from xuncha.cli.screen import listed
from xuncha.client import whoami

app = App(name="articles", help="Pages and posts, one version each.")
app.command(importing("article", "posts of accounts"), name="import")
COLUMNS = ("id", "target", "url", "published_at", "fetched_at")


@app.command(name="list")
def list_(*, target: str = "", limit: Limit = 50, json: AsJson = False) -> None:
    """List articles, those fetched last first; their content stays sealed."""
    query = ListQuery(request=new_request(), actor=whoami(), target=target, limit=limit)
    listed("article.list", query, COLUMNS, as_json=json)
