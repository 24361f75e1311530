"""Messages that no handler can take: each must end with the dead letters, and only they."""

from dataclasses import dataclass
from datetime import UTC, datetime

from nats.js import JetStreamContext
from nats.js.errors import APIError

from shared.contracts.article import Article, ArticleCrawled, Content, article_id
from shared.contracts.base import MSG_ID
from shared.contracts.target import Target, TargetKind
from shared.sealing import MasterKey, quarter_of
from shared.store.database import Database
from shared.store.keys import KeyStore
from shared.vault import Vault
from tests.faults.world import WORDING
from xuncha.dead import Letters

STRANGE = "column-unknown"
SERIAL = 9999
LARGE_BYTES = 300 * 1024
_SENTENCE = "第9999号项目已经峻工验收。"


@dataclass(frozen=True)
class Poison:
    """One bad message, and where the broker put it."""

    name: str
    subject: str
    origin: str
    """`STREAM:sequence`, as the dead letter names it."""


async def publish(js: JetStreamContext, vault: Vault, seed: int) -> list[Poison]:
    """Publish one of each kind."""
    bodies = {
        ("undecodable", "article.crawled"): b"\xff\xfe\x00 not json",
        ("wrong schema", "article.crawled"): b'{"article": {"id": 7}, "occurred_at": "yesterday"}',
        ("300 KiB", "article.crawled"): b'{"article": "' + b"x" * LARGE_BYTES + b'"}',
        ("unknown target", "article.crawled"): (await _strange(vault)).body(),
        ("undecodable", "observation.visited"): b"{",
        ("unknown finding", "observation.visited"): _visit(),
        ("wrong schema", "finding.confirmed"): b"[]",
        ("undecodable", f"task.now.poison{seed}"): b"\x00",
        ("wrong schema", f"task.crawl.poison{seed}"): b'{"host": 1}',
    }
    poisons = []
    for number, ((name, subject), body) in enumerate(bodies.items()):
        receipt = await js.publish(subject, body, headers={MSG_ID: f"poison-{seed}-{number}"})
        poisons.append(Poison(name, subject, f"{receipt.stream}:{receipt.seq}"))
    return poisons


async def largest_is_refused(js: JetStreamContext) -> bool:
    """Tell whether the broker refuses what is larger than any message of ours."""
    try:
        await js.publish("article.crawled", b"x" * (600 * 1024))
    except APIError:
        return True
    return False


async def handle_letters(letters: Letters, database: Database, poisons: list[Poison]) -> list[str]:
    """List, show, drop and replay dead letters; return what did not work.

    The unknown target is entered first: its letter, replayed, must be analysed like any other.
    """
    rows = await letters.listed(1_000)
    faults = []
    for row in rows:
        shown = await letters.shown(row["number"])
        if not row["reason"] or "body" not in shown:
            faults.append(f"letter {row['number']} shows no reason or no body")
    chosen = [row["number"] for row in rows if STRANGE in row["reason"]]
    if len(chosen) != 1:
        return [*faults, f"{len(chosen)} letters name {STRANGE}, not 1"]
    await database._database["targets"].insert_one(_registered())
    if await letters.replay(chosen) != 1:
        faults.append("one letter was to be replayed")
    spoilt = next(row for row in rows if row["subject"] == "finding.confirmed")
    await letters.drop([spoilt["number"]])
    left = len(await letters.listed(1_000))
    if left != len(poisons) - 2:
        faults.append(f"{left} letters are left, not {len(poisons) - 2}")
    return faults


async def replayed_is_found(database: Database) -> bool:
    """Tell whether the replayed article brought its finding."""
    where = {"target": STRANGE, "rule": WORDING}
    return await database.collection("findings").count(where) == 1


def vault_of(database: Database, master: MasterKey) -> Vault:
    """Return a vault that seals like the crawler's."""
    return Vault(KeyStore(database.collection("keys"), master))


async def _strange(vault: Vault) -> ArticleCrawled:
    now = datetime.now(UTC).replace(microsecond=0)
    content = Content(title="第9999号通知", text=_SENTENCE)
    article = Article(
        id=article_id(STRANGE, content),
        target=STRANGE,
        address="0" * 32,
        url="http://unknown.example.cn/1.html",
        fetched_at=now,
        seal=quarter_of(now),
    )
    plain = content.model_dump_json().encode()
    sealed = await vault.seal(plain, article.seal, f"article:{article.id}")
    return ArticleCrawled(article=article, sealed=sealed, occurred_at=now)


def _visit() -> bytes:
    return (
        b'{"visit": {"request": "poison", "finding": "no-such-finding", "target": "column-0",'
        b' "address": "0", "url": "", "outcome": "same", "at": "2021-03-01T00:00:00Z"},'
        b' "occurred_at": "2021-03-01T00:00:00Z"}'
    )


def _registered() -> dict[str, object]:
    target = Target(
        id=STRANGE, kind=TargetKind.COLUMN, name="示例未登记专栏", unit="unit-0", url=""
    )
    fields = target.model_dump(mode="json", by_alias=True)
    return {"_id": STRANGE, **fields, "host": "", "waiting": False, "pending": []}
