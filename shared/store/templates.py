"""Templates of alerts at rest, every version that was ever in force. Written by the notifier."""

from shared import outbox
from shared.contracts.base import Event
from shared.contracts.template import Template
from shared.store.collection import Collection
from shared.store.mapping import from_document, to_document


class TemplateStore:
    """Keeps versions; the last one is in force."""

    def __init__(self, collection: Collection) -> None:
        self._templates = collection

    async def latest(self, *, limit: int) -> list[Template]:
        """Return versions, newest first."""
        found = await self._templates.find(
            {"version": {"$gt": 0}}, limit=limit, order="_id", descending=True
        )
        return [from_document(Template, one) for one in found]

    async def get(self, version: int) -> Template | None:
        """Return one version, or None."""
        document = await self._templates.get(_key(version))
        return from_document(Template, document) if document else None

    async def add(self, template: Template, *events: Event) -> bool:
        """Put the next version in force, its events with it; False when another came first."""
        document = to_document(template, _key(template.version), **outbox.fields(*events))
        return bool(await self._templates.insert([document]))


def _key(version: int) -> str:
    return f"{version:08d}"
