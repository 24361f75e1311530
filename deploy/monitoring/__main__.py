"""`python -m deploy.monitoring`: writes docs/metrics.md and the dashboards."""

from pathlib import Path

from deploy.monitoring.page import page

ROOT = Path(__file__).resolve().parents[2]


def written() -> dict[Path, str]:
    """Return every generated file with its text."""
    return {ROOT / "docs" / "metrics.md": page()}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, "utf-8")
