"""What a trial's mongod is told at its start, by a shell that is played: no mongod is at hand."""

from typing import Any

import pytest

from tests.conftest import Missing
from tests.deploy.rendered import K8S, kubectl, of_kind
from tests.e2e.browser import chromium, installed

SCRIPT = K8S / "components/mongodb-dev/begin.js"
PLAY = """
([script, known, primaries]) => {
  const told = [];
  const admin = {
    auth: (user, password) => {
      if (!known) throw new Error("refused");
      told.push(`auth ${user} ${password}`);
    },
    createUser: (one) => told.push(`create ${one.user} ${one.pwd} ${one.roles}`),
  };
  const db = {
    getSiblingDB: () => admin,
    hello: () => ({ isWritablePrimary: primaries.shift() }),
  };
  const rs = { initiate: (set) => { told.push(`initiate ${set._id} ${set.members[0].host}`); } };
  const read = (file, charset) => { told.push(`read ${file} ${charset}`); return "secret\\n"; };
  const quit = (code) => { throw new Error(`quit ${code}`); };
  try {
    const load = () => ({ readFileSync: read });
    new Function("db", "rs", "require", "quit", script)(db, rs, load, quit);
  } catch (error) { told.push(error.message); }
  return told;
}
"""
READ = "read /etc/xuncha/store/root utf8"
BEGUN = "initiate rs0 mongodb-0.mongodb:27017"


@pytest.mark.parametrize(
    ("known", "primaries", "told"),
    [
        (False, [False], [READ, BEGUN, "quit 1"]),
        (False, [True, True], [READ, BEGUN, "create root secret root"]),
        (True, [True], [READ, "auth root secret"]),
        (True, [False], [READ, "auth root secret", "quit 1"]),
    ],
    ids=["not yet chosen", "first time", "again", "steps down"],
)
async def test_the_set_begins_then_its_user_is_made_once(
    known: bool,
    primaries: list[bool],
    told: list[str],
    missing: Missing,
) -> None:
    if not installed():
        missing("chromium", "chromium is not installed (on Debian: apt-get install chromium)")
    async with chromium() as browser:
        page = await browser.new_page()
        said: Any = await page.evaluate(PLAY, [SCRIPT.read_text("utf-8"), known, primaries])

    assert said == told


def test_a_mongod_finds_itself_by_name_before_it_is_ready(missing: Missing) -> None:
    if kubectl() is None:
        missing("kubectl", "kubectl is not installed: install it to render deploy/k8s")
    services = {one["metadata"]["name"]: one["spec"] for one in of_kind("dev", "Service")}

    for name in ("mongodb", "nats"):
        assert services[name]["clusterIP"] == "None"
        assert services[name]["publishNotReadyAddresses"] is True
