"""A defect that several report counts once; what only looks alike counts apart."""

from datetime import UTC, date, datetime
from typing import Any

from services.analyzer.assessing.schemes import library
from services.analyzer.domain.findings import Analysed
from services.analyzer.domain.merge import replaced, same_place, taken_in, with_alias
from services.analyzer.domain.outside import Outside, Source, again, alone, joined, judged
from shared.contracts.finding import Decision, Effect, Finding, Severity
from tests.factories import make_finding, make_occurrence, make_target

NOW = datetime(2021, 1, 30, 1, tzinfo=UTC)
URL = "https://www.example.gov.cn/a.html"


def row(**fields: Any) -> Outside:
    values: dict[str, Any] = {
        "name": "7",
        "target": "county",
        "rule": "wording.serious",
        "effect": Effect.VETO,
        "severity": Severity.SERIOUS,
        "found_on": date(2020, 12, 14),
        "source": Source.PROVINCE,
        "decision": Decision.CONFIRMED,
        "excerpt": "原文摘录",
        "url": URL,
        "reference": "",
        **fields,
    }
    return Outside(**values)


def detected(key: str, **fields: Any) -> Finding:
    values: dict[str, Any] = {
        "id": key,
        "target": "county",
        "rule": "wording.serious",
        "url": URL,
        "sources": ("monitor",),
        "article": "article",
        "decision": Decision.SUSPECTED,
        "version": 1,
        "history": (),
        **fields,
    }
    return make_finding(**values)


def outside(**fields: Any) -> Finding:
    return alone(row(**fields), make_target(id="county"), NOW)


def test_a_report_joins_what_we_found_on_the_same_target_rule_and_address() -> None:
    found = detected("d")
    assert same_place(row(url="https://WWW.example.gov.cn/a.html#p2"), [found]) is found
    after = joined(found, row(), NOW)
    assert after.sources == ("monitor", "province")
    assert (after.decision, after.version) == (Decision.CONFIRMED, 2)


def test_a_report_of_something_else_stands_by_itself() -> None:
    found = detected("d")
    assert same_place(row(url=URL + "?b"), [found]) is None
    assert same_place(row(rule="wording.typo"), [found]) is None
    assert same_place(row(target="other"), [found]) is None
    assert same_place(row(url=""), [detected("d", url="")]) is None


def test_the_excerpt_decides_between_several() -> None:
    near = [detected("a", excerpt="别的话"), detected("b", excerpt="有 原文摘录 的话")]
    found = same_place(row(), near)
    assert found is not None
    assert found.id == "b"


def test_two_rows_of_one_source_on_one_page_are_two_defects() -> None:
    after = joined(detected("d"), row(name="1"), NOW)
    assert same_place(row(name="2"), [after]) is None


def test_a_row_that_joined_is_known_again() -> None:
    after = joined(detected("d"), row(), NOW)
    assert same_place(row(excerpt="另写"), [after]) is after


def test_two_sources_report_one_defect() -> None:
    first = outside()
    found = same_place(row(source=Source.CYBERSPACE, name="c-1"), [first])
    assert found is first


def test_a_row_of_our_own_monitoring_is_what_we_found() -> None:
    found = detected("d")
    assert same_place(row(source=Source.MONITOR), [found]) is found


def test_what_is_detected_later_joins_the_report() -> None:
    told, found = outside(), detected("d")
    pairs = taken_in([found], [told])
    assert pairs == {"d": told}
    merged = with_alias(told, found, NOW)
    assert merged.sources == ("province", "monitor")
    place = make_occurrence(finding="d", article="article")
    after = replaced(Analysed((found,), (place,)), {"d": merged})
    assert [one.id for one in after.findings] == [told.id]
    assert [one.finding for one in after.occurrences] == [told.id]


def test_a_report_takes_in_one_detected_finding_and_knows_it_again() -> None:
    told, first, second = outside(), detected("d"), detected("e")
    merged = with_alias(told, first, NOW)
    assert taken_in([first, second], [merged]) == {"d": merged}


def test_a_file_never_takes_back_what_a_person_decided() -> None:
    rejected = outside().model_copy(update={"decision": Decision.REJECTED})
    assert again(rejected, row(excerpt="neu"), NOW).decision is Decision.REJECTED
    confirmed = outside()
    later = again(confirmed, row(decision=Decision.SUSPECTED), NOW)
    assert later.decision is Decision.CONFIRMED


def test_ids_of_the_reporter_keep_rows_apart_and_an_excerpt_does_without() -> None:
    assert row(name="1").id != row(name="2").id
    assert row(name="1", excerpt="a").id == row(name="1", excerpt="b").id
    assert row(name="", excerpt="a").id != row(name="", excerpt="b").id


def test_a_finding_of_another_service_has_a_title_and_not_an_id() -> None:
    assert outside(rule="registry.unfiled").title == "变更未按时报备"
    assert outside(rule="wording.serious").title == "严重表述错误"


def test_a_row_takes_from_its_indicator_what_it_leaves_open() -> None:
    items = {
        item.rule: item for item in library({}).profile("national-2019", date(2020, 12, 1)).items
    }
    bare = row(
        rule="freshness.account",
        effect=Effect.PROBLEM,
        severity=Severity.ORDINARY,
        open=frozenset({"effect", "severity"}),
    )

    told = judged(bare, items)
    assert (told.title, told.effect) == ("内容不更新", Effect.VETO)
    assert alone(told, make_target(id="county"), NOW).title == "内容不更新"
    kept = judged(row(rule="freshness.account", effect=Effect.PROBLEM), items)
    assert kept.effect is Effect.PROBLEM, "the file says it itself"
    assert judged(row(rule="service.own", title=""), items).title == ""
