import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyzer.domain.assessing.score import fails, ranks, score
from shared.contracts.assessment import Assessment, Points, Reason, Verdict
from shared.contracts.profile import Part
from tests.factories import make_target
from tests.unit.analyzer.assessing.cases import DAY, item, national, with_items


def reason(part: Part, points: float | None, **fields: object) -> Reason:
    given_ = {
        "item": "D1.5",
        "title": "政策文件",
        "part": part,
        "rule": "freshness.policies",
        "verdict": Verdict.VIOLATING if part is Part.DEDUCTION else Verdict.COMPLIANT,
        "counts": True,
        "points": points,
        "text": "。",
    }
    return Reason.model_validate({**given_, **fields})


def total(taken: float, given_: float = 0.0, *, services: bool = True) -> float:
    reasons = [reason(Part.DEDUCTION, taken), reason(Part.BONUS, given_)]
    return score(national(), make_target(has_services=services), reasons).total


@pytest.mark.parametrize(
    ("taken", "bonus", "points"),
    [
        pytest.param(0, 0, 100, id="nothing wrong"),
        pytest.param(1.3, 0, 98.7, id="one decimal"),
        pytest.param(20, 30, 80, id="eighty itself gets no bonus"),
        pytest.param(19.9, 30, 110.1, id="above eighty does"),
        pytest.param(0, 45, 130, id="no more than thirty"),
        pytest.param(200, 0, 0, id="never below nothing"),
    ],
)
def test_points(taken: float, bonus: float, points: float) -> None:
    assert total(taken, bonus) == points


@pytest.mark.parametrize(("taken", "points"), [(0, 100), (15, 80), (30, 60), (30.1, 59.9)])
def test_a_site_without_services_earns_its_points_out_of_seventy_five(
    taken: float, points: float
) -> None:
    assert total(taken, services=False) == points


@pytest.mark.parametrize(("points", "failed"), [(59.9, True), (60, False)])
def test_sixty_itself_passes(points: float, *, failed: bool) -> None:
    assert fails(national(), Points(total=points)) is failed


def test_what_could_still_lower_it_makes_a_score_provisional() -> None:
    unanswered = reason(Part.DEDUCTION, 0.0, verdict=Verdict.NOT_OBSERVED, item="D1.1")
    unknown = reason(Part.DEDUCTION, None, item="D1.4")
    profile = with_items(item("D1.4"), item("D1.5"))

    points = score(profile, make_target(), [unanswered, unknown, reason(Part.DEDUCTION, 5.0)])

    assert (points.total, points.provisional, points.open_items) == (95, True, ("D1.1", "D1.4"))


@settings(deadline=None)
@given(st.floats(0, 120), st.floats(0, 30), st.floats(0, 40), st.booleans())
def test_one_more_deduction_never_raises_a_score(
    taken: float, more: float, bonus: float, services: bool
) -> None:
    assert total(taken + more, bonus, services=services) <= total(taken, bonus, services=services)


def test_equal_totals_share_a_rank() -> None:
    def scored(target: str, points: float) -> Assessment:
        return Assessment(
            target=target,
            unit="u",
            kind="website",
            quarter="2020Q4",
            on=DAY,
            profile="p",
            profile_digest="d",
            verdict=Verdict.COMPLIANT,
            points=Points(total=points),
        )

    placed = ranks([scored("a", 98.7), scored("b", 99.1), scored("c", 98.7), scored("d", 90)])

    assert placed == {"b": 1, "a": 2, "c": 2, "d": 4}
