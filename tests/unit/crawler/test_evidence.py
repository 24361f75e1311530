"""The body of an article rests as it was fetched, and only sealed."""

import hashlib

import zstandard

from services.crawler.archive import Archive, Stores
from services.crawler.domain.extract import Page
from services.crawler.domain.outcome import FetchOutcome
from services.crawler.fetch import Fetched
from shared.contracts.article import ArticleCrawled
from shared.sealing import MasterKey
from shared.store.articles import ArticleStore
from shared.store.evidence import EvidenceStore
from shared.store.keys import KeyStore
from shared.store.visits import VisitStore
from shared.vault import Vault
from tests.factories import NOW, make_content, make_visit
from tests.fakes import MemoryCollection

BODY = "<title>公示</title><p>张三，530102199003078515".encode("gb18030") * 300


class Told:
    """Keeps what is published."""

    def __init__(self) -> None:
        self.events: list[ArticleCrawled] = []

    async def publish_with_others(self, event: ArticleCrawled) -> None:
        self.events.append(event)


async def test_the_body_can_be_opened_as_it_was_fetched_and_is_nowhere_else() -> None:
    told, resting = Told(), MemoryCollection()
    stores = Stores(
        ArticleStore(MemoryCollection()), EvidenceStore(resting), VisitStore(MemoryCollection())
    )
    vault = Vault(KeyStore(MemoryCollection(), MasterKey(b"k" * 32)))
    archive = Archive(stores, vault, told)
    await archive.prepare()
    page = Page(make_content(), NOW, (), "", 0, None, {})
    headers = {"content-type": "text/html; charset=gbk", "date": "Fri, 29 Jan 2021 01:30:00 GMT"}
    fetched, visit = Fetched(FetchOutcome.OK, BODY, headers, 200), make_visit(article="")

    await archive.keep(visit, await archive.parcel(visit, page, fetched, NOW, "key"))

    (event,) = told.events
    digest = hashlib.sha256(BODY).hexdigest()
    assert event.article.raw == digest
    (kept,) = await resting.get_many([digest])
    packed = await vault.opened(kept["sealed"], kept["seal"], f"evidence:{digest}")
    assert zstandard.ZstdDecompressor().decompress(packed) == BODY
    assert (kept["status"], kept["content_type"]) == (200, "text/html; charset=gbk")
    assert kept["headers"] == {"date": "Fri, 29 Jan 2021 01:30:00 GMT"}
    assert kept["fetched_at"] == NOW
    assert b"530102199003078515" not in repr(kept).encode() + event.body()
    assert len(kept["sealed"]) < len(BODY) / 10
