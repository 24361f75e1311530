"""The command `xuncha` and its nouns."""

from cyclopts import App

from xuncha.cli import (
    alerts,
    articles,
    audit,
    crawl,
    dead,
    findings,
    orders,
    registry,
    report,
    system,
)

app = App(
    name="xuncha",
    help="Watch government websites, columns and accounts; order fixes; write the notice.",
    version="0.1.0",
)
app.command(system.up)
app.command(system.status)
app.command(system.topology)
app.command(system.slice_, name="slice")
app.command(system.demo)
for noun in (registry, articles, crawl, findings, orders, alerts, report, dead, audit):
    app.command(noun.app)
