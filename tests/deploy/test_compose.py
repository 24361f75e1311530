"""The compose files agree with the code: settings, secrets, users and who is on which network."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.permits import OPERATOR
from shared.settings import SERVICES
from tests.deploy.rendered import ROOT
from tests.deploy.test_kubernetes import known_settings
from xuncha.demo.inbox import Inbox
from xuncha.demo.run import INBOX_PORT
from xuncha.demo.stage import Stage

FOLDER = "/var/lib/xuncha"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return found


COMPOSE, DEMO = read("docker-compose.yml"), read("docker-compose.demo.yml")


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_exists_in_the_code(service: str) -> None:
    given = {
        *COMPOSE["services"][service]["environment"],
        *DEMO["services"][service]["environment"],
    }

    assert given - known_settings() == set()


@pytest.mark.parametrize("service", [*SERVICES, "topology", "xuncha"])
def test_a_service_sees_its_own_passwords_and_no_others(service: str) -> None:
    mine = COMPOSE["services"][service]
    user = service if service in SERVICES else OPERATOR
    given = {one["target"]: one["source"] for one in mine["secrets"] if isinstance(one, dict)}

    store = {"store": f"store-{user}"} if service in SERVICES else {}
    assert given == {"broker": f"broker-{user}", **store}
    assert mine["environment"]["XUNCHA_BROKER_PASSWORD_FILE"] == "/run/secrets/broker"
    assert "@" not in mine["environment"]["NATS_URL"]


def test_the_stores_users_are_made_before_the_services_start() -> None:
    mine = COMPOSE["services"]["store-users"]
    targets = {one["target"]: one["source"] for one in mine["secrets"]}

    assert mine["command"] == ["store", "apply", "--passwords", "/run/secrets"]
    assert targets == {name: f"store-{name}" for name in (*SERVICES, "root")}
    assert mine["environment"]["XUNCHA_STORE_PASSWORD_FILE"] == "/run/secrets/root"
    for service in SERVICES:
        environment = COMPOSE["services"][service]["environment"]
        assert environment["MONGO_URL"] == mine["environment"]["MONGO_URL"]
        assert "@" not in environment["MONGO_URL"]
        needed = COMPOSE["services"][service]["depends_on"]["store-users"]
        assert needed == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("service", [*SERVICES, "topology", "store-users", "xuncha", "stage"])
def test_our_parts_write_nothing_and_have_no_rights(service: str) -> None:
    mine = (COMPOSE if service in COMPOSE["services"] else DEMO)["services"][service]

    assert mine["read_only"] is True
    assert mine["cap_drop"] == ["ALL"]
    assert mine["security_opt"] == ["no-new-privileges:true"]
    assert mine["user"] == "${XUNCHA_USER:-10001:10001}"


def test_the_demo_gives_the_services_what_it_gives_them_without_containers(tmp_path: Path) -> None:
    with Inbox() as inbox:
        wanted = Stage({}, inbox, tmp_path).environment()
    places = {
        f"file:{tmp_path / 'clock'}": f"file:{FOLDER}/clock",
        str(tmp_path / "internal.txt"): f"{FOLDER}/internal.txt",
        "127.0.0.1": "stage",
        str(inbox.port): str(INBOX_PORT),
    }

    given: dict[str, str] = {}
    for service in SERVICES:
        mine = DEMO["services"][service]
        given |= mine["environment"]
        assert mine["volumes"] == [f"stage:{FOLDER}:ro"]
    assert given == {name: places.get(value, value) for name, value in wanted.items()}


def test_the_script_makes_every_secret_that_compose_reads_and_keeps_what_exists(
    tmp_path: Path,
) -> None:
    def make() -> dict[str, str]:
        subprocess.run(
            [str(ROOT / "deploy/secrets.sh"), str(tmp_path / "secrets")], check=True, cwd=tmp_path
        )
        return {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    made = make()
    wanted = {Path(one["file"]).name for one in COMPOSE["secrets"].values()}

    assert wanted < set(made)
    assert set(made) - wanted == {"passwords.conf", "admin-token"}
    assert all((tmp_path / "secrets" / name).stat().st_mode & 0o77 == 0 for name in made)
    for user in (*SERVICES, OPERATOR):
        assert f'{user}_password: "{made[f"broker-{user}"]}"' in made["passwords.conf"]
    assert len({made[name] for name in made if name.startswith(("broker", "store"))}) == 11
    assert make() == made
    for name in ("broker-crawler", "passwords.conf"):  # as docs/operations.md changes a password
        (tmp_path / "secrets" / name).unlink()
    again = make()
    changed = {name for name in made if again[name] != made[name]}
    assert changed == {"broker-crawler", "passwords.conf"}
    assert f'crawler_password: "{again["broker-crawler"]}"' in again["passwords.conf"]


def test_the_code_reads_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([str(ROOT / "deploy/secrets.sh"), str(tmp_path)], check=True, cwd=tmp_path)
    program = (
        "import sys; from pathlib import Path\n"
        "from shared.credentials import signed; from shared.sealing import MasterKey\n"
        "from xuncha.cli.token import SOUND\n"
        "folder = Path(sys.argv[1])\n"
        "MasterKey.read(folder / 'sealing.key')\n"
        "assert SOUND.fullmatch((folder / 'admin-token').read_text().strip())\n"
        "print(signed('nats://nats:4222', 'crawler', folder / 'broker-crawler'))\n"
        "print(signed('mongodb://mongo:27017', 'crawler', folder / 'store-crawler'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("nats://crawler:")
