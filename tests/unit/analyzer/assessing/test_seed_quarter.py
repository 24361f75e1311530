"""The quarter of the notice: verdicts from observations, as the reporter counts them."""

from collections import Counter
from datetime import date, timedelta

from services.analyzer.domain.assessing.case import Registry
from services.analyzer.domain.assessing.daily import Standing, judge, roster, step
from services.analyzer.domain.assessing.facts import DayFacts
from services.analyzer.domain.assessing.ledger import begin
from services.analyzer.domain.assessing.verdict import assess
from shared.contracts.assessment import Assessment, Verdict
from shared.contracts.target import TargetKind
from tests.unit.analyzer.assessing.cases import listed, national
from tests.unit.reporter import quarter

FIRST = date(2020, 12, 14)


def observed(kind: TargetKind, day: date) -> DayFacts:
    facts = listed(date(2020, 12, 13) if kind is not TargetKind.WEBSITE else day)
    return facts._replace(valid=24) if kind is TargetKind.WEBSITE else facts


def assessed(unseen: str = "") -> dict[str, Assessment]:
    """Watch the seed's city for a week and judge it."""
    facts = quarter.facts()
    registry = Registry({unit.id: unit.name for unit in facts.units})
    last = FIRST + timedelta(days=6)
    known = roster(facts.targets, registry, facts.enquiries, last)
    standings = {key: Standing(begin(FIRST)) for key in known.targets}
    for n in range(7):
        day = FIRST + timedelta(days=n)
        seen = {
            key: observed(target.kind, day)
            for key, target in known.targets.items()
            if key != unseen
        }
        step(known, standings, seen, day, national())
    return {
        one.case.target.id: assess(
            one.case,
            one.measured,
            [each for each in facts.findings if each.target == one.case.target.id],
        )
        for one in judge(known, standings, known.targets, national(), {})
    }


def test_the_seeds_verdicts_come_from_what_was_observed() -> None:
    said = assessed()

    counts = Counter((one.kind, one.verdict) for one in said.values())
    assert counts == {
        (TargetKind.WEBSITE, Verdict.VIOLATING): 1,
        (TargetKind.WEBSITE, Verdict.COMPLIANT): 8,
        (TargetKind.COLUMN, Verdict.VIOLATING): 2,
        (TargetKind.COLUMN, Verdict.COMPLIANT): 34,
        (TargetKind.ACCOUNT, Verdict.VIOLATING): 3,
        (TargetKind.ACCOUNT, Verdict.COMPLIANT): 139,
    }
    failed = {key for key, one in said.items() if one.verdict is Verdict.VIOLATING}
    assert failed == {target for target, _ in quarter.WORDING}


def test_our_verdicts_agree_with_the_reporters_figures() -> None:
    report = quarter.report()
    said = assessed()

    for kind in TargetKind:
        figure = report[f"{kind.value}s"]  # type: ignore[literal-required]
        of_kind = [one.verdict for one in said.values() if one.kind is kind]
        assert of_kind.count(Verdict.VIOLATING) == figure["unqualified"]
        assert of_kind.count(Verdict.NOT_OBSERVED) == figure["not_observed"]
        assert len(of_kind) - of_kind.count(Verdict.NOT_OBSERVED) == figure["checked"]


def test_what_was_not_seen_is_no_verdict_unless_a_veto_was_confirmed() -> None:
    assert assessed(unseen="site-fengqing")["site-fengqing"].verdict is Verdict.NOT_OBSERVED
    assert assessed(unseen="site-linxiang")["site-linxiang"].verdict is Verdict.VIOLATING
