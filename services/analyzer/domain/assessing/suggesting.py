"""Which inspected items the machine can suggest an answer to. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from services.analyzer.domain.assessing.guides import (
    GUIDES,
    complete,
    enough,
    few_missing,
    offered,
)
from services.analyzer.domain.assessing.interpreting import (
    INTERPRETATIONS,
    POLICIES,
    interpreted,
    linked,
)
from services.analyzer.domain.assessing.seen import See

SEEN: Mapping[str, See] = MappingProxyType(
    {
        "service.interpreted": See((POLICIES, INTERPRETATIONS), interpreted),
        "link.interpretation": See((POLICIES, INTERPRETATIONS), linked),
        "service.none": See((GUIDES,), offered),
        "service.few_guides": See((GUIDES,), enough),
        "service.guides": See((GUIDES,), few_missing),
        "service.guide": See((GUIDES,), complete),
    }
)
"""By the rule of the item."""
