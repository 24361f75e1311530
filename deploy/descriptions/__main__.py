"""`python -m deploy.descriptions`: writes what other programs read of us, docs/asyncapi.json."""

import json
from pathlib import Path

from shared.events import described

ROOT = Path(__file__).resolve().parents[2]


def written() -> dict[Path, str]:
    """Return every generated file with its text."""
    return {ROOT / "docs/asyncapi.json": _text(described())}


def _text(description: dict[str, object]) -> str:
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, "utf-8")
