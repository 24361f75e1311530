"""解读比例、解读关联: which policy documents have an interpretation, and whether both link. Pure.

What the pages of both show; a document on paper, or one that another site interprets, is for the
person who answers the inspection.
"""

from collections.abc import Sequence

from services.analyzer.domain.assessing.seen import Suggested
from services.analyzer.domain.findings import Reading
from shared.masking import mask_text

POLICIES, INTERPRETATIONS = "policies", "interpretation"
"""Column classes that the two are read from."""


def interpreted(policies: Sequence[Reading], interpretations: Sequence[Reading]) -> Suggested:
    """Say of each policy document whether an interpretation links to it, or it to one."""
    return {
        one.article.id: (
            any(_links(one, other) or _links(other, one) for other in interpretations),
        )
        for one in policies
    }


def linked(policies: Sequence[Reading], interpretations: Sequence[Reading]) -> Suggested:
    """Say of each interpretation whether it and a policy document link to each other both ways."""
    return {
        one.article.id: (any(_links(one, other) and _links(other, one) for other in policies),)
        for one in interpretations
    }


def _links(one: Reading, other: Reading) -> bool:
    """Tell whether a page links to another; addresses of articles are masked, so links are too."""
    return any(mask_text(link.url) == other.article.url for link in one.content.links)
