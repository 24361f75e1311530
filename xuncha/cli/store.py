"""`xuncha store`: the store's users, and what each may do."""

import os
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from shared.credentials import read_password
from shared.settings import SERVICES
from shared.store.users import SignIn, apply
from xuncha.cli.screen import carry_out, console
from xuncha.failures import RefusedError

app = App(name="store", help="Users and roles of the store: one of each for every service.")
ADMIN = "root"
"""Who makes them, unless `--user` names another."""
Passwords = Annotated[
    Path,
    Parameter(help="Folder with the services' passwords, one file each, named as the service."),
]


@app.command(name="apply")
def apply_(*, passwords: Passwords, user: str = ADMIN, database: str = "xuncha") -> None:
    """Bring the store's roles and users to what the code needs; compares first.

    MONGO_URL names the store, XUNCHA_STORE_PASSWORD_FILE a file with the administrator's password.

    Args:
        passwords: where they are.
        user: the administrator, who may make roles and users.
        database: the services', as XUNCHA_DATABASE names it.
    """
    carry_out(_users(passwords, user, database, dry_run=False))


@app.command
def show(*, passwords: Passwords, user: str = ADMIN, database: str = "xuncha") -> None:
    """Show what `apply` would change, and change nothing."""
    carry_out(_users(passwords, user, database, dry_run=True))


async def _users(folder: Path, user: str, database: str, *, dry_run: bool) -> None:
    url, file = os.environ.get("MONGO_URL"), os.environ.get("XUNCHA_STORE_PASSWORD_FILE")
    if not url or not file:
        raise RefusedError(
            "set MONGO_URL to the store's address, and XUNCHA_STORE_PASSWORD_FILE to the file with "
            f"the password of its administrator {user}"
        )
    admin = SignIn(user, read_password(Path(file)))
    users = [SignIn(name, read_password(folder / name)) for name in SERVICES]
    async for change in apply(url, database, admin, users, dry_run=dry_run):
        console.print(f"{change.action:<10} {change.part:<5} {change.name}")
