"""The command `xuncha` and its nouns."""

from cyclopts import App

from xuncha.cli import (
    alerts,
    articles,
    assessments,
    audit,
    calendar,
    channel,
    check,
    connector,
    crawl,
    dead,
    example,
    findings,
    imports,
    orders,
    profile,
    push,
    registry,
    report,
    rules,
    store,
    system,
    token,
)

app = App(
    name="xuncha",
    help="Watch government websites, columns and accounts; order fixes; write the notice.",
    version="0.1.0",
)
app.command(system.up)
app.command(system.status)
app.command(system.topology)
app.command(store.app)
app.command(system.slice_, name="slice")
app.command(system.demo)
app.command(imports.template)
app.command(example.example)
app.command(check.check)
findings.app.command(imports.importing("finding", "findings that others report"), name="import")
articles.app.command(imports.importing("article", "posts of accounts"), name="import")
for name, noun_of, what in (
    ("observations", "observation", "probes, listings and link checks recorded elsewhere"),
    ("enquiries", "enquiry", "citizens' messages"),
    ("scores", "score", "points and ranks of a higher level"),
):
    part = App(name=name, help=f"{what[0].upper()}{what[1:]}.")
    part.command(imports.importing(noun_of, what), name="import")
    app.command(part)
for noun in (
    registry,
    articles,
    connector,
    crawl,
    findings,
    rules,
    orders,
    alerts,
    channel,
    calendar,
    report,
    dead,
    audit,
    token,
):
    app.command(noun.app)
app.command(profile.app)
app.command(push.app)
app.command(assessments.app)
app.command(assessments.inspections)
