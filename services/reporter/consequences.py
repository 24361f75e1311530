"""What taking a confirmation back would undo: shown before it is done."""

from typing import Any

from services.reporter.domain.period import Quarter
from services.reporter.facts import Readers
from shared.commands import NotFound
from shared.contracts.command import ShowQuery
from shared.contracts.finding import Decision, Finding
from shared.contracts.order import Order
from shared.dates import written
from shared.store.reports import ReportStore


class Consequences:
    """Looks at everything that a confirmed finding has led to; changes nothing.

    Args:
        readers: the collections.
        reports: frozen quarters.
    """

    def __init__(self, readers: Readers, reports: ReportStore) -> None:
        self._readers = readers
        self._reports = reports

    async def of(self, query: ShowQuery) -> dict[str, Any]:
        """Say in Chinese what rejecting a finding undoes; `serious` when somebody was told of it.

        Raises:
            NotFound: no finding, or more than one, begins so.
        """
        found = await self._readers.findings.starting_with(query.id)
        if len(found) != 1:
            many = f"{len(found)} findings begin with {query.id}"
            raise NotFound(f"{many}; see `xuncha findings list`")
        finding = found[0]
        lines: list[str] = []
        if finding.decision is Decision.CONFIRMED:
            orders = await self._readers.orders.about([finding.id])
            for order in orders.values():
                lines += await self._of_order(order)
            lines += await self._of_quarter(finding)
        return {"finding": finding.id, "serious": bool(lines), "consequences": lines}

    async def _of_order(self, order: Order) -> list[str]:
        alerts = await self._readers.alerts.of_order(order.id)
        sent = sum(alert.sent_at is not None for alert in alerts)
        unit = await self._unit(order.unit)
        head = f"整改单{order.id[:12]}（{unit}，期限{written(order.due_on)}）"
        others = len(order.findings) - 1
        rest = f"其余{others}个问题仍要整改" if others else "将被撤回"
        return [f"{head}{rest}；已向责任单位发出提醒{sent}条，撤回时另行通知。"]

    async def _of_quarter(self, finding: Finding) -> list[str]:
        quarter = str(Quarter.of(finding.found_on))
        frozen = await self._reports.get(quarter)
        if frozen is None:
            return []
        named = any(
            finding.id in target["findings"]
            for problem in frozen.report["problems"]
            for target in problem["targets"]
        )
        if not named:
            return []
        state = f"已以{frozen.issue.number}印发" if frozen.issue else "已封存"
        text = f"{quarter}报表{state}并列有此问题：数字不变，须发布更正（xuncha report errata）。"
        duty = frozen.duties.get(finding.unit)
        if duty is None:
            return [text]
        unit = await self._unit(finding.unit)
        return [text, f"{unit}的报送义务（{written(duty.due_on)}前）须另行解除。"]

    async def _unit(self, key: str) -> str:
        known = await self._readers.units.get(key)
        return known.name if known else key
