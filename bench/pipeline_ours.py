"""The crawler into a real store: `python -m bench.pipeline_ours PORT NATS_URL LISTS`.

One line of JSON; the store, the database and the key are named as for the services.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

import nats
import uvloop
from prometheus_client import CollectorRegistry

from bench.crawl_ours import Kept, measured
from services.crawler.archive import Archive, Stores
from shared.contracts.observation import Listing
from shared.publisher import Publisher
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.database import Database
from shared.store.days import DayStore
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.outlinks import OutlinkStore
from shared.store.visits import VisitStore
from shared.streams import ANALYZER_ARTICLES
from shared.vault import Vault

LOOK_SECONDS = 0.05


async def _run(port: int, url: str, lists: int) -> dict[str, float]:
    database = Database(os.environ["MONGO_URL"], os.environ["XUNCHA_DATABASE"], CollectorRegistry())
    client = await nats.connect(url)
    stores = Stores(
        ArticleStore(database.collection("articles")),
        EvidenceStore(database.collection("evidence")),
        VisitStore(database.collection("visits")),
    )
    key = MasterKey.read(Path(os.environ["XUNCHA_SEALING_KEY_FILE"]))
    vault = Vault(KeyStore(database.collection("keys"), key))
    publisher = Publisher(client.jetstream())
    kept = Kept(
        Archive(stores, vault, publisher),
        publisher,
        DayStore(database.collection("listings"), Listing),
        OutlinkStore(database.collection("outlinks")),
    )
    figures = await measured(port, kept, client, lists)
    while True:
        name = (ANALYZER_ARTICLES.stream, ANALYZER_ARTICLES.durable)
        info = await client.jetstream().consumer_info(*name)
        if not info.num_pending and not info.num_ack_pending:
            figures["ended"] = time.time()
            break
        await asyncio.sleep(LOOK_SECONDS)
    await client.close()
    database.close()
    return figures


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_run(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))))
