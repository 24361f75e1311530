"""What each service may do in the store: the one table that the code and the store's roles obey.

A service reads and writes the collections that it owns, reads those that stand below, and does
nothing else. `MongoCollection` keeps to it in the process, a role of MongoDB at the store.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from shared.store.specs import COLLECTIONS

FIND: Final = "find"
INSERT: Final = "insert"
UPDATE: Final = "update"
REMOVE: Final = "remove"
INDEX: Final = "createIndex"
STATS: Final = "dbStats"

READS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "crawler": ("findings", "occurrences", "reports", "targets"),
        "analyzer": (
            "articles",
            "enquiries",
            "keys",
            "links",
            "listings",
            "marks",
            "probes",
            "targets",
            "units",
            "visits",
        ),
        "notifier": (
            "enquiries",
            "findings",
            "occurrences",
            "profiles",
            "reports",
            "targets",
            "units",
        ),
        "reporter": (
            "alerts",
            "assessments",
            "calendars",
            "coverage",
            "findings",
            "links",
            "listings",
            "orders",
            "probes",
            "profiles",
        ),
    }
)
"""Collections of others that a service reads."""
REMOVES = frozenset({"copies", "cursors", "evidence", "outlinks", "plans", "runs", "suppressions"})
"""Collections whose writer removes documents; from all others nothing is ever removed."""
MEASURES = "reporter"
"""Who counts how much the whole store holds."""


def rights(service: str) -> dict[str, frozenset[str]]:
    """Return what a service may do, by collection.

    Raises:
        KeyError: there is no such service.
    """
    read = {name: frozenset({FIND}) for name in READS[service]}
    own = {
        spec.name: frozenset({FIND, INSERT, UPDATE, INDEX})
        | (frozenset({REMOVE}) if spec.name in REMOVES else frozenset())
        for spec in COLLECTIONS
        if spec.writer == service
    }
    return read | own


def privileges(service: str, database: str) -> list[dict[str, Any]]:
    """Return the same as MongoDB writes it in a role."""
    rows: list[dict[str, Any]] = [
        {"resource": {"db": database, "collection": name}, "actions": sorted(actions)}
        for name, actions in sorted(rights(service).items())
    ]
    if service == MEASURES:
        rows.append({"resource": {"db": database, "collection": ""}, "actions": [STATS]})
    return rows
