"""Findings that others report: one row of a file, and the finding it makes by itself. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.analyzer.domain.rules import RULES
from shared.contracts.base import identity
from shared.contracts.finding import (
    Decision,
    Effect,
    Finding,
    Severity,
    Step,
    finding_id,
    root_id,
)
from shared.contracts.profile import Item, Part
from shared.contracts.target import Target
from shared.intake.cells import Cells
from shared.masking import mask_text

FAMILIES = (
    "wording",
    "personal",
    "link",
    "tampering",
    "availability",
    "freshness",
    "interaction",
    "service",
    "mark",
    "registry",
)
_TITLES: Mapping[str, str] = {"registry.unfiled": "变更未按时报备"}
"""Of rules that other services judge by."""
_EFFECTS = {Part.VETO: Effect.VETO, Part.PROBLEM: Effect.PROBLEM, Part.DEDUCTION: Effect.DEDUCTION}
_RULE = re.compile(rf"({'|'.join(FAMILIES)})\.[a-z][a-z0-9_]*")


class Source(StrEnum):
    """Who found it."""

    MONITOR = "monitor"
    PROVINCE = "province"
    CYBERSPACE = "cyberspace"
    FINDER = "finder"
    MANUAL = "manual"


@dataclass(frozen=True)
class Outside:
    """What one row reports; every text masked."""

    name: str
    """The reporter's own id of it; may be empty."""
    target: str
    rule: str
    effect: Effect
    severity: Severity
    found_on: date
    source: Source
    decision: Decision
    excerpt: str
    url: str
    reference: str
    title: str = ""
    """What the rule is called; empty while only its id is known."""
    open: frozenset[str] = frozenset()
    """Fields that the row leaves to its rule: effect, severity."""

    @property
    def id(self) -> str:
        """Id of the finding it makes by itself.

        Target, rule, and the names that its reporter gave it; without any, what it says.
        """
        told = (self.name, self.reference) if self.name or self.reference else (self.excerpt,)
        return finding_id(self.target, self.rule, identity("outside", self.source, *told))

    @property
    def cause(self) -> str:
        """Tells this row from every other: the same row never takes effect twice."""
        facts = (self.effect, self.severity, self.found_on.isoformat(), self.decision)
        return identity("outside", self.id, *facts, self.excerpt, self.url)


def read_outside(cells: Cells) -> tuple[str, Outside]:
    """Read one row; what is wrong is noted in `cells`."""
    name = cells.line("rule", required=True, limit=60)
    if name and not _RULE.fullmatch(name):
        cells.refuse("rule", "is no rule: write <family>.<name>, such as wording.serious")
    rule = RULES.get(name)
    left = frozenset(key for key in ("effect", "severity") if not cells.text(key))
    row = Outside(
        name=mask_text(cells.line("id", limit=100)),
        target=cells.id("target"),
        rule=name,
        effect=cells.choice("effect", Effect, rule.effect if rule else Effect.PROBLEM),
        severity=cells.choice("severity", Severity, rule.severity if rule else Severity.ORDINARY),
        found_on=cells.date("found_on", required=True) or date.min,
        source=cells.choice("source", Source, Source.MANUAL),
        decision=cells.choice("status", Decision, Decision.SUSPECTED),
        excerpt=mask_text(cells.text("excerpt", limit=1_000).replace("\n", " ")),
        url=mask_text(cells.web_address("url")),
        reference=mask_text(cells.line("reference", limit=200)),
        open=frozenset() if rule else left,
    )
    if row.decision is Decision.REJECTED:
        cells.refuse("status", "is neither suspected nor confirmed: leave such a row out")
    if not (row.name or row.reference or row.excerpt):
        cells.refuse("excerpt", "is empty: write what was found, or an id, or a reference")
    return row.id, row


def _title(name: str) -> str:
    rule = RULES.get(name)
    return rule.title if rule else _TITLES.get(name, name)


def judged(row: Outside, items: Mapping[str, Item]) -> Outside:
    """Take title, effect and severity from the indicator whose rule a row names.

    Args:
        row: as the file has it.
        items: of the profile in effect, by rule.
    """
    item = items.get(row.rule)
    if item is None or row.rule in RULES:
        return row
    effect = _EFFECTS.get(item.part, row.effect) if "effect" in row.open else row.effect
    severity = item.severity if "severity" in row.open else row.severity
    return replace(row, title=item.title, effect=effect, severity=severity)


def alone(row: Outside, target: Target, now: datetime) -> Finding:
    """Make the finding that a row is when no other is the same."""
    rule = RULES.get(row.rule)
    return Finding(
        id=row.id,
        root=root_id(row.rule, row.id),
        target=target.id,
        unit=target.unit,
        rule=row.rule,
        family=row.rule.partition(".")[0],
        severity=row.severity,
        effect=row.effect,
        title=row.title or _title(row.rule),
        excerpt=row.excerpt,
        suggestion=rule.mend if rule else "",
        why=row.reference,
        url=row.url,
        found_on=row.found_on,
        sources=(row.source.value,),
        decision=row.decision,
        history=(_step(1, "imported", row, now),),
    )


def again(finding: Finding, row: Outside, now: datetime) -> Finding:
    """Take over what a later file says of a finding that an earlier one brought.

    A file confirms; it never takes back what a person decided.
    """
    fields: Mapping[str, Any] = {
        "effect": row.effect,
        "severity": row.severity,
        "found_on": row.found_on,
        "excerpt": row.excerpt,
        "url": row.url,
    }
    return _following(finding, _step(finding.version + 1, "imported", row, now), row, fields)


def joined(finding: Finding, row: Outside, now: datetime) -> Finding:
    """Add a row to a finding as one more source."""
    fields = {
        "sources": tuple(dict.fromkeys((*finding.sources, row.source.value))),
        "aliases": tuple(dict.fromkeys((*finding.aliases, row.id))),
    }
    return _following(finding, _step(finding.version + 1, "merged", row, now), row, fields)


def _following(finding: Finding, step: Step, row: Outside, fields: Mapping[str, Any]) -> Finding:
    rejected = finding.id == row.id and finding.decision is Decision.REJECTED
    confirmed = row.decision is Decision.CONFIRMED and not rejected
    return finding.model_copy(
        update={
            **fields,
            "decision": Decision.CONFIRMED if confirmed else finding.decision,
            "history": (*finding.history, step),
            "version": step.version,
        }
    )


def _step(version: int, action: str, row: Outside, now: datetime) -> Step:
    note = " ".join(part for part in (row.name, row.reference) if part)
    return Step(
        version=version,
        at=now,
        actor=row.source,
        action=action,
        cause=row.cause,
        note=note,
        decision=Decision.CONFIRMED if row.decision is Decision.CONFIRMED else None,
    )
