"""Users of broker and store, from `shared.permits`, what services answer, and `rights`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from deploy.monitoring.exported import services
from shared.permits import OPERATOR, permits
from shared.settings import SERVICES
from shared.store.rights import privileges

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "deploy/nats/users.conf", ROOT / "deploy/k8s/components/nats/users.conf")
STORE_FILE = ROOT / "deploy/k8s/components/mongodb/users.yaml"
DATABASE = "xuncha"
_STORE_HEAD = """\
# Written by `make permits` from shared/store/rights.py: what each service may do in the store. The
# passwords come from the Secret xuncha-store.
"""
_HEAD = """\
# Written by `make permits` from shared/permits.py. The passwords come from passwords.conf, a secret
# beside this file, with a line for each user: crawler_password: "..."
include passwords.conf

"""


def users() -> str:
    """Write the configuration: one user for each service, and the operator."""
    blocks = [f"    {{ user: {OPERATOR}, password: ${OPERATOR}_password }}\n"]
    for service in services():
        granted = permits(service.name, tuple(service.broker.heard()))
        blocks.append(
            f"    {{\n      user: {service.name}, password: ${service.name}_password\n"
            "      permissions: {\n"
            f"        publish: {_listed(granted.publish)}\n"
            f"        subscribe: {_listed(granted.subscribe)}\n"
            '        allow_responses: { max: 1, expires: "1m" }\n'
            "      }\n    }\n"
        )
    return f"{_HEAD}authorization {{\n  users: [\n{''.join(blocks)}  ]\n}}\n"


def _listed(subjects: Iterable[str]) -> str:
    lines = "".join(f'            "{subject}"\n' for subject in subjects)
    return f"{{\n          allow: [\n{lines}          ]\n        }}"


def store_users() -> str:
    """Write the store's users and roles, as its controller in a cluster reads them."""
    roles = [
        {"role": name, "db": DATABASE, "privileges": privileges(name, DATABASE), "roles": []}
        for name in SERVICES
    ]
    users = [
        *(_store_user(name, {"name": name, "db": DATABASE}) for name in SERVICES),
        _store_user("root", {"name": "root", "db": "admin"}),
    ]
    document: dict[str, Any] = {
        "apiVersion": "mongodbcommunity.mongodb.com/v1",
        "kind": "MongoDBCommunity",
        "metadata": {"name": "mongodb"},
        "spec": {"security": {"roles": roles}, "users": users},
    }
    return _STORE_HEAD + yaml.safe_dump(
        document, sort_keys=False, default_flow_style=None, width=110
    )


def _store_user(name: str, role: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "db": "admin",
        "passwordSecretRef": {"name": "xuncha-store", "key": name},
        "scramCredentialsSecretName": f"xuncha-{name}",
        "roles": [role],
    }
