"""The table of all settings in docs/operations.md, from the settings files."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from services.analyzer.settings import AnalyzerSettings
from services.crawler.settings import CrawlerSettings
from services.notifier.settings import NotifierSettings
from services.reporter.settings import ReporterSettings
from shared.settings import SharedSettings

BEGIN, END = "<!-- settings: written by `make metrics` -->\n", "<!-- end of settings -->\n"
_KINDS = {
    "Every service": SharedSettings,
    "The crawler": CrawlerSettings,
    "The analyzer": AnalyzerSettings,
    "The notifier": NotifierSettings,
    "The reporter": ReporterSettings,
}


def with_settings(page: Path) -> str:
    """Return the text of a page with the table between its marks written anew."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{''.join(_tables())}{END}{after}"


def _tables() -> Iterator[str]:
    for title, kind in _KINDS.items():
        meanings = _meanings(kind)
        yield f"{title}:\n\n| variable | default | meaning |\n| --- | --- | --- |\n"
        for name, meaning in meanings.items():
            field = kind.model_fields[name]
            yield f"| `{_variable(name, field)}` | {_default(field)} | {meaning} |\n"
        yield "\n"


def _meanings(kind: type[SharedSettings]) -> dict[str, str]:
    """Return the docstring of each field that a class itself declares."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - it is the source of a class
    found: dict[str, str] = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        declared = isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if declared and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            name = ast.unparse(field.target)  # type: ignore[attr-defined]
            found[name] = " ".join(str(text.value.value).split()).replace("|", "\\|")
    found.pop("model_config", None)
    return found


def _variable(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"XUNCHA_{name.upper()}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    return f"`{field.default}`" if field.default not in {None, "", ()} else "—"
