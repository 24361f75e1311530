"""What the analyzer counts."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter

from services.analyzer.domain.rules import RULES
from shared.contracts.finding import Proof


@dataclass(frozen=True)
class AnalyzerMetrics:
    """The analyzer's own metrics."""

    articles: Counter
    findings: Counter
    proofs: Counter
    swaps: Counter
    reanalysed: Counter
    days: Counter
    corrections: Counter

    @classmethod
    def register(cls, registry: CollectorRegistry) -> "AnalyzerMetrics":
        """Create them, with every label value at zero so that a zero can be seen."""
        findings = Counter(
            "xuncha_analyzer_findings",
            "Findings that were new, by rule.",
            ("rule",),
            registry=registry,
        )
        proofs = Counter(
            "xuncha_analyzer_proofs", "Re-checks by answer.", ("proof",), registry=registry
        )
        for rule in RULES:
            findings.labels(rule)
        for proof in Proof:
            proofs.labels(proof)
        articles = Counter("xuncha_analyzer_articles", "Articles analysed.", registry=registry)
        swaps = Counter(
            "xuncha_analyzer_rule_swaps", "Rule sets taken into force.", registry=registry
        )
        reanalysed = Counter(
            "xuncha_analyzer_reanalysed",
            "Articles read again because the rules had changed.",
            registry=registry,
        )
        days = Counter(
            "xuncha_analyzer_assessed_days", "Days that were assessed.", registry=registry
        )
        corrections = Counter(
            "xuncha_analyzer_corrections",
            "Assessments corrected because facts came late or people decided.",
            registry=registry,
        )
        return cls(articles, findings, proofs, swaps, reanalysed, days, corrections)
