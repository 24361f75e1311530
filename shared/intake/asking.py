"""The asking side of an import: whoever put a file into the bucket has its owner import it."""

import orjson
from nats.aio.client import Client

from shared.bucket import Files
from shared.commands import ask
from shared.contracts.command import ImportFile, Result

IMPORT_SECONDS = 300.0
"""The largest file on a slow store; the import goes on when nobody waits any more."""
BAD_LIMIT_BYTES = 64 * 1024 * 1024


async def ask_import(client: Client, files: Files, noun: str, command: ImportFile) -> Result:
    """Ask the owner of a noun to import a file; return its answer with every bad row.

    Args:
        client: connection to the broker.
        files: the bucket where the file is.
        noun: registry, enquiry, score, observation, article or finding.
        command: names the file.
    """
    result = await ask(client, f"{noun}.import", command, timeout_seconds=IMPORT_SECONDS)
    reference = result.data.get("bad_file", "") if result.ok else ""
    if not reference:
        return result
    bad = orjson.loads(await files.get(reference, limit=BAD_LIMIT_BYTES))
    await files.drop(reference)
    told = {key: value for key, value in result.data.items() if key != "bad_file"}
    return result.model_copy(update={"data": {**told, "bad": bad}})
