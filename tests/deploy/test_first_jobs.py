"""The Jobs of an installation, run as a cluster would run them, do their work."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.conftest import Missing
from tests.deploy.rendered import kubectl, of_kind, pods
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site
from xuncha.demo.slice import environment, registry
from xuncha.endpoints import Endpoints
from xuncha.up import up

TOKEN = "xuncha_" + "0123456789abcdef" * 4


def given(overlay: str, container: dict[str, Any]) -> dict[str, str]:
    """The environment that a cluster gives a container."""
    maps = {one["metadata"]["name"]: one["data"] for one in of_kind(overlay, "ConfigMap")}
    found: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        found |= maps[source["configMapRef"]["name"]]
    for one in container["env"]:
        read = one.get("valueFrom", {}).get("configMapKeyRef")
        found[one["name"]] = maps[read["name"]][read["key"]] if read else one["value"]
    return found


def run(overlay: str, job: str, home: Path, broker: str) -> str:
    """Run a Job's command in its environment; only addresses and places are this machine's."""
    (container,) = dict(pods(overlay))[job]["containers"]
    environment = given(overlay, container)
    copies = environment.get("STREAM_REPLICAS", "")
    arguments = [one.replace("$(STREAM_REPLICAS)", copies) for one in container["args"]]
    assert environment["NATS_URL"].startswith("nats://nats")
    environment["NATS_URL"] = broker
    for mount in container["volumeMounts"]:
        place = home / mount["name"]
        arguments = [one.replace(mount["mountPath"] + "/", f"{place}/") for one in arguments]
        environment = {
            name: value.replace(mount["mountPath"] + "/", f"{place}/")
            for name, value in environment.items()
        }
    empty = home / "empty"
    empty.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "xuncha", *arguments],
        cwd=empty,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(empty), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (job, done.stdout, done.stderr)
    return done.stdout


def listed(reporter: str, token: str) -> Any:
    request = Request(  # noqa: S310 - loopback
        f"{reporter}/api/v1/targets", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)
    except HTTPError as error:
        return error.code


def place(folder: Path, files: dict[str, str]) -> None:
    """Put files where a cluster would mount them."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def _needs_kubectl(missing: Missing) -> None:
    if kubectl() is None:
        missing("kubectl", "kubectl is not installed: install it to render deploy/k8s")


@pytest.mark.timeout(240)
async def test_topology_registry_and_administrator_are_made_by_the_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NATS_URL", "NATS_MONITOR_URL", "MONGO_URL", "XUNCHA_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    stop, seen = asyncio.Event(), []

    async def topology(endpoints: Endpoints) -> None:
        said = await asyncio.to_thread(run, "dev", "topology", tmp_path, endpoints.nats_url)
        seen.append(said)

    with Site({}) as site, Inbox() as inbox:
        place(tmp_path / "broker", {"password": "operator-0123456789abcdef"})
        place(tmp_path / "registry", registry(site))
        place(tmp_path / "admin", {"token": TOKEN})

        async def on_ready(endpoints: Endpoints) -> None:
            reporter = endpoints.services["reporter"][0]
            for job in ("first-import", "first-import", "first-admin", "first-admin"):
                await asyncio.to_thread(run, f"jobs/{job}", job, tmp_path, endpoints.nats_url)
            for token in (TOKEN, TOKEN[::-1]):
                seen.append(await asyncio.to_thread(listed, reporter, token))  # noqa: PERF401
            stop.set()

        await up(
            tmp_path / "data",
            extra_env=environment(site, inbox, tmp_path),
            before_services=topology,
            on_ready=on_ready,
            stop_event=stop,
            fixed_ports=False,
        )
    made, targets, refused = seen
    assert made.split()[0] == "created"
    assert {one["id"] for one in targets["items"]} == {"demo-site", "demo-column"}
    assert refused == 401
