"""A model-based corrector over real HTTP: its suggestions are hits, its failures stop nothing."""

import json
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from prometheus_client import CollectorRegistry

from services.analyzer.corrector import (
    CHARACTERS_LIMIT,
    CORRECTIONS_LIMIT,
    PARTS_LIMIT,
    REST_SECONDS,
    Asked,
    HttpCorrector,
    NoCorrector,
)
from services.analyzer.domain.findings import Reading
from services.analyzer.domain.rules import rule_set
from services.analyzer.endpoint import Endpoint, read_authorization
from services.analyzer.lexicon import load_lists
from services.analyzer.metrics import AnalyzerMetrics
from shared.contracts.article import Attachment
from shared.contracts.finding import Severity
from shared.egress.client import Egress
from shared.egress.guard import Guard
from shared.egress.policy import InternalTarget, Policy
from shared.errors import PermanentError
from shared.masking import mask_text
from shared.redaction import redacted
from tests.factories import make_article, make_content, make_target
from tests.personal import resident_id
from tests.servers import free_port
from tests.unit.analyzer.corrector_server import CorrectorServer, Say, corrector_server, swapping

TEXT = "会议对下半年的工作做了详细安派。"
RULES = rule_set(load_lists())


class Desk:
    """A corrector, its clock and its counts."""

    def __init__(self, url: str, *, allowed: bool = True, **given: object) -> None:
        self.now = 0.0
        self._metrics = AnalyzerMetrics.register(CollectorRegistry())
        port = urlsplit(url).port or 80
        inner = InternalTarget("127.0.0.1", (ip_network("127.0.0.0/8"),), frozenset({port}))
        self.corrector = HttpCorrector(
            Egress(Guard(Policy(internal=(inner,) if allowed else ()))),
            Endpoint(url, **{"seconds": 5.0, "severity": Severity.HINT, **given}),  # type: ignore[arg-type]
            asked=self._metrics.asked,
            monotonic=lambda: self.now,
        )

    async def read(self, text: str = TEXT) -> Reading:
        (reading,) = await self.corrector.advised([reading_of(text)])
        return reading

    def counted(self) -> dict[str, float]:
        (family,) = self._metrics.asked.collect()
        return {
            one.labels["outcome"]: one.value
            for one in family.samples
            if one.name.endswith("_total") and one.value
        }


def reading_of(text: str) -> Reading:
    return Reading(make_article(), make_content(title="", text=text), make_target())


def found(reading: Reading) -> Sequence[tuple[str, str, str, Severity | None]]:
    view = reading.view
    return [
        (hit.rule, view.text[slice(*hit.span)], hit.suggestion, hit.severity)
        for hit in RULES.detect(view)
    ]


async def test_a_suggestion_is_a_hint_like_any_other_hit() -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        desk = Desk(server.url)
        reading = await desk.read()
    assert found(reading) == [("wording.model", "安派", "安排", Severity.HINT)]
    assert reading.advised
    assert server.asked == [{"version": 1, "text": "\n" + TEXT}]
    assert desk.counted() == {"answered": 1}


async def test_a_suggestion_weighs_more_only_where_that_was_set() -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        reading = await Desk(server.url, severity=Severity.ORDINARY).read()
    assert [each[3] for each in found(reading)] == [Severity.ORDINARY]


async def test_where_a_rule_speaks_the_model_is_not_heard_again() -> None:
    with corrector_server(swapping("议布署了", "议部署了")) as server:
        reading = await Desk(server.url).read("会议布署了工作。")
    assert reading.suggested
    assert [each[0] for each in found(reading)] == ["wording.typo"]


async def test_no_personal_value_leaves() -> None:
    value = resident_id()
    with corrector_server(swapping("安派", "安排")) as server:
        reading = await Desk(server.url).read(f"李秀兰{value}，{TEXT}")
    (asked,) = server.asked
    assert value not in asked["text"]
    assert len(asked["text"]) == len(reading.view.text)
    assert "安派" in [each[1] for each in found(reading)]


async def test_what_the_model_says_of_a_hidden_value_is_left_out() -> None:
    with corrector_server(swapping("****", "")) as server:
        reading = await Desk(server.url).read(f"李秀兰{resident_id()}，{TEXT}")
    assert (reading.advised, reading.suggested) == (True, ())


