"""Makes the store's users and roles: one for each service, with no more than `rights` grants.

Users stand in the database `admin`, roles in the one whose collections they name.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import OperationFailure

from shared.store.database import SELECTION_MS, durable
from shared.store.rights import privileges
from shared.store.translated import translated

UNCHANGED, CREATED, CHANGED = "unchanged", "created", "updated"
_REFUSED = 18
"""Wrong password, or no such user."""

Admin = AsyncIOMotorDatabase[Any]


class StoreChange(NamedTuple):
    """One role or user, and what it needed."""

    action: str
    """`unchanged`, `created` or `updated`."""
    part: str
    """`role` or `user`."""
    name: str


class SignIn(NamedTuple):
    """A user of the store and the password."""

    user: str
    password: str


async def apply(
    url: str, database: str, admin: SignIn, users: Sequence[SignIn], *, dry_run: bool = False
) -> AsyncIterator[StoreChange]:
    """Bring roles and users to what the code needs; compare first, write what differs.

    Args:
        url: of the store; a user that it names is not asked.
        database: the services'.
        admin: who may make roles and users.
        users: the services'; one with another password gets this one.
        dry_run: tell only.

    Raises:
        OutageError: the store does not answer, or does not let this user in.
    """
    client = _client(url, admin)
    try:
        for one in users:
            async with translated():
                yield await _role(client[database], one.user, dry_run=dry_run)
            async with translated():
                known = await _lets_in(url, one)
                yield await _user(client.admin, database, one, known=known, dry_run=dry_run)
    finally:
        client.close()


async def _role(database: Admin, service: str, *, dry_run: bool) -> StoreChange:
    wanted = privileges(service, database.name)
    told = await database.command("rolesInfo", service, showPrivileges=True)
    if not told["roles"]:
        action = CREATED
    elif _compared(told["roles"][0].get("privileges", ())) == _compared(wanted):
        action = UNCHANGED
    else:
        action = CHANGED
    if action != UNCHANGED and not dry_run:
        command = "createRole" if action == CREATED else "updateRole"
        await database.command(command, service, privileges=wanted, roles=[])
    return StoreChange(action, "role", service)


async def _user(
    database: Admin, of: str, one: SignIn, *, known: bool, dry_run: bool
) -> StoreChange:
    wanted = [{"role": one.user, "db": of}]
    told = await database.command("usersInfo", one.user)
    if not told["users"]:
        action = CREATED
    elif known and told["users"][0]["roles"] == wanted:
        action = UNCHANGED
    else:
        action = CHANGED
    if action != UNCHANGED and not dry_run:
        command = "createUser" if action == CREATED else "updateUser"
        await database.command(command, one.user, pwd=one.password, roles=wanted)
    return StoreChange(action, "user", one.user)


async def _lets_in(url: str, one: SignIn) -> bool:
    """Tell whether this is the user's password: only a sign-in can."""
    client = _client(url, one)
    try:
        await client.admin.command("ping")
    except OperationFailure as error:
        if error.code == _REFUSED:
            return False
        raise
    finally:
        client.close()
    return True


def _client(url: str, one: SignIn) -> AsyncIOMotorClient[Any]:
    return AsyncIOMotorClient(
        durable(url),
        username=one.user,
        password=one.password,
        authSource="admin",
        serverSelectionTimeoutMS=SELECTION_MS,
        appname="xuncha",
    )


def _compared(rows: Any) -> dict[tuple[str, str], frozenset[str]]:
    return {
        (row["resource"].get("db", ""), row["resource"].get("collection", "")): frozenset(
            row["actions"]
        )
        for row in rows
    }
