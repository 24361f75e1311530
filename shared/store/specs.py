"""Names every collection with its writer and its indexes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CollectionSpec:
    """One collection: its name, the service that writes it, and its indexes."""

    name: str
    writer: str
    indexes: tuple[tuple[str, ...], ...] = ()


WAITING = ("waiting",)
COLLECTIONS = (
    CollectionSpec("articles", "crawler", (("target", "fetched_at"), ("fetched_at",), ("name",))),
    CollectionSpec("visits", "crawler", (("target", "first_at"), ("host",), ("article",))),
    CollectionSpec("runs", "crawler", (("kind", "next_at"),)),
    CollectionSpec("plans", "crawler", (("host",),)),
    CollectionSpec("cursors", "crawler"),
    CollectionSpec("copies", "crawler"),
    CollectionSpec("pauses", "crawler", (("paused",), WAITING)),
    CollectionSpec("push_tokens", "crawler", (("revoked_at",), WAITING)),
    CollectionSpec("connections", "crawler", (("host",), WAITING)),
    CollectionSpec("probes", "crawler", (("day", "_id"),)),
    CollectionSpec("listings", "crawler", (("day", "_id"),)),
    CollectionSpec("links", "crawler", (("day", "_id"),)),
    CollectionSpec("outlinks", "crawler", (("target", "next_at"),)),
    CollectionSpec("marks", "crawler", (("day", "_id"),)),
    CollectionSpec("crawler_imports", "crawler", (("state",), WAITING)),
    CollectionSpec("evidence", "crawler", (("ages_from",),)),
    CollectionSpec("keys", "crawler"),
    CollectionSpec(
        "findings",
        "analyzer",
        (
            ("decision", "found_on"),
            ("unit", "found_on"),
            ("target", "found_on"),
            ("found_on",),
            ("outside_target",),
            ("root",),
            ("rule", "decision"),
            WAITING,
        ),
    ),
    CollectionSpec("occurrences", "analyzer", (("finding", "left_at"), ("article",), ("address",))),
    CollectionSpec("analyses", "analyzer"),
    CollectionSpec("rulesets", "analyzer", (WAITING,)),
    CollectionSpec("editions", "analyzer", (("ruleset",),)),
    CollectionSpec("suppressions", "analyzer", (("root",),)),
    CollectionSpec("precision", "analyzer"),
    CollectionSpec("analyzer_imports", "analyzer", (("state",), WAITING)),
    CollectionSpec("assessments", "analyzer", (("target",), ("on",), WAITING)),
    CollectionSpec("standings", "analyzer", (("late",),)),
    CollectionSpec("coverage", "analyzer", (("late",),)),
    CollectionSpec("inspections", "analyzer", (("target",), WAITING)),
    CollectionSpec("profiles", "analyzer", (WAITING,)),
    CollectionSpec("analyzer_warnings", "analyzer", (("raised_on",), WAITING)),
    CollectionSpec("analyzer_jobs", "analyzer"),
    CollectionSpec(
        "orders",
        "notifier",
        (
            ("state", "due_at"),
            ("unit",),
            ("issued_at",),
            ("findings",),
            ("ring_at",),
            ("period",),
            WAITING,
        ),
    ),
    CollectionSpec("switches", "notifier", (WAITING,)),
    CollectionSpec("calendars", "notifier", (WAITING,)),
    CollectionSpec("channels", "notifier", (("disabled",), WAITING)),
    CollectionSpec("templates", "notifier", (WAITING,)),
    CollectionSpec(
        "alerts",
        "notifier",
        (("open", "next_at"), ("recipient", "open"), ("order",), ("kind", "sent_at"), WAITING),
    ),
    CollectionSpec("tokens", "notifier", (("order",),)),
    CollectionSpec("uploads", "notifier", (("order",), WAITING)),
    CollectionSpec("paces", "notifier"),
    CollectionSpec("units", "reporter", (WAITING,)),
    CollectionSpec("targets", "reporter", (("host",), ("unit",), WAITING)),
    CollectionSpec("enquiries", "reporter", (("received_on",), ("unit",), WAITING)),
    CollectionSpec("scores", "reporter"),
    CollectionSpec("rollups", "reporter", (("open",), ("month",))),
    CollectionSpec("reports", "reporter", (WAITING,)),
    CollectionSpec("warnings", "reporter", (("raised_on",),)),
    CollectionSpec("proposals", "reporter", (("state",), WAITING)),
    CollectionSpec("imports", "reporter", (("state",), WAITING)),
    CollectionSpec("machines", "reporter", (("hash",), WAITING)),
    CollectionSpec("audit", "reporter", (("seq",),)),
)
