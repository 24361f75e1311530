"""Every indicator of the trade is measured, judged by findings, or looked at by a person."""

from datetime import date

import pytest

from services.analyzer.domain.assessing.checks import CHECKS, FINDINGS, INSPECTION
from services.analyzer.domain.rules import RULES
from shared.contracts.profile import Part
from tests.unit.analyzer.assessing.cases import item, library, national

MEASURED, FOUND, LOOKED = "measured", FINDINGS, INSPECTION
DAY = date(2021, 3, 1)
DETECTED = "detected"
"""By findings that our detectors make; a person confirms them."""

TABLE = {
    **dict.fromkeys(("WV1.1", "WV1.3", "WV1.4"), DETECTED),
    **dict.fromkeys(("WV1.5", "WV2", "WV3", "WV4.a", "WV4.b", "WV4.c"), MEASURED),
    **dict.fromkeys(("WV5.a", "WV5.b"), MEASURED),
    **dict.fromkeys(("WV6.a", "WV6.b", "WV6.c"), LOOKED),
    **dict.fromkeys(("WV1.2", "WV1.6"), FOUND),
    **dict.fromkeys(("MV1.1", "MV1.3"), DETECTED),
    **dict.fromkeys(("MV1.2", "MV1.4", "MV2.c", "MV3.b"), FOUND),
    "MV2.a": MEASURED,
    **dict.fromkeys(("MV2.b", "MV3.a"), LOOKED),
    "PB1": DETECTED,
    **dict.fromkeys(("PB2", "PB3", "PB4", "PB5", "RG1", "RG2", "RG3", "RG4"), MEASURED),
    "RG5": LOOKED,
    **dict.fromkeys(("D1.4", "D1.5", "D1.6", "D1.9", "D2.5", "D3.2"), MEASURED),
    **dict.fromkeys(("D4.1", "D4.2", "D4.3", "D4.5", "D4.6", "D4.8"), MEASURED),
    **dict.fromkeys(("D1.1", "D1.2", "D1.3", "D1.7", "D1.8"), LOOKED),
    **dict.fromkeys(("D2.1", "D2.2", "D2.3", "D2.4", "D3.1", "D3.3", "D3.4", "D3.5"), LOOKED),
    **dict.fromkeys(("D4.4", "D4.7"), LOOKED),
    "B1.1": MEASURED,
    **dict.fromkeys(("B1.2", "B2.1", "B3.1", "B4.1", "B4.2", "B4.3", "B5.1"), LOOKED),
}
"""Items of 国办秘函〔2019〕19号, 国办公开办函〔2019〕61号, the registry; who decides each."""


def test_the_profile_has_every_indicator_and_no_other() -> None:
    assert {one.id for one in national().items} == set(TABLE)


@pytest.mark.parametrize(("key", "how"), TABLE.items())
def test_each_indicator_is_decided_in_the_way_that_was_agreed(key: str, how: str) -> None:
    one = item(key)
    if how == MEASURED:
        assert one.check in CHECKS
    elif how == LOOKED:
        assert one.check == INSPECTION
        assert one.form, "a person is asked something"
    else:
        assert one.check == FINDINGS
        assert bool(set(one.rules) & set(RULES)) == (how == DETECTED)


def test_every_measurement_is_used_by_a_packaged_profile() -> None:
    files = [library().profile(name, DAY) for name in library().names]
    assert {one.check for profile in files for one in profile.items} >= set(CHECKS)


def test_parts_bring_points_only_where_the_scheme_has_points() -> None:
    for one in national().items:
        if one.part in {Part.VETO, Part.PROBLEM}:
            assert one.points is None
        else:
            assert one.portals_only
