"""Fills the templates: everything is escaped, nothing foreign is linked or loaded."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifier.domain.page import View
from services.notifier.pages.wishes import NOTHING, Wish
from shared.contracts.token import Upload
from shared.face import Answer

HERE = Path(__file__).parent
STYLE = (HERE / "static" / "page.css").read_text("utf-8")
DONE = {
    "acknowledge": "已确认收到。请在期限前完成整改，并在本页报告。",
    "rectify": "已收到整改报告。系统将自动复查页面，结果会通知你单位。",
    "hide": "已记录先行隐藏。请继续完成整改，并在本页报告。",
    "ask": "已提交申请，等待审批。批准前仍按原期限整改。",
    "disown": "已反映不是你单位的，等待核定。转交前仍按原期限整改，结果会通知你单位。",
    "appeal": "已提交申诉，认定期间暂停催办，结果会通知你单位。",
    "recheck": "已安排立即复查，结果会通知你单位。",
}


class Showing(NamedTuple):
    """One showing of the page of an order.

    Attributes:
        token: of the link.
        form: token of the forms on it.
        done: what was done just now; empty for nothing.
        fault: why the form that was sent just now is not taken; empty for none.
        wish: that form; what was written is kept on the page.
    """

    token: str
    form: str
    done: str = ""
    fault: str = ""
    wish: Wish = NOTHING


class Parties(NamedTuple):
    """Who must act and where, as the page names them.

    Attributes:
        unit: name of the order's unit.
        target: name of its first target; empty for none.
    """

    unit: str
    target: str


class Screen:
    """Renders the pages.

    Args:
        office: how the pages name the office.
    """

    def __init__(self, office: str) -> None:
        self._office = office
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def order(self, view: View, parties: Parties, files: Sequence[Upload], showing: Showing) -> str:
        """Write the page of one order."""
        told = DONE.get(showing.done, "")
        known = {**parties._asdict(), **showing._asdict()}
        return self._page("order.html.j2", order=view, files=files, told=told, **known)

    def unit(self, name: str, rows: Sequence[tuple[View, str]], token: str) -> str:
        """Write the page of a unit's open orders."""
        return self._page("unit.html.j2", name=name, rows=rows, token=token)

    def nothing(self) -> HTMLResponse:
        """Answer every link that opens nothing in the same words."""
        return HTMLResponse(self._page("nothing.html.j2"), 404)

    def problem(self, text: str, token: str, status: int) -> HTMLResponse:
        """Say what is wrong with a form, and how to go on."""
        return HTMLResponse(self._page("problem.html.j2", text=text, token=token), status)

    def too_large(self) -> Answer:
        """Answer a form that is larger than any may be; whose it was is not even looked at."""
        text = "提交的内容过大，未作任何更改。请返回上一页，压缩文件或分次上传。"
        page = self._page("problem.html.j2", text=text, token="")
        return Answer(page.encode(), 413, "text/html; charset=utf-8")

    def _page(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(office=self._office, **values)
