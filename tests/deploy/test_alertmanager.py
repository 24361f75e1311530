"""The shipped Alertmanager's configuration wakes somebody: from a rule that fires to a mail."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import Missing
from tests.deploy.prometheus import prometheus
from tests.deploy.rendered import ROOT
from tests.eventually import eventually
from tests.servers import free_port, start_process, stop_process
from xuncha.demo.inbox import Inbox

CONFIG = ROOT / "deploy/alertmanager/alertmanager.yml"
RULES = ROOT / "deploy/prometheus/rules.yaml"
HOW = "(on Debian: apt-get install prometheus-alertmanager)"
GONE = "XunchaServiceGone"


def installed(missing: Missing, *names: str) -> str:
    """Return the first of some names of a program that is installed."""
    found = next((path for name in names if (path := shutil.which(name))), "")
    if not found:
        missing(names[0], f"{names[0]} is not installed {HOW}")
    return found


def hurried(home: Path, inbox: Inbox) -> tuple[Path, Path]:
    """The shipped configuration and rules, without their waits, with a mail sink as relay."""
    config: dict[str, Any] = yaml.safe_load(CONFIG.read_text("utf-8"))
    assert config["global"]["smtp_smarthost"] == "mail:8025"
    config["global"]["smtp_smarthost"] = f"127.0.0.1:{inbox.port}"
    config["route"]["group_wait"] = "100ms"
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            rule.pop("for", None)
    files = home / "alertmanager.yml", home / "rules.yaml"
    for file, what in zip(files, (config, rules), strict=True):
        file.write_text(yaml.safe_dump(what, allow_unicode=True), "utf-8")
    return files


def test_amtool_accepts_the_configuration(missing: Missing) -> None:
    done = subprocess.run(
        [installed(missing, "amtool"), "check-config", str(CONFIG)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 receivers" in done.stdout


async def test_a_rule_that_fires_ends_as_one_mail_to_the_duty(
    tmp_path: Path, missing: Missing
) -> None:
    program = installed(missing, "prometheus-alertmanager", "alertmanager")
    installed(missing, "prometheus")
    address = f"127.0.0.1:{free_port()}"
    with Inbox() as inbox:
        config, rules = hurried(tmp_path, inbox)
        process = start_process(
            (
                program,
                f"--config.file={config}",
                f"--storage.path={tmp_path / 'alerts'}",
                f"--web.listen-address={address}",
                "--cluster.listen-address=",
            ),
            tmp_path / "alertmanager.log",
        )
        try:
            with prometheus(tmp_path, {}, rules, address):
                mails = await eventually(
                    lambda: [one for one in inbox.mails if GONE in str(one["subject"])], within=60
                )
        finally:
            stop_process(process)

    assert mails[0]["to"] == "duty@example.cn"
    assert mails[0]["from"] == "xuncha@example.cn"
    body = mails[0].get_body(("html",))
    assert body is not None
    text = body.get_content()
    for service in ("crawler", "analyzer", "notifier", "reporter"):
        assert f"{service} 没有任何副本在运行" in text
    assert "docs/runbook.md#xunchaservicegone" in text
