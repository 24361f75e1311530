"""The client's side of imports: send a file, write an empty one, write the registry out."""

import asyncio
import uuid
from pathlib import Path

from nats.aio.client import Client

from shared.bucket import Files
from shared.commands import ask, new_request
from shared.contracts.command import ImportFile, Result
from shared.errors import PermanentError
from shared.streams import IMPORTS


async def import_file(
    client: Client,
    noun: str,
    path: Path,
    *,
    actor: str,
    dry_run: bool = False,
    skip_bad: bool = False,
) -> Result:
    """Put a file into the bucket and ask its owner to import it.

    Args:
        client: connection to the broker.
        noun: registry, enquiry, score, observation, article or finding.
        path: the file; its ending tells the format.
        actor: who imports.
        dry_run: only show what would change.
        skip_bad: import the good rows although others are bad.

    Raises:
        PermanentError: the file cannot be read.
        OutageError: the broker does not take it.
    """
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise PermanentError(f"{path}: cannot be read ({error.strerror})") from error

    async def connected() -> Client:
        return client

    name = f"{uuid.uuid4().hex}{path.suffix.lower()}"
    await Files(IMPORTS, connected).put(name, body)
    command = ImportFile(
        request=new_request(),
        actor=actor,
        file=name,
        name=path.name,
        dry_run=dry_run,
        skip_bad=skip_bad,
    )
    return await ask(client, f"{noun}.import", command)
