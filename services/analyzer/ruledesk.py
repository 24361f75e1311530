"""What people ask about rules, and about texts before they are published."""

import asyncio
from typing import Any, NamedTuple

from services.analyzer.check import check_text, refuse_unread
from services.analyzer.domain.rule import Rule
from services.analyzer.domain.rules import RULES
from services.analyzer.grading import Grading
from services.analyzer.inforce import InForce
from services.analyzer.rulesets import Rulesets
from services.analyzer.trial import Trial
from shared.contracts.command import ListQuery
from shared.contracts.precision import Precision
from shared.contracts.rule_command import CheckText


class RuleDesk(NamedTuple):
    """The analyzer's commands about rules.

    Attributes:
        inforce: the rules.
        lists: the lists of the office.
        trial: dry runs.
        grading: how precise each rule is.
    """

    inforce: InForce
    lists: Rulesets
    trial: Trial
    grading: Grading

    async def listed(self, _query: ListQuery) -> dict[str, Any]:
        """Return every rule, and every list of the office with its editions."""
        rules = [_row(rule, self.grading.rows.get(rule.id)) for rule in RULES.values()]
        rulesets = [each.model_dump(mode="json") for each in await self.lists.every()]
        return {"rule_set": self.inforce.rules.version, "rules": rules, "rulesets": rulesets}

    async def check(self, command: CheckText) -> list[dict[str, Any]]:
        """Check a text with the rules in force; nothing of it is kept.

        Raises:
            PermanentError: no rule could judge it.
        """
        await asyncio.to_thread(refuse_unread, command.text)
        return await asyncio.to_thread(check_text, command.text, self.inforce.rules)


def _row(rule: Rule, known: Precision | None) -> dict[str, Any]:
    row = known or Precision(rule=rule.id)
    return {
        "rule": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "effect": rule.effect.value,
        "confirmed": row.confirmed,
        "rejected": row.rejected,
        "precision": None if row.share is None else round(row.share, 3),
        "state": row.grade.value,
        "consent_by": row.consent_by,
    }
