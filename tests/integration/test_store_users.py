"""The store's users on a server that asks for passwords: each service signs in as itself.

The embedded store keeps to a role's actions and its database, not to its collections: those are
kept to by `LimitedCollection` here, and by a mongod where there is one.
"""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pymongo
import pytest

from shared.errors import OutageError
from shared.settings import SERVICES
from shared.store.database import Database
from shared.store.rights import MEASURES
from shared.store.users import SignIn, StoreChange, apply
from tests.conftest import Missing
from tests.servers import Mongo, ProgramMissing

ROOT = SignIn("root", "root-0123456789abcdef")
USERS = [SignIn(name, f"{name}-0123456789abcdef") for name in SERVICES]


class Guarded(Mongo):
    """A store that lets nobody in without a password."""

    def command(self) -> Sequence[str]:
        return (*super().command(), "--auth")


@pytest.fixture
async def guarded(tmp_path: Path, missing: Missing) -> AsyncIterator[Guarded]:
    try:
        opened = Mongo(tmp_path).start()
    except ProgramMissing as error:
        missing("mongo", str(error))
        raise
    client: pymongo.MongoClient[dict[str, object]] = pymongo.MongoClient(opened.url)
    client.admin.command("createUser", ROOT.user, pwd=ROOT.password, roles=["root"])
    client.close()
    opened.stop()
    server = Guarded(tmp_path, opened.port)
    await server.restart()
    try:
        yield server
    finally:
        server.stop()


async def applied(
    server: Mongo, users: Sequence[SignIn] = USERS, *, dry_run: bool = False
) -> list[StoreChange]:
    return [one async for one in apply(server.url, "xuncha", ROOT, users, dry_run=dry_run)]


def signed(server: Mongo, one: SignIn) -> str:
    return server.url.replace("://", f"://{one.user}:{one.password}@") + "&authSource=admin"


async def test_what_is_missing_is_made_and_what_is_there_left(guarded: Guarded) -> None:
    would = await applied(guarded, dry_run=True)
    first, second = await applied(guarded), await applied(guarded)

    assert would == first
    assert {(one.action, one.part, one.name) for one in first} == {
        ("created", part, name) for part in ("role", "user") for name in SERVICES
    }
    assert {one.action for one in second} == {"unchanged"}


async def test_another_password_and_another_role_are_mended(guarded: Guarded) -> None:
    await applied(guarded)
    with pymongo.MongoClient[dict[str, object]](signed(guarded, ROOT)) as client:
        client["xuncha"].command("updateRole", "notifier", privileges=[], roles=[])
    fresh = [SignIn(one.user, f"{one.password}-2") for one in USERS]

    changes = await applied(guarded, [fresh[0], *USERS[1:]])

    changed = {(one.part, one.name) for one in changes if one.action == "updated"}
    assert changed == {("user", "crawler"), ("role", "notifier")}
    database = Database(signed(guarded, fresh[0]), "xuncha", service="crawler")
    assert await database.collection("runs").insert([{"_id": "a"}]) == {"a"}
    database.close()


@pytest.mark.parametrize("one", USERS, ids=lambda one: one.user)
async def test_a_service_does_its_work_as_its_own_user_and_no_more(
    guarded: Guarded, one: SignIn
) -> None:
    await applied(guarded)
    database = Database(signed(guarded, one), "xuncha", service=one.user)
    own = {"crawler": "runs", "analyzer": "findings", "notifier": "orders", "reporter": "audit"}
    mine = database.collection(own[one.user])

    await database.ping()
    await database.now()
    await database.prepare(one.user)
    await mine.merge({"a": {"n": 1}})
    assert await mine.update("a", {"n": 2}, where={"n": 1})
    assert await mine.tally(("n",), {}) == {(2,): 1}
    if one.user == MEASURES:
        assert (await database.size()).documents >= 0
    with pytest.raises(OutageError, match="xuncha store apply"):
        await database.drop()
    with pytest.raises(OutageError, match="xuncha store apply"):
        await Database(signed(guarded, one), "elsewhere").collection("things").get("a")
    database.close()


async def test_a_wrong_password_is_told_and_how_to_mend_it(guarded: Guarded) -> None:
    await applied(guarded)
    database = Database(
        signed(guarded, SignIn("crawler", "wrong-0123456789abcdef")), "xuncha", service="crawler"
    )

    with pytest.raises(OutageError, match="does not let this service"):
        await database.collection("runs").get("a")
    database.close()


def test_the_command_says_what_it_did(guarded: Guarded, tmp_path: Path) -> None:
    folder = tmp_path / "passwords"
    folder.mkdir()
    for one in (*USERS, ROOT):
        (folder / one.user).write_text(one.password)

    def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "xuncha", "store", *args, "--passwords", str(folder)],
            env={**os.environ, "LANG": "C.UTF-8", **env},
            capture_output=True,
            text=True,
            check=False,
        )

    names = {
        "MONGO_URL": guarded.url,
        "XUNCHA_STORE_PASSWORD_FILE": str(folder / "root"),
    }
    first, second = run("apply", **names), run("show", **names)
    nowhere = run("apply", MONGO_URL="", XUNCHA_STORE_PASSWORD_FILE="")
    (folder / "root").write_text("wrong-0123456789abcdef")
    locked = run("apply", **names)

    assert first.returncode == 0, first.stderr
    assert first.stdout.split()[:3] == ["created", "role", "crawler"]
    assert set(second.stdout.split()[::3]) == {"unchanged"}
    assert nowhere.returncode == locked.returncode == 2
    assert "XUNCHA_STORE_PASSWORD_FILE" in nowhere.stderr
    assert "does not let this service" in locked.stderr
    assert "0123456789abcdef" not in first.stdout + second.stdout + locked.stderr
