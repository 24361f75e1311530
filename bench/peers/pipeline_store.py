"""What the peers of the pipeline share: the same rules, seals and documents, plain pymongo."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pymongo
import zstandard
from pymongo.errors import BulkWriteError, DuplicateKeyError

from services.analyzer.domain.findings import Reading, findings_of
from services.analyzer.domain.rules import rule_set
from services.analyzer.lexicon import load_lists
from shared.contracts.article import Article, Content, Link, article_id
from shared.contracts.base import identity
from shared.contracts.target import Target
from shared.sealing import Fingerprinter, MasterKey, Sealer, quarter_of, unwrap
from shared.store.database import durable
from shared.store.keys import FINGERPRINT
from shared.store.mapping import from_document, to_document


class Parts:
    """Database, keys and rules, made once."""

    def __init__(self):
        client = pymongo.MongoClient(durable(os.environ["MONGO_URL"]), tz_aware=True)
        self.database = client[os.environ["XUNCHA_DATABASE"]]
        master = MasterKey.read(Path(os.environ["XUNCHA_SEALING_KEY_FILE"]))
        self.keys = {
            one["_id"]: unwrap(master, one["wrapped"], one["_id"])
            for one in self.database["keys"].find()
        }
        self.prints = Fingerprinter(self.keys[FINGERPRINT].key)
        self.rules = rule_set(load_lists())
        self.sealer = Sealer()
        self.packer = zstandard.ZstdCompressor(level=1)
        self.target = from_document(Target, self.database["targets"].find_one({"_id": "site"}))

    def fetched(self, url, body, fields):
        """Return article and content of a page, and the documents that keep them."""
        now = datetime.now(UTC)
        links = tuple(Link(url=where, anchor=anchor) for where, anchor in fields.pop("links"))
        content = Content(**fields, links=links)
        seal, digest = quarter_of(now), hashlib.sha256(body).hexdigest()
        article = Article(
            id=article_id("site", content),
            target="site",
            address=self.prints.fingerprint("address", url),
            url=url,
            fetched_at=now,
            seal=seal,
            raw=digest,
        )
        plain = content.model_dump_json().encode()
        sealed = self._seal(plain, seal, f"article:{article.id}")
        packed = self._seal(self.packer.compress(body), seal, f"evidence:{digest}")
        return (
            article,
            content,
            {
                "articles": [to_document(article, article.id, sealed=sealed)],
                "evidence": [{"_id": digest, "sealed": packed, "url": url, "fetched_at": now}],
            },
        )

    def analysed(self, article, content):
        """Return the documents that the analysis of an article leaves."""
        now = datetime.now(UTC)
        reading = Reading(article, content, self.target)
        done = findings_of(
            reading, self.rules.detect(reading.view), self.prints, self.rules.version, now
        )
        key = identity("analysis", article.id, self.rules.version)
        analysis = {"_id": key, "article": article.id, "rule_set": self.rules.version, "at": now}
        return {
            "findings": [to_document(one, one.id) for one in done.findings],
            "occurrences": [to_document(one, one.id) for one in done.occurrences],
            "analyses": [analysis],
        }

    def insert_each(self, documents):
        """Store document by document; what is there stays."""
        for name, some in documents.items():
            for one in some:
                try:
                    self.database[name].insert_one(one)
                except DuplicateKeyError:
                    continue

    def insert_all(self, documents):
        """Store what has gathered, one command a collection; what is there stays."""
        for name, some in documents.items():
            if some:
                try:
                    self.database[name].insert_many(some, ordered=False)
                except BulkWriteError as error:
                    if any(one["code"] != 11000 for one in error.details["writeErrors"]):
                        raise

    def _seal(self, plain, name, context):
        return self.sealer.seal(plain, key=self.keys[name], context=context)
