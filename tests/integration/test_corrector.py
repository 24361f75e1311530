"""A model-based corrector beside a running analyzer: found, kept while it is silent, proved."""

from pathlib import Path
from urllib.parse import urlsplit

from nats.aio.client import Client

from shared.contracts.finding import Severity
from shared.store.database import Database
from tests.integration.rules_desk import post, rules_desk
from tests.servers import Nats
from tests.unit.analyzer.corrector_server import corrector_server, swapping

WRONG = "会议对下半年的工作做了详细安派。"


async def test_what_a_model_says_becomes_a_finding_and_its_silence_proves_nothing(
    tmp_path: Path, nats_server: Nats, streams: Client, database: Database, mongo_url: str
) -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        allowed = tmp_path / "internal"
        allowed.write_text(f"127.0.0.1 127.0.0.0/8 {urlsplit(server.url).port}\n", "utf-8")
        env = {
            "XUNCHA_ANALYZER_CORRECTOR_URL": server.url,
            "XUNCHA_ANALYZER_INTERNAL_FILE": str(allowed),
        }
        async with rules_desk(tmp_path, nats_server, streams, database, mongo_url, **env) as desk:
            await desk.posted(post(WRONG, number=1))
            finding = await desk.finding()
            assert (finding.rule, finding.severity) == ("wording.model", Severity.HINT)
            assert finding.suggestion == "安排"

            server.say = lambda _: (500, b"")
            await desk.posted(post("会议布署了工作。", number=2))
            await desk.posted(post("本页已更新。", number=1))
            kept = {one.rule: one.gone_at for one in await desk.findings()}
            assert kept == {"wording.model": None, "wording.typo": None}
