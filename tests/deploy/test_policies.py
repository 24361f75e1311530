"""Who reaches whom in a cluster, worked out from the rendered policies."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from itertools import product
from typing import Any, NamedTuple

import pytest

from shared.settings import SERVICES
from tests.conftest import Missing
from tests.deploy.rendered import OVERLAYS, kubectl, of_kind
from tests.deploy.test_kubernetes import JOBS, OPERATOR_POD

NAME, NAMESPACE = "app.kubernetes.io/name", "kubernetes.io/metadata.name"
PORTS = (25, 53, 80, 443, 465, 587, 4222, 6222, 6443, 8100, 8222, 8443, 27017)
HERE = "xuncha"


class Place(NamedTuple):
    """Somebody who may talk: a pod of ours, a pod of another namespace, or an address."""

    name: str
    namespace: str = ""
    labels: Mapping[str, str] = {}
    address: str = ""

    @property
    def ours(self) -> bool:
        return self.namespace == HERE


STRANGERS = (
    *(
        Place(name, name)
        for name in ("kube-system", "monitoring", "ingress-nginx", "keda", "other")
    ),
    Place("public", address="203.0.113.7"),
    Place("public v6", address="2001:db8::7"),
    Place("office", address="10.1.2.3"),
    Place("metadata", address="169.254.169.254"),
    Place("store outside", address="192.0.2.9"),
)
PUBLIC = ("public", "public v6", "store outside")


@pytest.fixture(autouse=True)
def _needs_kubectl(missing: Missing) -> None:
    if kubectl() is None:
        missing("kubectl", "kubectl is not installed: install it to render deploy/k8s")


def places(name: str) -> Iterator[Place]:
    yield from STRANGERS
    for one in of_kind(name, "Deployment", "StatefulSet", "Job"):
        yield Place(one["metadata"]["name"], HERE, one["spec"]["template"]["metadata"]["labels"])
    for one in of_kind(name, "MongoDBCommunity"):
        labels = one["spec"]["statefulSet"]["spec"]["template"]["metadata"]["labels"]
        yield Place(one["metadata"]["name"], HERE, labels)


def chosen(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    said = [labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()]
    for one in selector.get("matchExpressions", ()):
        assert one["operator"] in {"In", "NotIn"}
        said.append((labels.get(one["key"]) in one["values"]) is (one["operator"] == "In"))
    return all(said)


def meant(peer: Mapping[str, Any], place: Place) -> bool:
    if block := peer.get("ipBlock"):
        if not place.address:
            return False
        address = ip_address(place.address)
        inside = [address in ip_network(one) for one in (block["cidr"], *block.get("except", ()))]
        return inside[0] and not any(inside[1:])
    if place.address:
        return False
    if "namespaceSelector" in peer:
        at_home = chosen(peer["namespaceSelector"], {NAMESPACE: place.namespace})
        return at_home and chosen(peer.get("podSelector", {}), place.labels)
    return place.ours and chosen(peer["podSelector"], place.labels)


def let(policies: list[dict[str, Any]], way: str, one: Place, other: Place, port: int) -> bool:
    """Whether `one`, if it is ours, lets `other` in, or is let out to it."""
    peers = {"Ingress": "from", "Egress": "to"}[way]
    mine = [
        policy
        for policy in policies
        if way in policy["policyTypes"] and chosen(policy["podSelector"], one.labels)
    ]
    if not one.ours or not mine:
        return True
    rules = [rule for policy in mine for rule in policy.get(way.lower(), ())]
    return any(
        port in {each["port"] for each in rule["ports"]}
        and (peers not in rule or any(meant(peer, other) for peer in rule[peers]))
        for rule in rules
    )


def reached(name: str, *others: Place) -> set[tuple[str, str, int]]:
    policies = [one["spec"] for one in of_kind(name, "NetworkPolicy")]
    everybody = [*places(name), *others]
    return {
        (one.name, other.name, port)
        for one, other, port in product(everybody, everybody, PORTS)
        if (one.ours or other.ours)
        and let(policies, "Egress", one, other, port)
        and let(policies, "Ingress", other, one, port)
    }


def wanted(name: str) -> set[tuple[str, str, int]]:
    ours = {place.name for place in places(name) if place.ours}
    store, makers = ours & {"mongodb"}, ours & {"store-users"}
    speakers = ours - {"nats"} - store - makers
    return {
        *product(ours, ["kube-system"], [53]),
        *product(speakers, ["nats"], [4222, 8222]),
        ("nats", "nats", 6222),
        *product({*SERVICES} | makers, store, [27017]),
        *product(store, store, [27017]),
        *product(["crawler", "notifier"], PUBLIC, [80, 443]),
        *product(["notifier"], PUBLIC, [465, 587]),
        *product(["monitoring"], SERVICES, [8100]),
        *product(["ingress-nginx"], ["crawler", "notifier", "reporter"], [8100]),
        ("keda", "nats", 8222),
        *product(store, [place.name for place in STRANGERS], [443, 6443]),
        *(() if store else product({*SERVICES} | makers, ["store outside"], [27017])),
    }


@pytest.mark.parametrize("name", OVERLAYS)
def test_everybody_reaches_what_he_needs_and_nothing_else(name: str) -> None:
    assert reached(name) == wanted(name)


@pytest.mark.parametrize("name", [*JOBS, OPERATOR_POD])
def test_a_job_or_the_operators_pod_reaches_the_broker_only(name: str) -> None:
    (one,) = of_kind(name, "Job", "Deployment")
    visitor = Place("visitor", HERE, one["spec"]["template"]["metadata"]["labels"])

    mine = {entry for entry in reached("prod", visitor) if "visitor" in entry}

    assert mine == {
        ("visitor", "nats", 4222),
        ("visitor", "nats", 8222),
        ("visitor", "kube-system", 53),
    }
