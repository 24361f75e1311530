"""The common entry of the four services: settings, logs, then the service itself."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import uvloop

from shared.errors import XunchaError
from shared.logs import configure
from shared.runtime import Runtime, Service
from shared.settings import SettingsInvalid, SharedSettings, load

S = TypeVar("S", bound=SharedSettings)
USAGE = """usage: python -m services.{name} [--help]

Runs the {name} until SIGTERM. All settings are environment variables:

{settings}
"""


def run(
    name: str,
    kind: type[S],
    create: Callable[[S], Service],
    arguments: Sequence[str] | None = None,
) -> None:
    """Run one service; exits 2 with one clear text when its settings are not usable."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given:
        print(USAGE.format(name=name, settings=_described(kind)))  # noqa: T201
        sys.exit(0 if given[0] in {"-h", "--help"} else 2)
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    try:
        settings = load(kind)
        configure(name, settings.log_level)
        service = create(settings)
    except (SettingsInvalid, XunchaError) as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    Runtime(service).serve(settings.health_host, settings.health_port)


def _described(kind: type[SharedSettings]) -> str:
    rows = []
    for field, info in kind.model_fields.items():
        alias = getattr(info.validation_alias, "choices", None)
        variable = str(alias[0]) if alias else f"XUNCHA_{field.upper()}"
        default = "required" if info.is_required() else f"default {info.default!r}"
        rows.append(f"  {variable:<36} {default}")
    return "\n".join(rows)
