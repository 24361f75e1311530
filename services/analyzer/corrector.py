"""Asks a model-based corrector over HTTP; analysis goes on without it whenever it fails."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Protocol

import structlog
from prometheus_client import Counter
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.analyzer.domain.findings import Reading
from services.analyzer.domain.rule import Suggestion
from services.analyzer.endpoint import Endpoint
from shared.egress.body import Caps
from shared.egress.client import Egress
from shared.egress.errors import EgressRefused, FetchFailed, Outcome
from shared.masking import mask_text

CHARACTERS_LIMIT = 20_000
"""Of one question; a longer text is asked about in parts."""
PARTS_LIMIT = 10
"""Of one text; of a longer one nothing is asked."""
CORRECTIONS_LIMIT = 100
ANSWER = Caps(wire_bytes=1024 * 1024, decoded_bytes=1024 * 1024)
REST_SECONDS = 30.0
"""Real time without questions after the corrector did not answer."""
_OK = 200
_TORN = re.compile("[\ud800-\udfff]")
"""Half a character, which no encoding can say."""
_PARALLEL = 4
Piece = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
log = structlog.get_logger()


class Asked(StrEnum):
    """How it went with one text."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """The address is not allowed: the guard or the operator's file says so."""
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    FAILED = "failed"
    """A status other than 200."""
    GARBAGE = "garbage"
    """An answer that breaks the contract; nothing of it is used."""
    TOO_LONG = "too_long"
    RESTING = "resting"
    """Not asked, because it failed just now."""


class Corrector(Protocol):
    """Says what it would write differently."""

    async def advised(self, readings: Sequence[Reading]) -> list[Reading]:
        """Return the readings with its suggestions, in the same order.

        Those of which a text got no answer come back with `advised` still false.
        """


class Correction(BaseModel):
    """One correction as the corrector sends it."""

    model_config = ConfigDict(strict=True)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    wrong: Piece = Field(min_length=1)
    right: Piece
    why: Piece = ""

    def moved(self, characters: int) -> "Correction":
        """Return the correction as it stands that far behind."""
        shifted = {"start": self.start + characters, "end": self.end + characters}
        return self.model_copy(update=shifted)


class Answer(BaseModel):
    """What a corrector answers."""

    model_config = ConfigDict(strict=True)
    corrections: list[Correction] = Field(max_length=CORRECTIONS_LIMIT)


class NoCorrector:
    """The default: nobody is asked."""

    async def advised(self, readings: Sequence[Reading]) -> list[Reading]:
        """Return the readings as they are."""
        return list(readings)


