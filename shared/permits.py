"""Who may say what on the broker: one user for each service, and the operator, who may do all.

`make permits` writes the broker's configuration from this table; services sign in by it.
"""

from typing import NamedTuple

from shared.streams import ALERTS, IMPORTS, LEASE_WANTED, LEASES, ORDERS, Consumer, consumers_of

OPERATOR = "operator"
"""The user of the operator's command: topology, dead letters, commands."""

SAYS: dict[str, tuple[str, ...]] = {
    "crawler": ("task.crawl.*", "task.probe.*", "task.now.*", "article.crawled", "observation.*"),
    "analyzer": (
        "finding.*",
        "assessment.*",
        "warning.*",
        "enquiry.read",
        "registry.ruleset.*",
        "registry.profile.*",
    ),
    "notifier": ("order.*", "alert.*", "task.now.*", "registry.calendar.*"),
    "reporter": (
        "registry.unit.*",
        "registry.target.*",
        "enquiry.changed",
        "report.*",
        "command.>",
    ),
}
"""Subjects of events that each service publishes. Each has one publisher, but for re-checks, which
the crawler may put back; the reporter's API asks the others, too."""

ALL_SAY = ("audit.recorded",)
_FILES = ("crawler", "analyzer", "reporter")
"""Who takes import files out of the bucket, or puts them there."""
_LEASES = ("crawler",)
"""Whose replicas agree by leases on what only one of them may do."""

LOOKS_BACK: dict[str, tuple[str, ...]] = {"notifier": (ALERTS.name, ORDERS.name)}
"""Streams whose last message a service reads at its start, to know a store that was restored."""


class Permits(NamedTuple):
    """What one user may do."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def inbox(service: str) -> str:
    """Return the prefix of the subjects on which a service gets answers; no other hears them."""
    return f"_INBOX.{service}"


def permits(service: str, heard: tuple[str, ...] = ()) -> Permits:
    """Return what a service may do.

    Args:
        service: one of the four.
        heard: subjects that it subscribes to without a consumer, such as its commands.
    """
    consumers = consumers_of(service)
    leases = service in _LEASES
    return Permits(
        publish=(
            *SAYS[service],
            *ALL_SAY,
            *(f"dead.{consumer.subject}" for consumer in consumers),
            "$JS.API.INFO",
            "$JS.API.STREAM.LIST",
            *(subject for consumer in consumers for subject in _pulling(consumer)),
            *(_using_files() if service in _FILES else ()),
            *(_using_leases() if leases else ()),
            *(
                f"$JS.API.{api}.{stream}"
                for stream in LOOKS_BACK.get(service, ())
                for api in ("STREAM.INFO", "STREAM.MSG.GET")
            ),
        ),
        subscribe=(f"{inbox(service)}.>", *((LEASE_WANTED,) if leases else ()), *heard),
    )


def _pulling(consumer: Consumer) -> tuple[str, ...]:
    name = f"{consumer.stream}.{consumer.durable}"
    return (
        f"$JS.API.CONSUMER.INFO.{name}",
        f"$JS.API.CONSUMER.MSG.NEXT.{name}",
        f"$JS.ACK.{name}.>",
    )


def _using_files() -> tuple[str, ...]:
    stream = IMPORTS.stream
    return (
        f"$O.{IMPORTS.name}.>",
        "$JS.API.STREAM.NAMES",
        f"$JS.API.STREAM.INFO.{stream}",
        f"$JS.API.STREAM.PURGE.{stream}",
        f"$JS.API.STREAM.MSG.GET.{stream}",
        f"$JS.API.DIRECT.GET.{stream}.>",
        f"$JS.API.CONSUMER.CREATE.{stream}",
        f"$JS.API.CONSUMER.CREATE.{stream}.>",
        f"$JS.API.CONSUMER.INFO.{stream}.>",
        f"$JS.API.CONSUMER.DELETE.{stream}.>",
        f"$JS.FC.{stream}.>",
    )


def _using_leases() -> tuple[str, ...]:
    return (
        f"$KV.{LEASES.name}.>",
        f"$JS.API.STREAM.INFO.{LEASES.stream}",
        f"$JS.API.DIRECT.GET.{LEASES.stream}.>",
        LEASE_WANTED,
    )
