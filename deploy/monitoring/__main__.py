"""`python -m deploy.monitoring`: writes what docs and deploy/ say of metrics and settings."""

import json
from pathlib import Path

import yaml

from deploy.monitoring.boards import BOARDS
from deploy.monitoring.page import page
from deploy.monitoring.panels import grafana
from deploy.monitoring.said import page as logs
from deploy.monitoring.settings import with_settings

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "docs/operations.md"
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
        ROOT / "docs/logs.md": logs(),
        OPERATIONS: with_settings(OPERATIONS),
        DASHBOARDS.with_name("rules.yaml"): _wrapped_rules(),
        **{path: f"{text}\n" for path, text in boards.items()},
    }


def _wrapped_rules() -> str:
    rules = yaml.safe_load((ROOT / "deploy/prometheus/rules.yaml").read_text("utf-8"))
    wrapped = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "xuncha"},
        "spec": rules,
    }
    text = yaml.safe_dump(wrapped, allow_unicode=True, sort_keys=False, width=10_000)
    return f"# The rules of deploy/prometheus/rules.yaml, written by `make metrics`.\n{text}"


if __name__ == "__main__":
    DASHBOARDS.mkdir(exist_ok=True)
    for path, text in written().items():
        path.write_text(text, "utf-8")
