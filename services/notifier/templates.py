"""The office's own templates of alerts: look, preview, put in force."""

from datetime import timedelta
from typing import Any

from services.notifier.channels.brief import brief
from services.notifier.channels.dingtalk import TEXT_LIMIT_BYTES as DINGTALK
from services.notifier.channels.email import page
from services.notifier.channels.sms import short
from services.notifier.channels.wecom import TEXT_LIMIT_BYTES as WECOM
from services.notifier.domain.limits import dates, fixed
from services.notifier.domain.message import Message, Occasion, Parties, compose
from services.notifier.domain.wording import TEMPLATED, Wordings
from services.notifier.texts import Texts
from services.notifier.texts import written as as_file
from shared.clock import Clock, office_date
from shared.commands import NotFound, Refused
from shared.contracts.alert import Alert, AlertKind
from shared.contracts.audit import AuditRecorded
from shared.contracts.command import ListQuery
from shared.contracts.finding import Severity
from shared.contracts.order import Order
from shared.contracts.target import Target, TargetKind
from shared.contracts.template import Template, TemplateFile
from shared.contracts.unit import Unit
from shared.dates import written
from shared.errors import ConflictError
from shared.masking import mask_text
from shared.outbox import Outbox
from shared.store.templates import TemplateStore

LINK = "https://xuncha.example.cn/o/示例"
"""What a preview shows where the link will be."""
_TITLE = "严重表述错误"


class Templates:
    """Answers the commands about templates.

    Args:
        templates: where they rest.
        texts: knows those that hold.
        outbox: relays what was changed.
        clock: business time.
    """

    def __init__(
        self, templates: TemplateStore, texts: Texts, outbox: Outbox, clock: Clock
    ) -> None:
        self._templates = templates
        self._texts = texts
        self._outbox = outbox
        self._clock = clock

    async def listed(self, query: ListQuery) -> list[dict[str, Any]]:
        """Return the versions that were ever in force, newest first."""
        found = await self._templates.latest(limit=query.limit)
        return [one.model_dump(mode="json", exclude={"lines"}) for one in found]

    async def shown(self, command: TemplateFile) -> dict[str, Any]:
        """Return every template of a version, as a file that can be imported again."""
        wordings, version = await self._meant(command)
        return {"version": version, "lines": as_file(wordings)}

    async def preview(self, command: TemplateFile) -> list[dict[str, str]]:
        """Write each kind of alert about a made-up order, as each sort of channel shows it."""
        kinds = [kind for kind in TEMPLATED if command.kind in {"", kind}]
        if not kinds:
            raise NotFound(f"no alert of the kind {command.kind}: use {', '.join(TEMPLATED)}")
        wordings, _ = await self._meant(command)
        return [self._example(kind, wordings, command.title or _TITLE) for kind in kinds]

    async def take(self, command: TemplateFile) -> dict[str, Any]:
        """Put the templates of a file in force; a fault changes nothing."""
        if not command.file:
            raise Refused("name the file whose templates are to be in force")
        self._texts.over_packaged(command.lines, command.file)
        (*_, newest) = [None, *await self._templates.latest(limit=1)]
        if newest and newest.cause == command.request:
            return {"version": newest.version}
        now = self._clock.now()
        template = Template(
            version=newest.version + 1 if newest else 1,
            lines=command.lines,
            file=command.file,
            by=command.actor,
            at=now,
            cause=command.request,
        )
        audit = AuditRecorded(
            actor=command.actor,
            action="template.import",
            about=f"version {template.version}",
            cause=command.request,
            reason=mask_text(command.reason or command.file),
            occurred_at=now,
        )
        if not await self._templates.add(template, audit):
            raise ConflictError("somebody imported templates just now; look at them again")
        self._outbox.nudge()
        return {"version": template.version}

    async def _meant(self, command: TemplateFile) -> tuple[Wordings, int]:
        """Return the templates that a command speaks of, and their version, 0 for a file's."""
        if command.file:
            return self._texts.over_packaged(command.lines, command.file), 0
        newest = await self._templates.latest(limit=1)
        chosen = newest[0] if newest and not command.version else None
        if command.version:
            chosen = await self._templates.get(command.version)
            if chosen is None:
                raise NotFound(f"no version {command.version}; see the list of templates")
        lines, file = (chosen.lines, chosen.file) if chosen else ("", "")
        return self._texts.over_packaged(lines, file), chosen.version if chosen else 0

    def _example(self, kind: AlertKind, wordings: Wordings, title: str) -> dict[str, str]:
        order = self._order(title)
        parties = Parties(_UNIT, _UNIT.name, _TARGET, "示例市人民政府办公室")
        message = compose(Occasion(kind), order, parties, wordings[kind])
        alert = _alert(kind, order, message)
        return {
            "kind": kind,
            "subject": message.subject,
            "text": message.text,
            "html": page(alert, LINK),
            "wecom": brief(alert, LINK, WECOM),
            "dingtalk": brief(alert, LINK, DINGTALK),
            "sms": short(alert, LINK),
        }

    def _order(self, title: str) -> Order:
        now = self._clock.now()
        due_on = office_date(now) + timedelta(days=9)
        limit = fixed(now, due_on, f"示例：按文件规定，期限为{written(due_on)}。")
        return Order(
            id="0" * 32,
            unit=_UNIT.id,
            target=_TARGET.id,
            findings=("示例",),
            rule="wording.serious",
            severity=Severity.SERIOUS,
            title=title,
            headline="示例标题",
            url="https://www.example.cn/a.html",
            excerpt="示例原文",
            suggestion="示例建议",
            issued_at=now,
            **dates((limit,)),
        )


_UNIT = Unit(id="example", name="示例单位", channels=("mailto:office@example.cn",))
_TARGET = Target(
    id="example",
    kind=TargetKind.WEBSITE,
    name="示例网站",
    unit="example",
    url="https://www.example.cn/",
)


def _alert(kind: AlertKind, order: Order, message: Message) -> Alert:
    return Alert(
        id="0" * 32,
        kind=kind,
        order=order.id,
        unit=order.unit,
        recipient=_UNIT.channels[0],
        subject_line=message.subject,
        text=message.text,
        explained=message.explained,
        due_at=order.issued_at,
    )
