"""Alert rules ask for metrics that exist, and every one is tested and explained."""

import re
import shutil
import subprocess

import pytest
import yaml

from deploy.monitoring.exported import series
from tests.conftest import Missing
from tests.deploy.rendered import ROOT

RULES = ROOT / "deploy/prometheus/rules.yaml"
TESTS = ROOT / "deploy/prometheus/tests/rules_test.yaml"
RUNBOOK = ROOT / "docs/runbook.md"


def rules() -> list[dict[str, object]]:
    groups = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_metric_that_is_asked_for_exists() -> None:
    asked = {name for rule in rules() for name in re.findall(r"xuncha_\w+", str(rule["expr"]))}

    assert asked
    assert asked - series() == set()


def test_every_alert_has_a_test_that_fires_it() -> None:
    tests = yaml.safe_load(TESTS.read_text("utf-8"))["tests"]
    fired = {
        case["alertname"]
        for test in tests
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }

    assert fired == {rule["alert"] for rule in rules()}


def test_every_alert_has_its_section_in_the_runbook() -> None:
    headings = re.findall(r"^## (\w+)$", RUNBOOK.read_text("utf-8"), re.MULTILINE)

    assert sorted(headings) == sorted(str(rule["alert"]) for rule in rules())


@pytest.mark.timeout(300)
@pytest.mark.parametrize("arguments", [["check", "rules", RULES], ["test", "rules", TESTS]])
def test_promtool_accepts_the_rules_and_fires_them(
    arguments: list[object], missing: Missing
) -> None:
    program = shutil.which("promtool")
    if program is None:
        missing("promtool", "promtool is not installed (on Debian: apt-get install prometheus)")
    done = subprocess.run(
        [str(program), *map(str, arguments)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