async def test_the_secret_of_a_file_goes_to_the_corrector_and_into_no_log(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("Bearer s3cret-of-the-office\n", "utf-8")
    with corrector_server(swapping("安派", "安排")) as server:
        reading = await Desk(server.url, authorization=read_authorization(file)).read()
    assert server.authorized == ["Bearer s3cret-of-the-office"]
    assert reading.advised
    assert "s3cret" not in redacted("answer to s3cret-of-the-office")


async def test_without_a_file_no_secret_is_sent() -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        await Desk(server.url).read()
    assert server.authorized == [None]


@pytest.mark.parametrize("held", ["", "Bearer a\nX-Other: b", "密钥", "a\x00b"])
def test_a_file_that_holds_no_header_is_refused_without_showing_it(
    tmp_path: Path, held: str
) -> None:
    file = tmp_path / "secret"
    file.write_text(held, "utf-8")
    with pytest.raises(PermanentError, match=r"AUTHORIZATION_FILE.*one line") as refused:
        read_authorization(file)
    assert not held or held not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"nowhere.*FileNotFoundError"):
        read_authorization(tmp_path / "nowhere")


def attached(value: str = "") -> Reading:
    attachment = Attachment(
        url="http://a/方案.docx", name="方案.docx", text=f"李秀兰{value}，{TEXT}"
    )
    content = make_content(title="", text="详见方案.docx。", attachments=(attachment,))
    return Reading(make_article(), content, make_target())


async def test_attachments_are_sent_only_where_that_was_set() -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        await Desk(server.url).corrector.advised([attached()])
    assert [one["text"] for one in server.asked] == ["\n详见方案.docx。"]


async def test_an_attachment_is_sent_masked_and_its_finding_names_the_file() -> None:
    value = resident_id()
    with corrector_server(swapping("安派", "安排")) as server:
        desk = Desk(server.url, attachments=True)
        (reading,) = await desk.corrector.advised([attached(value)])
    assert len(server.asked) == 2
    assert not any(value in one["text"] for one in server.asked)
    assert reading.advised
    hits = RULES.detect(reading.view)
    assert {hit.rule for hit in hits} == {"personal.resident_id", "wording.model"}
    assert {reading.view.text[slice(*hit.span)] for hit in hits} == {"方案.docx"}
    assert all(hit.why.startswith("附件“方案.docx”") for hit in hits)


async def test_half_a_character_stops_no_question() -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        desk = Desk(server.url, attachments=True)
        torn = Attachment(url="http://a/1.docx", name="1.docx", text=f"\ud800{TEXT}")
        content = make_content(title="", text=f"详见\udfff1.docx。{TEXT}", attachments=(torn,))
        reading = Reading(make_article(), content, make_target())
        (reading,) = await desk.corrector.advised([reading])
    assert reading.advised
    assert len(found(reading)) == 2


async def test_an_attachment_without_an_answer_leaves_the_reading_unadvised() -> None:
    def say(text: str) -> tuple[int, bytes]:
        return (500, b"") if "李秀兰" in text else (200, answered())

    with corrector_server(say) as server:
        desk = Desk(server.url, attachments=True)
        (reading,) = await desk.corrector.advised([attached()])
    assert not reading.advised
    assert desk.counted() == {"answered": 1, "failed": 1}


def answered(*corrections: object) -> bytes:
    return json.dumps({"corrections": corrections}).encode()


GOOD = {"start": 14, "end": 16, "wrong": "安派", "right": "安排"}


async def test_the_answer_that_the_garbage_below_is_bent_from_is_right() -> None:
    with corrector_server(lambda _: (200, answered(GOOD))) as server:
        assert (await Desk(server.url).read()).advised


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"corrections": 1}',
        answered({**GOOD, "start": 13, "end": 15}),
        answered({**GOOD, "start": "14"}),
        answered({**GOOD, "start": -3}),
        answered({**GOOD, "end": 10**12}),
        answered({**GOOD, "right": "安派"}),
        answered({**GOOD, "right": "安\n排"}),
        answered({**GOOD, "right": "排" * 61}),
        answered({**GOOD, "wrong": "", "start": 3, "end": 3}),
        answered(GOOD, GOOD),
        answered(*[GOOD] * (CORRECTIONS_LIMIT + 1)),
        b" " * 2_000_000 + answered(GOOD),
        b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_garbage_is_used_in_no_part(body: bytes) -> None:
    with corrector_server(lambda _: (200, body)) as server:
        desk = Desk(server.url)
        reading = await desk.read()
    assert (reading.advised, found(reading)) == (False, [])
    assert set(desk.counted()) == {"garbage"}


