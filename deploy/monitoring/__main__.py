"""`python -m deploy.monitoring`: writes docs/metrics.md and the dashboards."""

import json
from pathlib import Path

from deploy.monitoring.boards import BOARDS
from deploy.monitoring.page import page
from deploy.monitoring.panels import grafana

ROOT = Path(__file__).resolve().parents[2]
DASHBOARDS = ROOT / "deploy/k8s/components/monitoring/dashboards"
"""Inside the component, because kustomize reads no file outside; compose mounts the same folder."""


def written() -> dict[Path, str]:
    """Return every generated file with its text."""
    boards = {
        DASHBOARDS / f"{board.uid}.json": json.dumps(grafana(board), ensure_ascii=False, indent=1)
        for board in BOARDS
    }
    return {
        ROOT / "docs/metrics.md": page(),
        **{path: f"{text}\n" for path, text in boards.items()},
    }


if __name__ == "__main__":
    DASHBOARDS.mkdir(exist_ok=True)
    for path, text in written().items():
        path.write_text(text, "utf-8")
