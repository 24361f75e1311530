"""What the analyzer counts."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge

from services.analyzer.corrector import Asked
from services.analyzer.domain.rules import RULES
from services.analyzer.domain.unread import PARTS
from shared.contracts.assessment import Verdict
from shared.contracts.finding import Decision, Proof
from shared.contracts.target import TargetKind
from shared.metrics import labelled, state_gauge

DECIDED = (Decision.CONFIRMED, Decision.REJECTED)
"""What people say of a finding; in the order in which they are counted."""


@dataclass(frozen=True)
class AnalyzerMetrics:
    """The analyzer's own metrics."""

    articles: Counter
    unread: Counter
    findings: Counter
    proofs: Counter
    swaps: Counter
    reanalysed: Counter
    days: Counter
    corrections: Counter
    asked: Counter
    standing: Gauge
    decided: Gauge
    verdicts: Gauge

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
        unread = Counter(
            "xuncha_analyzer_unread",
            "Parts of articles that no rule could judge: of pages, or attachments by outcome.",
            ("part",),
            registry=registry,
        )
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
        standing = state_gauge(
            "xuncha_analyzer_findings_held",
            "Findings in the store by rule and decision.",
            ("rule", "decision"),
            registry=registry,
        )
        decided = state_gauge(
            "xuncha_analyzer_rule_decisions",
            "What people decided last of a rule's findings; precision is the confirmed share.",
            ("rule", "decision"),
            registry=registry,
        )
        asked = Counter(
            "xuncha_analyzer_corrector",
            "Texts for the model-based corrector, by outcome.",
            ("outcome",),
            registry=registry,
        )
        verdicts = state_gauge(
            "xuncha_analyzer_targets",
            "Targets assessed in the quarter by kind and verdict; coverage is the observed share.",
            ("kind", "verdict"),
            registry=registry,
        )
        return cls(
            articles,
            labelled(unread, PARTS),
            findings,
            proofs,
            swaps,
            reanalysed,
            days,
            corrections,
            labelled(asked, Asked),
            labelled(standing, RULES, Decision),
            labelled(decided, RULES, DECIDED),
            labelled(verdicts, TargetKind, Verdict),
        )