@pytest.mark.parametrize("status", [204, 302, 404, 500])
async def test_another_status_is_a_failure(status: int) -> None:
    with corrector_server(lambda _: (status, b"")) as server:
        desk = Desk(server.url)
        assert not (await desk.read()).advised
    assert desk.counted() == {"failed": 1}


async def test_a_slow_corrector_is_not_waited_for_and_then_left_alone() -> None:
    with corrector_server(lambda _: (200, b"")) as server:
        server.say = waiting(server)
        desk = Desk(server.url, seconds=0.2)
        assert not (await desk.read()).advised
        assert not (await desk.read()).advised
        assert desk.counted() == {"slow": 1, "resting": 1}
        server.say = swapping("安派", "安排")
        desk.now = REST_SECONDS
        assert (await desk.read()).advised


def waiting(server: CorrectorServer) -> Say:
    def say(_: str) -> tuple[int, bytes]:
        server.let_go.wait(30)
        return 200, answered()

    return say


async def test_a_corrector_that_is_down_stops_nothing() -> None:
    desk = Desk(f"http://127.0.0.1:{free_port()}/correct")
    assert found(await desk.read("会议布署了工作。")) == [
        ("wording.typo", "布署", "部署", None),
    ]
    assert desk.counted() == {"unreachable": 1}


async def test_an_address_that_the_operator_did_not_allow_is_not_asked() -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        desk = Desk(server.url, allowed=False)
        assert not (await desk.read()).advised
    assert server.asked == []
    assert desk.counted() == {"refused": 1}


LINE = "会议听取了全市工作情况的汇报。"


@pytest.mark.parametrize("end", ["\n", "", "没有句号"])
async def test_a_long_text_is_asked_in_parts_and_its_places_stay_right(end: str) -> None:
    line = end if end == "没有句号" else LINE + end
    text = line * (CHARACTERS_LIMIT // len(line)) + TEXT
    with corrector_server(swapping("安派", "安排")) as server:
        desk = Desk(server.url)
        reading = await desk.read(text)
    assert reading.advised
    assert [each[1] for each in found(reading)] == ["安派"]
    assert "".join(one["text"] for one in server.asked) == "\n" + text
    assert {len(one["text"]) <= CHARACTERS_LIMIT for one in server.asked} == {True}
    assert desk.counted() == {"answered": 1}
    if end != "没有句号":
        assert all(one["text"].endswith("。" + end) for one in server.asked[:-1])


async def test_a_value_on_the_edge_of_a_part_is_masked_whole() -> None:
    text = "安" * (CHARACTERS_LIMIT - 9) + f"{resident_id()}，{TEXT}"
    with corrector_server(swapping("安派", "安排")) as server:
        await Desk(server.url).read(text)
    assert len(server.asked) == 2
    assert "".join(one["text"] for one in server.asked) == "\n" + mask_text(text)


async def test_a_part_without_an_answer_leaves_the_text_without_one() -> None:
    def say(text: str) -> tuple[int, bytes]:
        return (200, answered()) if text.startswith("\n") else (500, b"")

    with corrector_server(say) as server:
        desk = Desk(server.url)
        reading = await desk.read(LINE * (CHARACTERS_LIMIT // len(LINE) + 1))
    assert len(server.asked) == 2
    assert (reading.advised, reading.suggested) == (False, ())
    assert desk.counted() == {"failed": 1}


async def test_a_text_beyond_measure_is_not_sent() -> None:
    with corrector_server(swapping("安派", "安排")) as server:
        desk = Desk(server.url)
        assert not (await desk.read("安" * CHARACTERS_LIMIT * PARTS_LIMIT)).advised
        assert not server.asked
        assert (await desk.read()).advised
    assert desk.counted() == {Asked.TOO_LONG: 1, Asked.ANSWERED: 1}


async def test_nobody_is_asked_by_default() -> None:
    readings = [reading_of(TEXT)]
    assert await NoCorrector().advised(readings) == readings
    assert found(readings[0]) == []
