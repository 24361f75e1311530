"""The columns of every kind of file, with the names that a header may use for them: data."""

from collections.abc import Mapping

from shared.intake.columns.figures import ENQUIRIES, SCORES
from shared.intake.columns.observed import ARTICLES, FINDINGS, OBSERVATIONS
from shared.intake.columns.registry import TARGETS, UNITS
from shared.intake.columns.rulesets import ABOLISHED, LINKS, ROSTER, TERMS, WORDING
from shared.tables.model import Schema

SCHEMAS: Mapping[str, Schema] = {
    schema.kind: schema
    for schema in (
        UNITS,
        TARGETS,
        ENQUIRIES,
        SCORES,
        OBSERVATIONS,
        ARTICLES,
        FINDINGS,
        WORDING,
        ROSTER,
        TERMS,
        LINKS,
        ABOLISHED,
    )
}
"""By the name that `xuncha template` takes."""
