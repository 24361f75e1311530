"""Whoever follows the pages finds every command, file and name that they mention."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Missing
from tests.deploy.rendered import K8S, OVERLAYS, ROOT, kubectl, overlay, pods
from tests.deploy.test_kubernetes import JOBS, OPERATOR_POD
from xuncha.cli.app import app

PAGES = ("operations", "deploy", "runbook", "capacity")
TEXTS = {name: (ROOT / f"docs/{name}.md").read_text("utf-8") for name in PAGES}
SECRET = re.compile(r"create secret (generic|tls) ([a-z-]+)((?: --from-file=\S+| --\S+=\S+)*)")
COMMAND = re.compile(r"(?:^|python -m |run --rm )xuncha ((?:[a-z][a-z-]*(?: |$)){1,3})")
PROSE = re.compile(r"`([^`]+)`|^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE_BY_OTHERS = {"xuncha-tls"}


def shown() -> Iterator[tuple[str, str]]:
    """Every command of the pages: the page, and one logical line."""
    for name, text in TEXTS.items():
        for short, block in PROSE.findall(text):
            for line in (short or block).replace("\\\n", " ").splitlines():
                yield name, " ".join(line.split())


def told() -> dict[str, dict[str, str]]:
    """The Secrets that the page makes: each key and its file."""
    secrets: dict[str, dict[str, str]] = {}
    for page, line in shown():
        found = SECRET.search(line) if page == "deploy" else None
        if found:
            files = re.findall(r"--from-file=(\S+)", found[3])
            keys = (one.partition("=") for one in files)
            secrets[found[2]] = {
                (key if place else Path(key).name): place or key for key, _, place in keys
            }
    return secrets


def used(name: str) -> Iterator[tuple[str, str]]:
    """Secret and key of everything that reads one; an empty key takes all there is."""
    for _, pod in pods(name):
        for volume in pod.get("volumes", []):
            for source in (volume, *volume.get("projected", {}).get("sources", [])):
                secret = source.get("secret")
                if secret:
                    where = secret.get("secretName") or secret["name"]
                    items = secret.get("items") or [{"key": ""}]
                    yield from ((where, item["key"]) for item in items)
    for document in overlay(name):
        for user in document["spec"].get("users", []) if "spec" in document else []:
            yield user["passwordSecretRef"]["name"], user["passwordSecretRef"]["key"]


@pytest.fixture
def rendering(missing: Missing) -> None:
    if kubectl() is None:
        missing("kubectl", "kubectl is not installed: install it to render deploy/k8s")


@pytest.mark.usefixtures("rendering")
@pytest.mark.parametrize("name", [*OVERLAYS, *JOBS, OPERATOR_POD])
def test_every_secret_that_is_read_is_made_on_the_page(name: str) -> None:
    secrets = told()

    read = set(used(name))
    assert read
    for secret, key in read:
        assert secret in secrets, secret
        assert not key or key in secrets[secret], (secret, key)


@pytest.mark.usefixtures("rendering")
@pytest.mark.parametrize("name", OVERLAYS)
def test_every_file_that_the_services_read_is_in_a_secret(name: str) -> None:
    for service, pod in pods(name):
        for container in pod["containers"]:
            for variable in container.get("env", []):
                folder, _, file = str(variable.get("value", "")).rpartition("/")
                if folder in {"/etc/xuncha/secrets", "/etc/xuncha/channels"}:
                    assert file in told()["xuncha-secrets"], (service, file)


def test_every_file_of_a_secret_is_made_by_the_script_or_brought() -> None:
    script = (ROOT / "deploy/secrets.sh").read_text("utf-8")
    made = set(re.findall(r"fresh ([a-z][\w.-]*)\b", script))
    for prefix, names in re.findall(
        r'for user in (.+?); do\n    hex \| fresh "(\w+)-\$user"', script
    ):
        users = prefix.replace("$SERVICES", "crawler analyzer notifier reporter").split()
        made |= {f"{names}-{user}" for user in users}

    files = {file for keys in told().values() for file in keys.values()}
    ours = {file.partition("/")[2] for file in files if file.startswith("secrets/")}
    assert len(ours) > 10
    assert ours <= made
    assert {file for file in files if "/" not in file} == {
        "smtp_password",
        "credentials.yaml",
        "units.csv",
        "targets.csv",
    }


def test_every_folder_that_is_applied_exists() -> None:
    folders = {place for _, line in shown() for place in re.findall(r"-k (deploy/\S+)", line)}

    assert len(folders) >= 4
    assert [place for place in folders if not (ROOT / place / "kustomization.yaml").exists()] == []


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {one for _, line in shown() for one in re.findall(r"\bmake ([a-z]\w+)", line)}

    assert {"images", "k8s", "soak"} <= named
    assert [one for one in named if f"\n{one}:" not in makefile] == []


def test_every_command_of_ours_exists() -> None:
    lost = []
    for page, line in shown():
        for words in COMMAND.findall(line):
            at: Any = app
            for depth, word in enumerate(words.split()):
                names = set(at) if hasattr(at, "__iter__") else set()
                if word not in names:
                    if depth == 0 or (at is not app and {one for one in names if one[0] != "-"}):
                        lost.append((page, words))
                    break
                at = at[word]
    assert lost == []


def test_every_alert_that_the_pages_name_exists() -> None:
    rules = yaml.safe_load((ROOT / "deploy/prometheus/rules.yaml").read_text("utf-8"))
    known = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}

    named = {one for text in TEXTS.values() for one in re.findall(r"\b(Xuncha[A-Z]\w+)", text)}
    assert named == known


def test_every_component_has_its_row() -> None:
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", TEXTS["deploy"], re.MULTILINE))

    assert {path.name for path in (K8S / "components").iterdir()} <= rows
