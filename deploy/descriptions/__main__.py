"""`python -m deploy.descriptions`: writes docs/asyncapi.json and docs/openapi.json."""

import asyncio
import json
from pathlib import Path
from typing import Any, cast

import httpx

from services.reporter.api.app import api
from services.reporter.api.door import Door
from services.reporter.api.lists import Lists
from services.reporter.api.proofs import Proofs
from services.reporter.api.proposals import Proposing
from services.reporter.api.records import Records
from services.reporter.api.reports import Reports
from services.reporter.api.routes import Desks
from shared.events import described

ROOT = Path(__file__).resolve().parents[2]


def written() -> dict[Path, str]:
    """Return every generated file with its text."""
    return {
        ROOT / "docs/asyncapi.json": _text(described()),
        ROOT / "docs/openapi.json": _text(asyncio.run(_asked_of_the_api())),
    }


async def _asked_of_the_api() -> dict[str, Any]:
    """Read the description as a client does; it asks nothing of what stands behind the API."""
    nothing = cast("Any", None)
    app = api(
        Door(nothing, nothing, forwarded=False),
        Desks(
            Lists(nothing, nothing),
            Records(nothing, nothing, nothing, nothing),
            Reports(nothing),
            Proposing(nothing),
            Proofs(nothing),
        ),
        1,
    )
    transport = httpx.ASGITransport(app=cast("Any", app))
    async with httpx.AsyncClient(transport=transport, base_url="http://reporter") as client:
        answer = await client.get("/api/v1/openapi.json")
    read: dict[str, Any] = answer.raise_for_status().json()
    return read


def _text(description: dict[str, Any]) -> str:
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, "utf-8")
