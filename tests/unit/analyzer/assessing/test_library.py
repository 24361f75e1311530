from datetime import date

import pytest

from services.analyzer.domain.assessing.library import Library, ProfileError
from services.analyzer.domain.assessing.telling import differences, explained, unconfirmed
from services.analyzer.domain.rules import RULES
from shared.contracts.profile import Certainty
from shared.errors import PermanentError
from tests.unit.analyzer.assessing.cases import item, library, national

BASE = """\
name: base
title: 示例
valid_from: 2020-01-01
columns:
  - {name: news, titles: [动态要闻], days: 14}
items:
  - id: WV2
    title: 站点无法访问
    part: veto
    kinds: [website]
    rule: availability.site
    check: unreachable
    limits: {days: 7, probes: 140, share: 0.05, hours: 2}
"""
OVER = "name: over\ntitle: 本地\nbase: base\nvalid_from: 2020-01-01\n"


def loaded(*texts: str) -> Library:
    return Library({f"{n}.yaml": text for n, text in enumerate(texts)}, RULES)


@pytest.mark.parametrize(
    ("texts", "place", "told"),
    [
        pytest.param(
            (BASE.replace("check: unreachable", "check: unreacheable"),),
            "0.yaml, line 12",
            "did you mean unreachable",
            id="unknown check",
        ),
        pytest.param(
            (BASE.replace("availability.site", "nowhere.site"),),
            "0.yaml, line 11",
            "is no rule",
            id="a rule of no family",
        ),
        pytest.param(
            (BASE.replace("unreachable", "findings\n    rules: [wording.serius]"),),
            "0.yaml, line 13",
            "did you mean wording.serious",
            id="unknown rule",
        ),
        pytest.param(
            (BASE + "    points: -1\n",), "0.yaml, line 14", "`points`", id="a negative point"
        ),
        pytest.param(
            (BASE.replace("days: 7, ", ""),),
            "0.yaml, line 13",
            "no window or limit `days`",
            id="missing window",
        ),
        pytest.param(
            (BASE.replace("share: 0.05", "share: 5"),), "0.yaml, line 13", "0.05", id="percent"
        ),
        pytest.param(
            (BASE.replace("days: 7", "days: -7"),), "0.yaml, line 13", "negative", id="negative"
        ),
        pytest.param(
            (BASE, BASE.replace("2020-01-01", "2021-01-01")),
            "1.yaml, line 3",
            "overlaps that of 0.yaml",
            id="overlapping validity",
        ),
        pytest.param(
            (BASE + "base: over\n", OVER), "0.yaml, line 14", "cycle: base → over", id="a cycle"
        ),
        pytest.param(
            (BASE, OVER.replace("base: base", "base: bass")),
            "1.yaml, line 3",
            "name one of: base",
            id="unknown base",
        ),
        pytest.param(
            (BASE, OVER + "items:\n  - {id: WV2, limits: {share: 2}}\n"),
            "1.yaml, line 6",
            "0.05",
            id="a fault of the overlay is the overlay's",
        ),
        pytest.param((BASE + "itms: []\n",), "0.yaml, line 14", "items", id="unknown field"),
        pytest.param((BASE + "items: []\n",), "0.yaml, line 14", "keep one", id="twice"),
        pytest.param(
            (BASE + "    colour: red\n",), "0.yaml, line 14", "`colour`", id="unknown field of item"
        ),
        pytest.param(
            (BASE + "  - {id: WV3, title: 首页}\n",), "0.yaml, line 14", "`part`", id="half an item"
        ),
        pytest.param((BASE + "x: &a [*a]\n",), "0.yaml, line 14", "anchors", id="anchor"),
        pytest.param(("- a\n",), "0.yaml, line 1", "no mapping", id="no mapping"),
        pytest.param((BASE + "a: [\n",), "0.yaml, line 15", "no YAML", id="no YAML"),
        pytest.param(
            (BASE.replace("valid_from: 2020-01-01", "valid_from: soon"),),
            "0.yaml, line 3",
            "2019-04-01",
            id="no date",
        ),
        pytest.param(
            (BASE + "valid_to: 2019-01-01\n",), "0.yaml, line 14", "ends before", id="backwards"
        ),
        pytest.param(
            (BASE.replace("2020-01-01", "2021-01-01"), OVER),
            "1.yaml, line 3",
            "is not valid on 2020-01-01",
            id="base begins later",
        ),
    ],
)
def test_a_bad_profile_is_refused_with_file_line_and_mend(
    texts: tuple[str, ...], place: str, told: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        loaded(*texts)

    assert place in str(caught.value)
    assert told in str(caught.value)


def test_an_overlay_changes_adds_and_switches_off() -> None:
    more = BASE.partition("items:\n")[2].replace("WV2", "XX1")
    text = OVER + "items:\n  - {id: WV2, limits: {share: 0.1}}\n" + more
    over = loaded(BASE, text).profile("over", date(2021, 1, 1))

    assert over.items[0].limits == {"days": 7, "probes": 140, "share": 0.1, "hours": 2}
    assert [one.id for one in over.items] == ["WV2", "XX1"]
    off = loaded(BASE, OVER + "items:\n  - {id: WV2, enabled: false}\n")
    assert not off.profile("over", date(2021, 1, 1)).items[0].enabled


def test_a_profile_has_another_content_after_its_date() -> None:
    first = BASE + "valid_to: 2020-12-31\n"
    second = BASE.replace("2020-01-01", "2021-01-01").replace("0.05", "0.1")
    both = loaded(first, second)

    assert both.profile("base", date(2020, 12, 31)).items[0].limits["share"] == 0.05
    assert both.profile("base", date(2021, 1, 1)).items[0].limits["share"] == 0.1
    with pytest.raises(PermanentError, match="not valid on 2019-12-31"):
        both.profile("base", date(2019, 12, 31))
    with pytest.raises(PermanentError, match="there are: base"):
        both.profile("bose", date(2021, 1, 1))


def test_the_packaged_profiles_are_sound() -> None:
    assert library().names == ["example-city", "example-province", "national-2019"]
    city = library().profile("example-city", date(2021, 3, 1))
    assert city.bases == ("example-province", "national-2019")
    assert item("MV2.a", city).limits == {"days": 10}


def test_unconfirmed_values_are_marked_and_none_of_them_takes_points() -> None:
    unsure = set(unconfirmed(national()))
    confirmed = [one for one in national().items if one.points is not None]

    assert {one.id: one.points for one in confirmed} == {"D1.5": 5, "D2.5": 2, "D3.2": 3}
    assert {one.points_certainty for one in confirmed} == {Certainty.CONFIRMED}
    assert {"WV6.b", "MV3.b", "D1.4", "D4.2", "B5.1"} <= unsure
    assert unsure & {"WV2", "WV3", "WV4.a", "MV2.a", "D1.5"} == set()
    assert explained(national(), item("D1.4"))["points_certainty"] == "分值未知"


def test_the_difference_of_two_profiles_names_every_field() -> None:
    city = library().profile("example-city", date(2021, 3, 1))
    rows = differences(national(), city)

    limits = {"where": "MV2.a", "field": "limits", "before": {"days": 14}, "after": {"days": 10}}
    assert limits in rows
    assert {"where": "MX1", "field": "", "before": "—", "after": "有"} in rows
    assert differences(national(), national()) == []
