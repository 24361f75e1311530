"""The broker's users, written from `shared.permits` and what the services answer."""

from collections.abc import Iterable
from pathlib import Path

from deploy.monitoring.exported import services
from shared.permits import OPERATOR, permits

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "deploy/nats/users.conf", ROOT / "deploy/k8s/components/nats/users.conf")
_HEAD = """\
# Written by `make permits` from shared/permits.py. The passwords come from passwords.conf, a secret
# beside this file, with a line for each user: crawler_password: "..."
include passwords.conf

"""


def users() -> str:
    """Write the configuration: one user for each service, and the operator."""
    blocks = [f"    {{ user: {OPERATOR}, password: ${OPERATOR}_password }}\n"]
    for service in services():
        granted = permits(service.name, tuple(service.broker.answered()))
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