class HttpCorrector:
    """Posts masked texts to one address.

    Args:
        egress: the guarded way out; redirects are not followed.
        endpoint: where to.
        asked: counts, by outcome.
        monotonic: seconds; tests may bring their own.
    """

    def __init__(
        self,
        egress: Egress,
        endpoint: Endpoint,
        *,
        asked: Counter,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._egress = egress
        self._endpoint = endpoint
        self._headers = {"Content-Type": "application/json; charset=utf-8"}
        if endpoint.authorization:
            self._headers["Authorization"] = endpoint.authorization
        self._asked = asked
        self._monotonic = monotonic
        self._turns = asyncio.Semaphore(_PARALLEL)
        self._rests_until = 0.0

    async def advised(self, readings: Sequence[Reading]) -> list[Reading]:
        """See `Corrector.advised`."""
        return list(await asyncio.gather(*(self._one(reading) for reading in readings)))

    async def _one(self, reading: Reading) -> Reading:
        view = reading.view
        texts: list[tuple[int | None, str]] = [(None, view.text)]
        if self._endpoint.attachments:
            attached = enumerate(view.content.attachments)
            texts += [(index, each.text) for index, each in attached if each.text.strip()]
        answers = await asyncio.gather(*(self._advice(text, index) for index, text in texts))
        return replace(
            reading,
            suggested=tuple(one for answer in answers for one in answer or ()),
            advised=None not in answers,
        )

    async def _advice(self, text: str, attachment: int | None) -> list[Suggestion] | None:
        """Return what is said of one text, None without an answer."""
        outcome, corrections = await self._in_parts(_TORN.sub("\ufffd", mask_text(text)))
        self._asked.labels(outcome).inc()
        if outcome is not Asked.ANSWERED:
            return None
        return [
            Suggestion(
                one.start,
                one.wrong,
                mask_text(one.right),
                mask_text(one.why),
                self._endpoint.severity,
                attachment,
            )
            for one in corrections
            if text[one.start : one.end] == one.wrong
        ]

    async def _in_parts(self, text: str) -> tuple[Asked, Sequence[Correction]]:
        """Ask about a text part by part; one without an answer leaves the text without one."""
        parts = parts_of(text)
        if len(parts) > PARTS_LIMIT:
            return Asked.TOO_LONG, ()
        found: list[Correction] = []
        before = 0
        for part in parts:
            async with self._turns:
                outcome, corrections = await self._ask(part)
            if outcome is not Asked.ANSWERED:
                return outcome, ()
            found += (one.moved(before) for one in corrections)
            before += len(part)
        return Asked.ANSWERED, found

    async def _ask(self, text: str) -> tuple[Asked, Sequence[Correction]]:
        if self._monotonic() < self._rests_until:
            return Asked.RESTING, ()
        outcome, corrections = await self._fetched(text)
        if outcome is not Asked.ANSWERED:
            self._rests_until = self._monotonic() + REST_SECONDS
            log.warning("corrector.no_answer", outcome=outcome.value, rests_seconds=REST_SECONDS)
        return outcome, corrections

    async def _fetched(self, text: str) -> tuple[Asked, Sequence[Correction]]:
        try:
            answer = await self._egress.fetch(
                self._endpoint.url,
                caps=ANSWER,
                method="POST",
                content=Question(text=text).model_dump_json().encode(),
                headers=self._headers,
                deadline_seconds=self._endpoint.seconds,
                follow=False,
            )
        except EgressRefused:
            return Asked.REFUSED, ()
        except FetchFailed as error:
            slow = error.outcome is Outcome.DEADLINE
            return (Asked.SLOW if slow else Asked.UNREACHABLE), ()
        if answer.status != _OK:
            return Asked.FAILED, ()
        try:
            corrections = read_answer(answer.body, text)
        except ValueError:
            return Asked.GARBAGE, ()
        return Asked.ANSWERED, corrections


class Question(BaseModel):
    """What a corrector is asked."""

    version: int = 1
    text: str
    """Title, line break, text, or the text of an attachment, or a part of these; personal values
    are masked by `*` of the same length."""


def parts_of(text: str) -> list[str]:
    """Part a text into questions, behind a line or else a sentence where one ends in time."""
    parts, start = [], 0
    while len(text) - start > CHARACTERS_LIMIT:
        latest, earliest = start + CHARACTERS_LIMIT, start + CHARACTERS_LIMIT // 2
        ends = (text.rfind(mark, earliest, latest) + 1 for mark in ("\n", "。"))
        end = next((each for each in ends if each), latest)
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]]


def read_answer(body: bytes, text: str) -> list[Correction]:
    """Read an answer, whole or not at all.

    Raises:
        ValueError: it is no JSON of the contract, or names pieces that do not stand in the text,
            or that overlap.
    """
    try:
        found = Answer.model_validate_json(body).corrections
    except ValidationError as error:
        raise ValueError(f"{error.error_count()} faults") from None  # the cause may quote the text
    found.sort(key=lambda one: one.start)
    if any(text[one.start : one.end] != one.wrong or one.right == one.wrong for one in found):
        raise ValueError("a correction names what does not stand there, or changes nothing")
    if any(after.start < before.end for before, after in pairwise(found)):
        raise ValueError("corrections overlap")
    return found
