"""Each service runs on what its own requirement file pins: no more is installed in its image."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from shared import settings

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/app.py"))
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)")
INDEX = re.compile(r"https?:|file:|index-url|find-links|^-i\b|^-f\b|^--(?!hash)| @ ", re.IGNORECASE)

IMPORT_UNDER_PINS = """
import importlib, json, pkgutil, re, sys
from importlib.metadata import packages_distributions

service, root, pinned = sys.argv[1], sys.argv[2], set(sys.argv[3:]) | {"xuncha"}
canonical = lambda name: re.sub(r"[-_.]+", "-", name).lower()
owners = {
    module: {canonical(name) for name in names}
    for module, names in packages_distributions().items()
}

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if owners.get(name) and not owners[name] & pinned:
            raise ModuleNotFoundError(f"{service} does not pin {sorted(owners[name])}", name=name)

for name in [name for name in sys.modules if owners.get(name) and not owners[name] & pinned]:
    del sys.modules[name]
sys.meta_path.insert(0, NotInstalled())
package = importlib.import_module(root)
for module in pkgutil.walk_packages(package.__path__, f"{root}."):
    importlib.import_module(module.name)
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps(sorted(set().union(*(owners.get(name, ()) for name in loaded)) - {"xuncha"})))
"""


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_imports_with_nothing_but_its_own_pins(service: str) -> None:
    pinned = _pins(REQUIREMENTS / f"{service}.txt")

    ran = _imported(service, pinned)

    assert ran.returncode == 0, ran.stderr
    loaded = set(json.loads(ran.stdout.splitlines()[-1]))
    assert {"faststream", "motor", "nats-py", "prometheus-client"} <= loaded
    assert loaded <= set(pinned)


def test_the_operators_command_imports_with_nothing_but_its_own_pins() -> None:
    pinned = _pins(REQUIREMENTS / "xuncha.txt")

    ran = _imported("xuncha", pinned, root="xuncha")

    assert ran.returncode == 0, ran.stderr
    assert set(json.loads(ran.stdout.splitlines()[-1])) <= set(pinned)


def test_a_library_that_is_not_pinned_is_missed() -> None:
    pinned = set(_pins(REQUIREMENTS / "crawler.txt")) - {"httpx"}

    ran = _imported("crawler", pinned)

    assert "ModuleNotFoundError: crawler does not pin ['httpx']" in ran.stderr


@pytest.mark.parametrize("service", [*SERVICES, "xuncha"])
def test_a_service_pins_what_the_tests_ran_on(service: str) -> None:
    tested = _pins(REQUIREMENTS / "dev.txt")

    pinned = _pins(REQUIREMENTS / f"{service}.txt")

    assert pinned
    assert {name: tested.get(name) for name in pinned} == pinned


def test_every_service_has_a_requirement_file() -> None:
    assert {path.stem for path in REQUIREMENTS.glob("*.txt")} == {
        "bench",
        "deploy",
        "dev",
        "kubectl",
        "standins",
        "xuncha",
        *settings.SERVICES,
    }


@pytest.mark.parametrize("path", sorted(REQUIREMENTS.iterdir()), ids=lambda path: path.name)
def test_a_requirement_file_names_no_index(path: Path) -> None:
    lines = [line.strip() for line in path.read_text().splitlines()]

    assert [line for line in lines if not line.startswith("#") and INDEX.search(line)] == []
    assert [line for line in lines if line.startswith("#") and "://" in line] == []


@pytest.mark.parametrize("path", sorted(REQUIREMENTS.glob("*.txt")), ids=lambda path: path.name)
def test_every_pin_has_a_hash(path: Path) -> None:
    entries = path.read_text().replace("\\\n", " ").splitlines()

    assert [entry for entry in entries if PIN.match(entry) and "--hash=sha256:" not in entry] == []


def _imported(
    service: str, pinned: Iterable[str], root: str = ""
) -> subprocess.CompletedProcess[str]:
    package = root or f"services.{service}"
    return subprocess.run(
        [sys.executable, "-c", IMPORT_UNDER_PINS, service, package, *pinned],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _pins(path: Path) -> dict[str, str]:
    found = (PIN.match(line) for line in path.read_text().splitlines())
    return {re.sub(r"[-_.]+", "-", pin["name"]).lower(): pin["version"] for pin in found if pin}


def test_the_benchmark_leaves_out_only_what_the_crawler_has_not() -> None:
    told = "import bench.deployed, json; print(json.dumps(bench.deployed.ABSENT))"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    absent = {{"attr": "attrs"}.get(name, name) for name in json.loads(done.stdout)}
    pinned = (REQUIREMENTS / "crawler.txt").read_text("utf-8").splitlines()

    assert absent
    assert not absent & {found["name"] for line in pinned if (found := PIN.match(line))}
