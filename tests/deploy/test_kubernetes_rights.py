"""In a cluster each part has its own passwords and talks to whom it must, and to nobody else."""

from typing import Any

import pytest
import yaml

from deploy.permits import store_users, users
from shared.permits import OPERATOR
from shared.settings import SERVICES
from tests.conftest import Missing
from tests.deploy.rendered import OVERLAYS, kubectl, of_kind, overlay, pods
from tests.deploy.test_kubernetes import JOBS


@pytest.fixture(autouse=True)
def _needs_kubectl(missing: Missing) -> None:
    if kubectl() is None:
        missing("kubectl", "kubectl is not installed: install it to render deploy/k8s")


def test_the_store_in_a_cluster_has_a_user_for_each_service_and_its_pods_a_policy() -> None:
    (store,) = of_kind("prod", "MongoDBCommunity")
    written = yaml.safe_load(store_users())["spec"]

    assert store["spec"]["users"] == written["users"]
    assert store["spec"]["security"]["roles"] == written["security"]["roles"]
    assert store["spec"]["security"]["authentication"] == {"modes": ["SCRAM"]}
    labels = store["spec"]["statefulSet"]["spec"]["template"]["metadata"]["labels"]
    (policy,) = (
        one for one in of_kind("prod", "NetworkPolicy") if one["metadata"]["name"] == "store"
    )
    assert policy["spec"]["podSelector"] == {"matchLabels": labels}


@pytest.mark.parametrize("name", ["dev", "prod-hpa"])
def test_who_makes_the_stores_users_has_their_passwords_and_the_administrators(name: str) -> None:
    pod = dict(pods(name))["store-users"]
    (container,) = pod["containers"]
    given = {one["name"]: one["value"] for one in container["env"]}

    assert container["args"] == ["store", "apply", "--passwords", "/etc/xuncha/store"]
    assert given == {"XUNCHA_STORE_PASSWORD_FILE": "/etc/xuncha/store/root"}
    assert {one["name"] for one in container["volumeMounts"]} == {"tmp", "store"}
    (secret,) = (one["secret"] for one in pod["volumes"] if one["name"] == "store")
    assert secret == {"secretName": "xuncha-store", "defaultMode": 0o440}


@pytest.mark.parametrize("name", OVERLAYS)
def test_only_the_notifier_sees_what_opens_channels(name: str) -> None:
    for pod_name, pod in pods(name):
        given = {
            item["key"]
            for volume in pod["volumes"]
            if volume.get("secret", {}).get("secretName") == "xuncha-secrets"
            for item in volume["secret"]["items"]
        }
        channels = {"smtp_password", "credentials.yaml"} if pod_name == "notifier" else set()
        assert given == ({"sealing.key"} | channels if pod_name in SERVICES else set()), pod_name


@pytest.mark.parametrize("name", OVERLAYS)
def test_nothing_secret_is_written_down(name: str) -> None:
    assert [one for one in overlay(name) if one["kind"] == "Secret"] == []


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_service_signs_in_with_its_own_password_and_sees_no_other(name: str) -> None:
    (address,) = (
        config["data"]
        for config in of_kind(name, "ConfigMap")
        if config["metadata"]["name"].startswith("xuncha-connections")
    )
    assert address["NATS_URL"].startswith("nats://nats-0.nats:4222")
    assert "@" not in address["NATS_URL"] + address["MONGO_URL"]
    for pod_name, pod in pods(name):
        if pod_name in {*SERVICES, "topology"}:
            user = OPERATOR if pod_name == "topology" else pod_name
            assert signs_in_as(pod) == [user], pod_name
        if pod_name in SERVICES:
            assert signs_in_as(pod, "store") == [pod_name]


def signs_in_as(pod: dict[str, Any], where: str = "broker") -> list[str]:
    """Users of broker or store whose passwords a pod sees, where it looks for one."""
    (container,) = pod["containers"]
    given = {one["name"]: one.get("value") for one in container["env"]}
    folder = given[f"XUNCHA_{where.upper()}_PASSWORD_FILE"].rpartition("/")[0]
    mounted = {one["name"]: one["mountPath"] for one in container["volumeMounts"]}
    users = []
    for volume in pod["volumes"]:
        secret = volume.get("secret", {})
        if secret.get("secretName") == f"xuncha-{where}":
            assert mounted[volume["name"]] == folder
            users += [item["key"] for item in secret["items"] if item["path"] == "password"]
    return users


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_broker_knows_the_users_and_reads_their_passwords_from_a_secret(name: str) -> None:
    pod = dict(pods(name))["nats"]
    (conf,) = (one["projected"] for one in pod["volumes"] if one["name"] == "conf")
    config, secret = conf["sources"]
    (data,) = (
        one["data"]
        for one in of_kind(name, "ConfigMap")
        if one["metadata"]["name"] == config["configMap"]["name"]
    )

    assert set(data) == {"nats.conf", "users.conf"}
    assert "include users.conf" in data["nats.conf"]
    assert data["users.conf"] == users()
    assert secret["secret"]["name"] == "xuncha-broker"
    assert [one["key"] for one in secret["secret"]["items"]] == ["passwords.conf"]


@pytest.mark.parametrize("name", JOBS)
def test_a_first_job_reaches_the_broker_and_reads_what_it_brings_from_a_secret(name: str) -> None:
    (job,) = of_kind(name, "Job")
    template = job["spec"]["template"]
    (container,) = template["spec"]["containers"]
    given = {one["name"]: one["value"] for one in container["env"]}

    assert template["metadata"]["labels"]["app.kubernetes.io/part-of"] == "xuncha"
    assert given["NATS_URL"] == "nats://nats:4222"
    assert signs_in_as(template["spec"]) == [OPERATOR]
    mounted = {one["mountPath"]: one["name"] for one in container["volumeMounts"]}
    volumes = {one["name"]: one for one in template["spec"]["volumes"]}
    files = [one.partition("=")[2] or one for one in container["args"] if "/" in one]
    assert files
    for file in files:
        assert "secret" in volumes[mounted[file.rpartition("/")[0]]]
