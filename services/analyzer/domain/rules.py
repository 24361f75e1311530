"""All rules, and running them over a text."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.analyzer.domain.detectors import personal, wording
from services.analyzer.domain.rule import Hit, Rule

RULES: Mapping[str, Rule] = {rule.id: rule for rule in (*wording.RULES, *personal.RULES)}

Detector = Callable[[str], Iterable[Hit]]


@dataclass(frozen=True)
class RuleSet:
    """The detectors with the lists they run on.

    Attributes:
        version: changes with every list; named by each finding and analysis.
        detectors: run in this order.
    """

    version: str
    detectors: tuple[Detector, ...]

    def detect(self, text: str) -> list[Hit]:
        """Run every detector; hits in the order of the text."""
        hits = [hit for detector in self.detectors for hit in detector(text)]
        return sorted(hits, key=lambda hit: (hit.span, hit.rule))


def rule_set(forms: Sequence[wording.WrongForm]) -> RuleSet:
    """Put the rules and a lexicon together."""
    lexicon = wording.Lexicon(tuple(forms))
    digest = hashlib.sha256()
    for rule in RULES.values():
        digest.update(repr(rule).encode())
    for form in forms:
        digest.update(repr(form).encode())
    return RuleSet(digest.hexdigest()[:16], (lexicon.detect, personal.resident_id))
