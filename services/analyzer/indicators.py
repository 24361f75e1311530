"""`python -m services.analyzer.indicators DIR`: writes the page of indicators and the schema."""

import json
import sys
from datetime import date
from pathlib import Path

from services.analyzer.assessing.schemes import DEFAULT, library
from services.analyzer.domain.assessing.page import page, schema

PAGE, SCHEMA = "indicators.md", "profile.schema.json"
SHOWN_ON = date(2026, 1, 1)
"""The page shows the default profile as it is on this day."""


def documents() -> dict[str, str]:
    """Return both documents: name of a file → its text."""
    text = json.dumps(schema(), ensure_ascii=False, indent=2)
    return {PAGE: page(library({}).profile(DEFAULT, SHOWN_ON)), SCHEMA: f"{text}\n"}


def main() -> None:
    """Write both documents into a folder."""
    folder = Path(sys.argv[1])
    for name, text in documents().items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
