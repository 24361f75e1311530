"""What people and programs reach from outside, and that the way in tells who they are."""

import re

import pytest
import yaml

from services.crawler.desk import PATH
from services.reporter.api.app import BASE
from tests.conftest import Missing
from tests.deploy.rendered import ROOT, kubectl, of_kind

PAGES = re.compile(r'add_api_route\("(/[^/"]+)')
PROXIED = {"notifier", "reporter"}


@pytest.fixture
def _kubectl(missing: Missing) -> None:
    if kubectl() is None:
        missing("kubectl", "kubectl is not installed: install it to render deploy/k8s")


@pytest.mark.usefixtures("_kubectl")
def test_whoever_stands_behind_the_ingress_reads_the_client_from_it() -> None:
    (ingress,) = of_kind("prod", "Ingress")
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    behind = {path["backend"]["service"]["name"] for path in paths}

    told = set()
    for deployment in of_kind("prod", "Deployment"):
        name = deployment["metadata"]["name"]
        given = {
            one["name"]: one.get("value")
            for one in deployment["spec"]["template"]["spec"]["containers"][0]["env"]
        }
        if given.get(f"XUNCHA_{name.upper()}_FORWARDED_FOR") == "true":
            told.add(name)

    assert told == PROXIED
    assert behind - told == {"crawler"}  # it asks for a token, whoever the client is


@pytest.mark.usefixtures("_kubectl")
def test_the_ingress_passes_on_what_the_code_serves_and_no_health_or_metrics() -> None:
    (ingress,) = of_kind("prod", "Ingress")
    passed = {
        (path["path"], path["pathType"], path["backend"]["service"]["name"])
        for path in ingress["spec"]["rules"][0]["http"]["paths"]
    }

    pages = (ROOT / "services/notifier/pages/app.py").read_text("utf-8")
    assert passed == {
        *((root, "Prefix", "notifier") for root in PAGES.findall(pages)),
        (BASE.removesuffix("/v1"), "Prefix", "reporter"),
        (PATH, "Exact", "crawler"),
    }


def test_compose_opens_faces_to_this_machine_only() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    networks, services = compose["networks"], compose["services"]
    opened = {name: one["ports"] for name, one in services.items() if "ports" in one}

    assert set(opened) >= PROXIED
    assert all(port.startswith("127.0.0.1:") for ports in opened.values() for port in ports)
    assert "outside" not in services["reporter"]["networks"]
    reached = {
        name for name in services["reporter"]["networks"] if not networks[name].get("internal")
    }
    masquerade = "com.docker.network.bridge.enable_ip_masquerade"
    assert [networks[name]["driver_opts"][masquerade] for name in reached] == ["false"]
