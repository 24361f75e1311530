"""`xuncha up`, `xuncha status`, `xuncha topology`."""

import sys
from pathlib import Path
from typing import Annotated

import nats.errors
from cyclopts import App, Parameter

from shared.errors import OutageError
from shared.topology import apply
from xuncha import status as looking
from xuncha import up as running
from xuncha.cli.screen import carry_out, console
from xuncha.client import connected
from xuncha.preparing import prepare

topology = App(name="topology", help="Streams, consumers and buckets of the broker.")


def up(
    *,
    data: Annotated[Path | None, Parameter(help="Data directory; default .xuncha.")] = None,
    crawlers: int = 1,
    analyzers: int = 1,
    notifiers: int = 1,
    reporters: int = 1,
) -> None:
    """Run the whole system on this machine until Ctrl-C."""
    replicas = {
        "crawler": crawlers,
        "analyzer": analyzers,
        "notifier": notifiers,
        "reporter": reporters,
    }
    sys.exit(running.run(running.up(data, replicas=replicas, before_services=prepare)))


def status(*, wait: Annotated[float, Parameter(help="Seconds to wait for readiness.")] = 0) -> None:
    """Show whether every part is ready; exit code 0 when it is."""
    sys.exit(looking.report(carry_out(looking.status(wait_seconds=wait))))


@topology.command(name="apply")
def topology_apply(*, replicas: int = 1) -> None:
    """Bring the broker to what the code needs; compares first, writes what differs.

    Args:
        replicas: copies of each stream, 1 or 3.
    """
    carry_out(_topology(replicas, dry_run=False))


@topology.command(name="show")
def topology_show() -> None:
    """Show what `apply` would change, and change nothing."""
    carry_out(_topology(1, dry_run=True))


async def _topology(replicas: int, *, dry_run: bool) -> None:
    async with connected() as client:
        try:
            async for change in apply(client.jetstream(), replicas=replicas, dry_run=dry_run):
                differs = f" ({', '.join(change.differs)})" if change.differs else ""
                console.print(f"{change.action:<10} {change.part:<9} {change.name}{differs}")
        except (nats.errors.Error, TimeoutError) as error:
            raise OutageError(f"JetStream does not answer: {error}") from error


def slice_(
    *,
    data: Annotated[Path | None, Parameter(help="Keep the data there.")] = None,
    replicas: Annotated[int, Parameter(help="Processes of each service.")] = 1,
) -> None:
    """Run one page through the whole system: found, ordered, mended, proven, closed."""
    from xuncha.demo.slice import run  # noqa: PLC0415 - its mail sink is not installed everywhere

    sys.exit(running.run(run(data, replicas)))


def demo(
    *,
    keep: Annotated[bool, Parameter(help="Go on running at the end.")] = False,
    out: Annotated[Path, Parameter(help="Where report and notice are written.")] = Path("out"),
    data: Annotated[Path | None, Parameter(help="Keep the data there.")] = None,
    beside: Annotated[
        str, Parameter(help="Play on the running system, which reaches this host by this name.")
    ] = "",
) -> None:
    """Run a whole quarter on imitation sites, from an empty system to the official notice."""
    from xuncha.demo.run import run  # noqa: PLC0415 - see slice_
    from xuncha.demo.stage import Options  # noqa: PLC0415

    sys.exit(running.run(run(Options(out=out, data=data, keep=keep, beside=beside))))
