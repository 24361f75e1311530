"""What every channel over HTTP promises, against a receiver on a real socket."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook as Verifier

from services.notifier.channels.base import BusyError, Channel, GoneError
from services.notifier.channels.dingtalk import DingTalk
from services.notifier.channels.feishu import HALF_HOUR_SECONDS, Feishu, rush
from services.notifier.channels.posting import Poster
from services.notifier.channels.sms import Sms
from services.notifier.channels.webhook import Webhook
from services.notifier.channels.wecom import WeCom
from services.notifier.credentials import Gateway, Hook, Robot
from shared.errors import PermanentError, TransientError
from tests.factories import make_alert
from tests.unit.notifier.sink import Sink, sink

LINK = "https://xuncha.example.cn/o/abc"
KEY = f"whsec_{base64.b64encode(b'k' * 24).decode()}"
OLD_KEY = f"whsec_{base64.b64encode(b'o' * 24).decode()}"
MIDDLE = 600.0
"""Ten minutes past the hour, in seconds."""

Make = Callable[[Sink, Poster], Channel]


def robot(kind: str, base: str, secret: str = "") -> dict[str, Robot]:
    described = {"kind": kind, "key": "robot-key", "base": base, "secret": secret or None}
    return {"office": Robot.model_validate(described)}


MAKERS: dict[str, Make] = {
    "wecom:office": lambda to, poster: WeCom(poster, robot("wecom", to.base)),
    "dingtalk:office": lambda to, poster: DingTalk(poster, robot("dingtalk", to.base, "SEC1")),
    "feishu:office": lambda to, poster: Feishu(
        poster, robot("feishu", to.base, "s1"), lambda: MIDDLE
    ),
    "webhook:county-a": lambda to, poster: Webhook(
        poster,
        {"county-a": Hook.model_validate({"url": f"{to.base}/robot-key", "keys": (KEY, OLD_KEY)})},
    ),
    "sms:13000000000": lambda to, poster: Sms(
        poster, Gateway(url=f"{to.base}/sms", token=SecretStr("gateway-token"))
    ),
}
ROBOTS = ("wecom:office", "dingtalk:office", "feishu:office")


@pytest.mark.parametrize("recipient", MAKERS)
async def test_a_message_that_is_taken_is_sent_once(recipient: str) -> None:
    async with sink() as (receiver, poster):
        channel = MAKERS[recipient](receiver, poster)

        answer = await channel.send(make_alert(recipient=recipient), LINK)

        assert answer
        assert len(receiver.calls) == 1
        assert LINK.encode() in receiver.calls[0].raw


@pytest.mark.parametrize("recipient", MAKERS)
@pytest.mark.parametrize("status", [429, 500, 502, 503, 408])
async def test_a_server_that_cannot_now_is_asked_again(recipient: str, status: int) -> None:
    async with sink((status, {"errcode": 0, "code": 0})) as (receiver, poster):
        channel = MAKERS[recipient](receiver, poster)

        with pytest.raises(TransientError):
            await channel.send(make_alert(recipient=recipient), LINK)


@pytest.mark.parametrize("recipient", MAKERS)
@pytest.mark.parametrize("status", [400, 401, 404, 410, 302])
async def test_a_server_that_never_will_is_left_to_a_person(recipient: str, status: int) -> None:
    async with sink((status, {"errcode": 0, "code": 0})) as (receiver, poster):
        channel = MAKERS[recipient](receiver, poster)

        with pytest.raises(PermanentError) as caught:
            await channel.send(make_alert(recipient=recipient), LINK)

        assert "robot-key" not in str(caught.value)
        assert "gateway-token" not in str(caught.value)


@pytest.mark.parametrize(
    ("recipient", "gone"), [("webhook:county-a", True), ("sms:13000000000", False)]
)
async def test_a_webhook_that_says_410_is_gone_and_a_gateway_that_does_is_not_the_number(
    recipient: str, gone: bool
) -> None:
    async with sink((410, {})) as (receiver, poster):
        with pytest.raises(PermanentError) as caught:
            await MAKERS[recipient](receiver, poster).send(make_alert(recipient=recipient), LINK)

    assert isinstance(caught.value, GoneError) is gone


@pytest.mark.parametrize("recipient", ROBOTS)
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ({"wecom": 45009, "dingtalk": 130101, "feishu": 11232}, BusyError),
        ({"wecom": 93000, "dingtalk": 300001, "feishu": 19001}, PermanentError),
        ({"wecom": -1, "dingtalk": 88, "feishu": 77}, TransientError),
    ],
)
async def test_the_code_in_the_body_decides_not_the_status(
    recipient: str, code: dict[str, int], expected: type[Exception]
) -> None:
    number = code[recipient.partition(":")[0]]
    async with sink((200, {"errcode": number, "code": number})) as (receiver, poster):
        channel = MAKERS[recipient](receiver, poster)

        with pytest.raises(expected):
            await channel.send(make_alert(recipient=recipient), LINK)


@pytest.mark.parametrize("recipient", ROBOTS)
async def test_an_answer_that_is_no_json_is_no_success(recipient: str) -> None:
    async with sink((200, b"<html>ok</html>")) as (receiver, poster):
        channel = MAKERS[recipient](receiver, poster)

        with pytest.raises(TransientError):
            await channel.send(make_alert(recipient=recipient), LINK)


@pytest.mark.parametrize("recipient", [*ROBOTS, "sms:13000000000"])
@pytest.mark.parametrize(
    "title",
    [
        "@all 请看",
        '<at user_id="all">所有人</at>',
        "[点这里](http://evil.example.com)",
        "<@everyone>\u202e\x00\x1b[2J",
        "www.evil.example.com " + "长" * 9_000,
    ],
)
async def test_a_title_can_mention_nobody_and_link_nowhere(recipient: str, title: str) -> None:
    async with sink() as (receiver, poster):
        channel = MAKERS[recipient](receiver, poster)

        await channel.send(make_alert(recipient=recipient, subject_line=title), LINK)

        said = text_of(receiver.calls[0].body)
        assert said.endswith(LINK)
        before = said.removesuffix(LINK)
        assert not set("<>@[]") & set(before)
        assert "://" not in before
        assert "www." not in before
        limit = {"wecom": 2048, "sms": 420}.get(recipient.partition(":")[0], 20_000)
        assert len(said.encode()) <= limit


def text_of(body: dict[str, object]) -> str:
    for key in ("text", "content"):
        value = body.get(key)
        if isinstance(value, dict):
            return str(value.get("content") or value.get("text"))
        if isinstance(value, str):
            return value
    raise AssertionError(f"no text in {body}")


async def test_dingtalk_signs_with_the_secret_as_key() -> None:
    async with sink() as (receiver, poster):
        await MAKERS["dingtalk:office"](receiver, poster).send(
            make_alert(recipient="dingtalk:office"), LINK
        )

    query = parse_qs(urlsplit(receiver.calls[0].path).query)
    data = f"{query['timestamp'][0]}\nSEC1".encode()
    expected = base64.b64encode(hmac.new(b"SEC1", data, hashlib.sha256).digest()).decode()
    assert query["sign"] == [expected]
    assert query["access_token"] == ["robot-key"]


async def test_feishu_signs_with_time_and_secret_as_key() -> None:
    async with sink() as (receiver, poster):
        await MAKERS["feishu:office"](receiver, poster).send(
            make_alert(recipient="feishu:office"), LINK
        )

    body = receiver.calls[0].body
    expected = hmac.new(f"{body['timestamp']}\ns1".encode(), b"", hashlib.sha256).digest()
    assert body["sign"] == base64.b64encode(expected).decode()


@pytest.mark.parametrize("past", [0.0, 5.0, 19.9, 1795.0, 1799.9])
def test_feishu_stays_away_from_full_and_half_hours(past: float) -> None:
    wait = rush(7 * HALF_HOUR_SECONDS + past)

    assert wait > 0
    assert rush(7 * HALF_HOUR_SECONDS + past + wait) == 0


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
async def test_a_webhook_is_proven_by_each_of_its_two_keys(key: str) -> None:
    async with sink() as (receiver, poster):
        alert = make_alert(recipient="webhook:county-a")
        channel = MAKERS["webhook:county-a"](receiver, poster)

        await channel.send(alert, LINK)
        await channel.send(alert, LINK)

    first, again = receiver.calls
    assert first.headers["webhook-id"] == again.headers["webhook-id"] == alert.id
    known = Verifier(key).verify(first.raw, first.headers)
    assert known["data"]["order"] == alert.order
    assert known["data"]["link"] == LINK


async def test_retry_after_is_obeyed() -> None:
    async with sink((429, b"slow down")) as (receiver, poster):
        receiver.headers = ("Retry-After: 120",)
        channel = MAKERS["webhook:county-a"](receiver, poster)

        with pytest.raises(TransientError) as caught:
            await channel.send(make_alert(recipient="webhook:county-a"), LINK)

    assert caught.value.retry_after_seconds == 120


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu", "webhook"])
async def test_a_robot_or_webhook_that_nobody_described_is_named(kind: str) -> None:
    async with sink() as (receiver, poster):
        known = next(one for one in MAKERS if one.startswith(kind))
        channel = MAKERS[known](receiver, poster)

        with pytest.raises(PermanentError, match=r"'unknown'.*CREDENTIALS_FILE"):
            await channel.send(make_alert(recipient=f"{kind}:unknown"), LINK)

    assert receiver.calls == []


async def test_an_address_inside_the_office_needs_the_operators_line() -> None:
    async with sink() as (_, poster):
        hook = Hook(url=SecretStr("http://127.0.0.1:1/hook"), keys=(SecretStr(KEY),))
        channel = Webhook(poster, {"inside": hook})

        with pytest.raises(PermanentError, match="INTERNAL_FILE"):
            await channel.send(make_alert(recipient="webhook:inside"), LINK)
