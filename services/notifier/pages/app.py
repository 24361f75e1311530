"""The units' pages as an ASGI application. GET changes nothing: mail scanners open links."""

from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from services.notifier.domain.page import in_order, view
from services.notifier.files import Given
from services.notifier.kinds import LIMIT_BYTES, TYPES, FormRefusedError
from services.notifier.pages.desk import Desk
from services.notifier.pages.door import Door
from services.notifier.pages.screen import STYLE, Parties, Screen, Showing
from services.notifier.pages.wishes import NOTHING, Wish
from shared.contracts.order import Order
from shared.errors import ConflictError, TransientError, XunchaError
from shared.face import ASGIApp
from shared.web.bodies import BodyLimit
from shared.web.headers import SafeHeaders

FIELD_CHARACTERS = 500
FILES_PER_FORM = 5
FORM_BYTES = 1024 * 1024
"""Room for everything in a form that is no file."""

_AGAIN = "刚才提交的内容如果没有出现在办理记录中，请重新提交，重复提交不会重复办理。"
_AWAY = f"系统暂时无法使用，请过几分钟再试。{_AGAIN}"
_FAILED = f"系统出现故障，请过一会儿再试；仍然不行的，请与监测单位联系。{_AGAIN}"


def pages(door: Door, desk: Desk, screen: Screen) -> ASGIApp:
    """Return the pages.

    Args:
        door: who may come in.
        desk: what they may do.
        screen: what they see.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    shown = Pages(door, desk, screen)
    app.add_api_route("/static/page.css", shown.style, response_class=Response)
    app.add_api_route("/o/{token}", shown.order, response_class=HTMLResponse)
    app.add_api_route("/o/{token}/all", shown.unit, response_class=HTMLResponse)
    app.add_api_route("/o/{token}/files/{upload}", shown.file, response_class=Response)
    app.add_api_route("/o/{token}", shown.act, methods=["POST"], response_class=Response)
    app.add_exception_handler(404, shown.unknown)
    app.add_exception_handler(405, shown.not_allowed)
    app.add_exception_handler(422, shown.unknown)
    app.add_exception_handler(XunchaError, shown.away)
    app.add_exception_handler(Exception, shown.failed)
    return SafeHeaders(
        BodyLimit(app, FILES_PER_FORM * LIMIT_BYTES + FORM_BYTES, screen.too_large())
    )


class Pages:
    """What answers at each address; see `pages`."""

    def __init__(self, door: Door, desk: Desk, screen: Screen) -> None:
        self._door = door
        self._desk = desk
        self._screen = screen

    async def style(self) -> Response:
        """Serve the one style sheet."""
        return Response(STYLE, media_type="text/css")

    async def order(self, request: Request, token: str, done: str = "") -> Response:
        """Show one order."""
        order = await self._door.opened(request, token)
        if order is None:
            return self._screen.nothing()
        return HTMLResponse(await self._shown(order, token, done=done))

    async def unit(self, request: Request, token: str) -> Response:
        """Show every open order of the unit that the link belongs to."""
        order = await self._door.opened(request, token)
        if order is None:
            return self._screen.nothing()
        rows = [
            (view(one, self._desk.now()), await self._desk.link(one))
            for one in in_order(await self._desk.of_unit(order.unit))
        ]
        name = await self._desk.unit_name(order.unit)
        return HTMLResponse(self._screen.unit(name, rows, token))

    async def file(self, request: Request, token: str, upload: str) -> Response:
        """Give a file back, always as an attachment."""
        order = await self._door.opened(request, token)
        found = await self._desk.files.open(order, upload, order.unit) if order else None
        if found is None:
            return self._screen.nothing()
        known, body = found
        name = f"attachment; filename*=UTF-8''{quote(known.name)}"
        return Response(body, media_type=TYPES[known.kind], headers={"content-disposition": name})

    async def act(
        self,
        request: Request,
        token: str,
        form: Annotated[str, Form()] = "",
        files: Annotated[list[UploadFile] | None, File()] = None,
    ) -> Response:
        """Take one form."""
        order = await self._door.opened(request, token)
        if order is None:
            return self._screen.nothing()
        if not self._door.may_act(request):
            return self._screen.problem("提交得太频繁，请一分钟后返回重试。", token, 429)
        showing = self._door.showing(form, token)
        if not showing:
            return self._screen.problem("页面已过期，请返回重新打开后再提交。", token, 403)
        wish = await _wish(request, await _given(files))
        try:
            done = await self._desk.act(order, wish, showing)
        except FormRefusedError as error:
            return HTMLResponse(await self._shown(order, token, fault=str(error), wish=wish), 422)
        except XunchaError as error:
            if isinstance(error, TransientError) and not isinstance(error, ConflictError):
                raise
            text = "整改单的状态刚刚有变化，请返回查看最新情况。"
            return self._screen.problem(text, token, 409)
        return RedirectResponse(f"/o/{token}?done={done}", 303)

    async def _shown(
        self, order: Order, token: str, *, done: str = "", fault: str = "", wish: Wish = NOTHING
    ) -> str:
        """Write the page of an order, after a refusal with all that was written but the files."""
        showing = Showing(token, self._door.form(token), done, fault, wish)
        files = await self._desk.files.of(order, order.unit)
        unit = await self._desk.unit_name(order.unit)
        parties = Parties(unit, await self._desk.target_name(order.target))
        return self._screen.order(view(order, self._desk.now()), parties, files, showing)

    async def away(self, request: Request, _error: Exception) -> Response:
        """Say that store or broker do not answer."""
        return self._screen.problem(_AWAY, request.path_params.get("token", ""), 503)

    async def failed(self, request: Request, _error: Exception) -> Response:
        """Say that the fault is ours; the server logs it."""
        return self._screen.problem(_FAILED, request.path_params.get("token", ""), 500)

    async def unknown(self, _request: Request, _error: Exception) -> Response:
        """Answer every other address as a wrong link."""
        return self._screen.nothing()

    async def not_allowed(self, _request: Request, _error: Exception) -> Response:
        """Refuse other methods."""
        return PlainTextResponse("method not allowed\n", 405)


async def _wish(request: Request, given: list[Given]) -> Wish:
    """Read the plain fields; those that are missing are empty, as those of another form are."""
    fields = await request.form()
    action, note, until, kind, unit = (
        " ".join(value.split())[:FIELD_CHARACTERS]
        if isinstance(value := fields.get(name, ""), str)
        else ""
        for name in ("action", "note", "until", "kind", "unit")
    )
    return Wish(action, note, given, until, kind, unit)


async def _given(files: list[UploadFile] | None) -> list[Given]:
    named = [file for file in files or [] if file.filename][:FILES_PER_FORM]
    return [Given(file.filename or "", await file.read(LIMIT_BYTES + 1)) for file in named]
