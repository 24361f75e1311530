"""The manifests agree with the code, and run nothing that may do more than it must."""

import pytest
import yaml

from services.analyzer.settings import AnalyzerSettings
from services.crawler.settings import CrawlerSettings
from services.notifier.settings import NotifierSettings
from services.reporter.settings import ReporterSettings
from shared import streams
from shared.contracts.machine import Right
from shared.settings import SERVICES, SharedSettings
from tests.conftest import Missing
from tests.deploy.rendered import K8S, OVERLAYS, ROOT, kubectl, of_kind, pods

SERVICE_PORT = 8100
FIRST_IMPORT = "jobs/first-import"
FIRST_ADMIN = "jobs/first-admin"
OPERATOR_POD = "jobs/operator"
JOBS = (FIRST_IMPORT, FIRST_ADMIN)


@pytest.fixture(autouse=True)
def _needs_kubectl(missing: Missing) -> None:
    if kubectl() is None:
        missing("kubectl", "kubectl is not installed: install it to render deploy/k8s")


def known_settings() -> set[str]:
    kinds: tuple[type[SharedSettings], ...] = (
        CrawlerSettings,
        AnalyzerSettings,
        NotifierSettings,
        ReporterSettings,
    )
    names = {"NATS_URL", "NATS_MONITOR_URL", "MONGO_URL"}
    for kind in kinds:
        names |= {f"XUNCHA_{field.upper()}" for field in kind.model_fields}
    return names


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_service_is_deployed_and_the_topology_applied(name: str) -> None:
    assert {one["metadata"]["name"] for one in of_kind(name, "Deployment")} == set(SERVICES)
    jobs = {one["metadata"]["name"] for one in of_kind(name, "Job")}
    controlled = bool(of_kind(name, "MongoDBCommunity"))
    assert jobs == ({"topology"} if controlled else {"topology", "store-users"})


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_setting_exists_in_the_code(name: str) -> None:
    given = set()
    for document in of_kind(name, "Deployment"):
        container = document["spec"]["template"]["spec"]["containers"][0]
        given |= {one["name"] for one in container["env"]}
    for config in of_kind(name, "ConfigMap"):
        if config["metadata"]["name"].startswith("xuncha-connections"):
            given |= set(config["data"])

    assert given - known_settings() == set()


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_required_setting_is_given(name: str) -> None:
    for service, wanted in {
        "crawler": {"XUNCHA_CRAWLER_USER_AGENT"},
        "notifier": {"XUNCHA_NOTIFIER_SMTP_HOST", "XUNCHA_NOTIFIER_MAIL_FROM"},
    }.items():
        pod = dict(pods(name))[service]
        given = {one["name"] for one in pod["containers"][0]["env"]}
        assert wanted | {"XUNCHA_SEALING_KEY_FILE", "XUNCHA_STORE_PASSWORD_FILE"} <= given


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_key_that_is_read_from_a_config_exists(name: str) -> None:
    data = {one["metadata"]["name"]: set(one.get("data", {})) for one in of_kind(name, "ConfigMap")}
    for _, pod in pods(name):
        for variable in pod["containers"][0].get("env", []):
            read = variable.get("valueFrom", {}).get("configMapKeyRef")
            if read:
                assert read["key"] in data[read["name"]]


@pytest.mark.parametrize("name", [*OVERLAYS, *JOBS, OPERATOR_POD])
def test_nothing_runs_as_root_or_writes_its_own_disk(name: str) -> None:
    for pod_name, pod in pods(name):
        assert pod["securityContext"]["runAsNonRoot"], pod_name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, pod_name
        assert pod["automountServiceAccountToken"] is False, pod_name
        for container in (*pod["containers"], *pod.get("initContainers", ())):
            allowed = container["securityContext"]
            assert allowed["readOnlyRootFilesystem"], pod_name
            assert allowed["allowPrivilegeEscalation"] is False, pod_name
            assert allowed["capabilities"] == {"drop": ["ALL"]}, pod_name
            assert set(container["resources"]) == {"limits", "requests"}, pod_name


