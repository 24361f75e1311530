"""Fills the templates: everything is escaped, nothing foreign is linked or loaded."""

from collections.abc import Sequence
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifier.domain.page import View
from shared.contracts.token import Upload

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

    def order(
        self, view: View, *, token: str, form: str, files: Sequence[Upload], done: str
    ) -> str:
        """Write the page of one order."""
        told = DONE.get(done, "")
        return self._page(
            "order.html.j2", order=view, token=token, form=form, files=files, told=told
        )

    def unit(self, name: str, rows: Sequence[tuple[View, str]], token: str) -> str:
        """Write the page of a unit's open orders."""
        return self._page("unit.html.j2", name=name, rows=rows, token=token)

    def nothing(self) -> HTMLResponse:
        """Answer every link that opens nothing in the same words."""
        return HTMLResponse(self._page("nothing.html.j2"), 404)

    def problem(self, text: str, token: str, status: int) -> HTMLResponse:
        """Say what is wrong with a form, and how to go on."""
        return HTMLResponse(self._page("problem.html.j2", text=text, token=token), status)

    def _page(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(office=self._office, **values)
