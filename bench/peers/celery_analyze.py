"""Peer: Celery and Redis, one task an article, with the same rules, seals and documents.

`enqueue` fills the queue, `work` runs the worker, `watch` prints articles a second.
"""

import os
import sys
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pymongo
import redis
from celery import Celery
from pymongo.errors import DuplicateKeyError

from services.analyzer.domain.findings import Reading, findings_of
from services.analyzer.domain.rules import RuleSet, rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import ArticleCrawled, Content
from shared.contracts.base import identity
from shared.contracts.target import Target
from shared.sealing import DataKey, Fingerprinter, MasterKey, Sealer, unwrap
from shared.store.database import durable
from shared.store.keys import FINGERPRINT
from shared.store.mapping import from_document, to_document

BROKER = os.environ["PEER_BROKER"]
PREFETCH = int(os.environ["PEER_PREFETCH"])
QUEUE = "celery"
app = Celery("peer", broker=BROKER)
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=PREFETCH,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
)


class Parts:
    """What one worker needs, made once."""

    def __init__(self) -> None:
        client: pymongo.MongoClient[Any] = pymongo.MongoClient(
            durable(os.environ["MONGO_URL"]), tz_aware=True
        )
        self.database = client[os.environ["XUNCHA_DATABASE"]]
        master = MasterKey.read(Path(os.environ["XUNCHA_SEALING_KEY_FILE"]))
        self.keys: dict[str, DataKey] = {
            one["_id"]: unwrap(master, one["wrapped"], one["_id"])
            for one in self.database["keys"].find()
        }
        self.prints = Fingerprinter(self.keys[FINGERPRINT].key)
        self.rules: RuleSet = rule_set(load_lists())
        self.sealer = Sealer()


@cache
def parts() -> Parts:
    """Return the worker's parts."""
    return Parts()


@app.task(name="analyze")
def analyze(body: str) -> None:
    """Open, detect, store: what the analyzer does with one article."""
    own, now = parts(), datetime.now(UTC)
    event = ArticleCrawled.model_validate_json(body)
    article = event.article
    target = from_document(Target, own.database["targets"].find_one({"_id": article.target}))
    plain = own.sealer.open(event.sealed, keys=own.keys, context=f"article:{article.id}")
    reading = Reading(article, Content.model_validate_json(plain), target)
    hits = own.rules.detect(reading.view)
    done = findings_of(reading, hits, own.prints, own.rules.version, now)
    for name, records in (("findings", done.findings), ("occurrences", done.occurrences)):
        for record in records:
            _insert(own, name, to_document(record, record.id))
    key = identity("analysis", article.id, own.rules.version)
    record = {"_id": key, "article": article.id, "rule_set": own.rules.version, "at": now}
    _insert(own, "analyses", record)


def _insert(own: Parts, name: str, document: dict[str, Any]) -> None:
    try:
        own.database[name].insert_one(document)
    except DuplicateKeyError:
        return


def enqueue() -> None:
    """Put every article into the queue."""
    for body in Path(os.environ["PEER_BODIES"]).read_text("utf-8").splitlines():
        analyze.delay(body)


def watch() -> None:
    """Print the rate at which the queue is emptied, from the first full prefetch on."""
    client = redis.Redis.from_url(BROKER)
    whole = int(client.llen(QUEUE))
    while (first := int(client.llen(QUEUE))) > whole - PREFETCH - 1:
        time.sleep(0.01)
    begun = time.perf_counter()
    while client.llen(QUEUE):
        time.sleep(0.01)
    print(first / (time.perf_counter() - begun))


if __name__ == "__main__":
    if sys.argv[1] == "work":
        options = ("--pool", "solo", "--loglevel", "WARNING", "--without-gossip")
        app.worker_main(["worker", *options, "--without-mingle", "--without-heartbeat"])
    else:
        {"enqueue": enqueue, "watch": watch}[sys.argv[1]]()
