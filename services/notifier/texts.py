"""The templates that hold now: the packaged ones, and over them what the office has imported."""

from importlib import resources
from time import monotonic

import structlog

from services.notifier.domain.wording import TEMPLATED, Wordings, laid_over
from shared.errors import PermanentError
from shared.store.templates import TemplateStore

PACKAGED = "alerts.yaml"
log = structlog.get_logger()


def packaged() -> Wordings:
    """Read the templates that come with the notifier."""
    text = (resources.files(__package__) / PACKAGED).read_text("utf-8")
    return laid_over({}, text, PACKAGED)


class Texts:
    """Knows the templates.

    Args:
        templates: what the office has imported.
    """

    every_seconds = 5.0
    """Real time for which what was read of the store holds."""

    def __init__(self, templates: TemplateStore) -> None:
        self._templates = templates
        self._packaged = packaged()
        self._read_at = -self.every_seconds
        self.wordings: Wordings = self._packaged
        self.version = 0

    async def refresh(self) -> None:
        """Read again what may have changed; what cannot be read leaves things as they are."""
        if monotonic() - self._read_at < self.every_seconds:
            return
        newest = await self._templates.latest(limit=1)
        self._read_at = monotonic()
        if not newest or newest[0].version == self.version:
            return
        try:
            self.wordings = self.over_packaged(newest[0].lines, newest[0].file)
        except PermanentError as error:  # an older version of us may not know all of it
            log.error("templates.refused", reason=str(error))  # noqa: TRY400 - the text says it
        self.version = newest[0].version

    def over_packaged(self, lines: str, file: str) -> Wordings:
        """Return the templates with those of a file over the packaged ones.

        Raises:
            TemplateError: they cannot be used.
        """
        return laid_over(self._packaged, lines, file)


def written(wordings: Wordings) -> str:
    """Write templates as a file that can be imported."""
    lines: list[str] = []
    for kind in TEMPLATED:
        wording = wordings[kind]
        lines.append(f"{kind}:")
        lines += [f"  {part}: {_quoted(text)}" for part, text in wording._asdict().items() if text]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