@pytest.mark.parametrize("name", OVERLAYS)
def test_probes_and_ports_are_those_of_the_code(name: str) -> None:
    for service in SERVICES:
        container = dict(pods(name))[service]["containers"][0]
        assert container["ports"] == [{"name": "http", "containerPort": SERVICE_PORT}]
        assert container["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
        assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert f"XUNCHA_HEALTH_PORT={SERVICE_PORT}" in dockerfile


def test_scalers_watch_consumers_that_exist_and_scale_their_own_service() -> None:
    shared_out = [one for one in streams.CONSUMERS if one.max_ack_pending > 1]  # by replicas
    known = {(one.stream, one.durable): one.service for one in shared_out}
    scaled: dict[str, str] = {}
    (broker,) = (one for one in of_kind("prod", "Service") if one["metadata"]["name"] == "nats")
    ports = {one["name"]: one["port"] for one in broker["spec"]["ports"]}
    # KEDA looks from another namespace, and for each broker below this name.
    asked = f"nats.{broker['metadata']['namespace']}.svc:{ports['monitor']}"
    assert broker["spec"]["clusterIP"] == "None"
    for document in of_kind("prod", "ScaledObject"):
        service = document["spec"]["scaleTargetRef"]["name"]
        for trigger in document["spec"]["triggers"]:
            watched = (trigger["metadata"]["stream"], trigger["metadata"]["consumer"])
            assert known[watched] == service
            assert trigger["metadata"]["natsServerMonitoringEndpoint"] == asked
            scaled[service] = watched[1]
    assert set(scaled) == set(SERVICES)


@pytest.mark.parametrize("name", OVERLAYS)
def test_who_is_scaled_has_no_number_of_replicas(name: str) -> None:
    scaled = {
        one["spec"]["scaleTargetRef"]["name"]
        for one in of_kind(name, "ScaledObject", "HorizontalPodAutoscaler")
    }
    for document in of_kind(name, "Deployment"):
        assert ("replicas" in document["spec"]) is (document["metadata"]["name"] not in scaled)


@pytest.mark.parametrize("name", ["prod", "prod-hpa"])
def test_a_node_may_go_at_any_time(name: str) -> None:
    least = {
        one["metadata"]["name"]: one["spec"].get("minReplicaCount", one["spec"].get("minReplicas"))
        for one in of_kind(name, "ScaledObject", "HorizontalPodAutoscaler")
    }
    guarded = {
        one["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"]: one["spec"]
        for one in of_kind(name, "PodDisruptionBudget")
    }

    assert least == dict.fromkeys(SERVICES, 2)
    assert set(guarded) == {*SERVICES, "nats"}
    assert all(spec["maxUnavailable"] == 1 for spec in guarded.values())


@pytest.mark.parametrize("name", OVERLAYS)
def test_brokers_write_before_they_answer(name: str) -> None:
    configs = [
        one["data"]["nats.conf"] for one in of_kind(name, "ConfigMap") if "nats.conf" in one["data"]
    ]
    assert len(configs) == 1
    assert "sync_interval: always" in configs[0]


def test_kubernetes_and_compose_alert_on_the_same_rules() -> None:
    plain = yaml.safe_load((ROOT / "deploy/prometheus/rules.yaml").read_text("utf-8"))
    wrapped = yaml.safe_load((K8S / "components/monitoring/rules.yaml").read_text("utf-8"))

    assert wrapped["spec"] == plain


def test_the_first_import_imports_units_and_targets() -> None:
    (container,) = dict(pods(FIRST_IMPORT))["first-import"]["containers"]

    assert container["args"][:2] == ["registry", "import"]


def test_the_first_admin_has_every_right() -> None:
    (container,) = dict(pods(FIRST_ADMIN))["first-admin"]["containers"]

    assert container["args"][:3] == ["token", "add", "admin"]
    scopes = [one.partition("=")[2] for one in container["args"] if one.startswith("--scope=")]
    assert scopes == list(Right)
