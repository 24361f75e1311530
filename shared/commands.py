"""Commands: request and reply between the operator's command, the pages, and the owners.

A handler returns data or raises; the client always gets a `Result`, because an error in a plain
request/reply handler sends nothing back and the client would wait for nothing.
"""

import uuid
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import nats.errors
import structlog
from nats.aio.client import Client
from pydantic import BaseModel, ValidationError

from shared.contracts.command import Command, Result
from shared.errors import ConflictError, OutageError, PermanentError, XunchaError
from shared.masking import mask_text

if TYPE_CHECKING:
    from faststream.nats import NatsRouter

ANSWER_SECONDS = 20.0

C = TypeVar("C", bound=Command)
Handle: TypeAlias = Callable[[C], Awaitable[Any]]
log = structlog.get_logger()


class NotFound(PermanentError):  # noqa: N818 - an answer, not a fault
    """The document that a command names does not exist."""


class Refused(PermanentError):  # noqa: N818 - an answer, not a fault
    """The command is understood, and not allowed as things stand."""


def answer(
    router: "NatsRouter",
    service: str,
    name: str,
    kind: type[C],
    handle: Callable[[C], Awaitable[Any]],
) -> None:
    """Answer `command.<name>` in the queue group of `service`, with what `handle` returns.

    Args:
        router: of the service.
        service: queue group; one replica answers.
        name: `<noun>.<verb>`.
        kind: the command's record.
        handle: returns data (records, lists and plain values) or raises one of our errors.
    """
    # Whoever only asks, such as the operator's command, need not wait a second for the framework.
    from faststream.nats.annotations import NatsMessage  # noqa: PLC0415

    @router.subscriber(f"command.{name}", queue=service)
    async def on_command(message: NatsMessage) -> bytes:
        result = await _result(kind, handle, message.body)
        return result.model_dump_json().encode()


_CODES: tuple[tuple[type[XunchaError], str], ...] = (
    (NotFound, "not_found"),
    (ConflictError, "conflict"),
    (OutageError, "unavailable"),
    (XunchaError, "refused"),
)


async def ask(
    client: Client, name: str, command: Command, *, timeout_seconds: float = ANSWER_SECONDS
) -> Result:
    """Send a command and return its answer; an unreachable owner is an answer too."""
    try:
        reply = await client.request(
            f"command.{name}", command.model_dump_json().encode(), timeout=timeout_seconds
        )
    except nats.errors.NoRespondersError:
        text = (
            f"nobody answers {name}: the service that owns it is not running; see `xuncha status`"
        )
        return Result(ok=False, code="unavailable", message=text)
    except (nats.errors.Error, TimeoutError):
        text = f"no answer to {name} within {timeout_seconds:.0f} s; try again, it is safe"
        return Result(ok=False, code="unavailable", message=text)
    return Result.model_validate_json(reply.data)


def new_request() -> str:
    """Draw the id of one command; every repeat of it carries the same one."""
    return uuid.uuid4().hex


async def _result(kind: type[C], handle: Handle[C], body: bytes) -> Result:
    request = ""
    try:
        command = kind.model_validate_json(body)
        request = command.request
        with structlog.contextvars.bound_contextvars(request=request):
            return Result(ok=True, data=_plain(await handle(command)))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        return Result(ok=False, code="invalid", message="; ".join(faults))
    except XunchaError as error:
        code = next(code for known, code in _CODES if isinstance(error, known))
        return Result(ok=False, code=code, message=mask_text(str(error)))
    except Exception as error:
        log.exception("command.failed", kind=kind.__name__, request=request)
        return Result(ok=False, code="failed", message=f"{type(error).__name__}; see the log")


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
