"""The command `xuncha` and its nouns; a noun is loaded when it is used, for some take a second."""

from cyclopts import App

app = App(
    name="xuncha",
    help="Watch government websites, columns and accounts; order fixes; write the notice.",
    version="0.1.0",
)
for name, (place, what) in {
    "up": ("system:up", "Run the whole system on this machine until Ctrl-C."),
    "status": ("system:status", "Show whether every part is ready; exit code 0 when it is."),
    "topology": ("system:topology", "Streams, consumers and buckets of the broker."),
    "slice": (
        "system:slice_",
        "Run one page through the whole system: found, ordered, mended, proven, closed.",
    ),
    "demo": (
        "system:demo",
        "Run a whole quarter on imitation sites, from an empty system to the official notice.",
    ),
    "backup": (
        "backup:backup",
        "Write broker and store of a resting system to a new folder, without the sealing key.",
    ),
    "restore": (
        "backup:restore",
        "Put a backup into a data directory without a system; its next start holds alerts back.",
    ),
    "template": ("imports:template", "Write an empty, commented import file."),
    "example": (
        "example:example",
        "Write the import files of a made-up city: 60 websites, 300 accounts, two quarters.",
    ),
    "check": (
        "check:check",
        "Check a text before it is published; exit code 1 when something is found, 2 on an error.",
    ),
    "observations": (
        "imports:observations",
        "Probes, listings and link checks recorded elsewhere.",
    ),
    "enquiries": ("imports:enquiries", "Citizens' messages."),
    "scores": ("imports:scores", "Points and ranks of a higher level."),
    "registry": ("registry:app", "Units and targets: who answers for what."),
    "articles": ("articles:app", "Pages and posts, one version each."),
    "connector": ("connector:app", "Where posts of accounts are read: feeds and public lists."),
    "crawl": ("crawl:app", "The crawler's schedule."),
    "findings": ("findings:app", "Suspected and confirmed defects."),
    "rules": ("rules:app", "Rules, the office's word lists, and their precision."),
    "orders": ("orders:app", "Demands to units to fix findings by a deadline."),
    "alerts": ("alerts:app", "Messages to units: waiting, sent, failed, held back."),
    "channel": ("channel:app", "Addresses that alerts go to: try one, enable disabled ones."),
    "calendar": ("calendar:app", "Days off and make-up days of the office."),
    "report": ("report:app", "Statistics on demand and the official notice."),
    "dead": ("dead:app", "Dead letters: list, look, send again, drop."),
    "audit": ("audit:app", "The chain of recorded actions."),
    "store": ("store:app", "Users and roles of the store: one of each for every service."),
    "token": ("token:app", "Programs that may use the JSON API (docs/api.md)."),
    "profile": ("profile:app", "Indicator profiles: national scheme and local overlays."),
    "push": ("push:app", "Who may push posts of accounts."),
    "assessments": ("assessments:app", "Verdicts of websites, columns and accounts."),
    "inspections": ("assessments:inspections", "What only a person can see: samples and forms."),
}.items():
    app.command(f"xuncha.cli.{place}", name=name, help=what)
