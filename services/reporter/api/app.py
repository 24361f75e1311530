"""The JSON API as an ASGI application, and its OpenAPI description."""

from functools import cache
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from services.reporter.api.answers import answer
from services.reporter.api.door import PUBLIC, SCOPE, Door, guarded
from services.reporter.api.examples import ANSWERS, BODIES
from services.reporter.api.problems import KINDS, PROBLEM_TYPE, Problem, problem
from services.reporter.api.routes import Desks, Route, routes
from shared.commands import NotFound
from shared.errors import ConflictError, TransientError, XunchaError
from shared.events import described
from shared.face import Answer, ASGIApp
from shared.web.bodies import BodyLimit
from shared.web.headers import SafeHeaders

BASE = "/api/v1"
VERSION = "1.0.0"
_STATUS = {401: "unauthorized", 404: "not_found", 405: "not_allowed"}
log = structlog.get_logger()


class Fault(BaseModel):
    """A problem as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    mend: str
    """How to mend it."""
    errors: list[dict[str, str]] = []


def api(door: Door, desks: Desks, most_bytes: int) -> ASGIApp:
    """Return the API.

    Args:
        door: who may come in.
        desks: answer those who may.
        most_bytes: of one body.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    router = APIRouter(prefix=BASE, route_class=guarded(door))

    @cache
    def openapi() -> dict[str, Any]:
        return _described(app)

    async def own(request: Request) -> Response:
        """Give this description."""
        return answer(request, openapi())

    async def events(request: Request) -> Response:
        """Give the AsyncAPI description of the events."""
        return answer(request, described())

    for route in routes(desks, (own, events)):
        _add(router, route)
    app.include_router(router)
    for kind in (Problem, RequestValidationError, ValidationError, XunchaError, HTTPException):
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(Exception, _refused)
    text = problem(Problem("too_large", f"{most_bytes:,} bytes"), BASE, "").body
    refusal = Answer(bytes(text), KINDS["too_large"].status, PROBLEM_TYPE)
    return SafeHeaders(BodyLimit(app, most_bytes, refusal), "private, no-cache")


def _add(router: APIRouter, route: Route) -> None:
    name = f"{route.method} {route.path}"
    extra: dict[str, Any] = {SCOPE: str(route.scope)}
    if route.scope != PUBLIC:
        extra["security"] = [{"token": []}]
    if name in BODIES:
        text = isinstance(BODIES[name], str)
        kind = "application/octet-stream" if text else "application/json"
        content: dict[str, Any] = {"example": BODIES[name]}
        if text:
            content["schema"] = {"type": "string", "format": "binary"}
        extra["requestBody"] = {"required": True, "content": {kind: content}}
    router.add_api_route(
        route.path,
        route.endpoint,
        methods=[route.method],
        response_model=None,
        response_class=Response if route.model is bytes else JSONResponse,
        summary=(route.endpoint.__doc__ or "").strip().partition("\n")[0].rstrip("."),
        operation_id=route.endpoint.__name__.strip("_"),
        tags=[route.path.split("/")[1]],
        openapi_extra=extra,
        responses={
            200: _answered(route, ANSWERS[name]),
            "default": {"model": Fault, "description": "RFC 9457 problem"},
        },
    )


def _answered(route: Route, example: Any) -> dict[str, Any]:
    if route.model is bytes:
        schema = {"type": "string", "format": "binary"}
        return {"content": {"application/octet-stream": {"schema": schema, "example": example}}}
    return {"model": route.model, "content": {"application/json": {"example": example}}}


def _described(app: FastAPI) -> dict[str, Any]:
    description = get_openapi(
        title="Xuncha 巡查",
        version=VERSION,
        summary="Registry, findings, orders, enquiries, reports and imports for machines.",
        routes=app.routes,
    )
    description["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return description


async def _refused(request: Request, error: Exception) -> Response:
    languages = request.headers.get("accept-language", "")
    return problem(_problem_of(error), request.url.path, languages)


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError | ValidationError):
        errors = [
            {"where": ".".join(map(str, item["loc"])), "what": item["msg"]}
            for item in error.errors()
        ]
        return Problem(
            "invalid", "; ".join(f"{one['where']}: {one['what']}" for one in errors), errors
        )
    if isinstance(error, HTTPException):
        return Problem(_STATUS.get(error.status_code, "invalid"), str(error.detail))
    if isinstance(error, XunchaError):
        codes = (
            (NotFound, "not_found"),
            (ConflictError, "conflict"),
            (TransientError, "unavailable"),
        )
        code = next((code for known, code in codes if isinstance(error, known)), "refused")
        return Problem(code, str(error))
    log.error("api.failed", exc_info=error)
    return Problem("failed")
