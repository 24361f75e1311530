from datetime import date, timedelta

import pytest

from services.analyzer.domain.assessing.case import Registry
from services.analyzer.domain.assessing.facts import DayFacts, Links, Marked
from shared.contracts.assessment import Verdict
from shared.contracts.enquiry import Enquiry
from tests.factories import make_target
from tests.unit.analyzer.assessing.cases import (
    DAY,
    account,
    column,
    ledger,
    make_case,
    marked,
    national,
    probed,
    run,
    week,
)

OK, BAD, UNSEEN = Verdict.COMPLIANT, Verdict.VIOLATING, Verdict.NOT_OBSERVED
FOOTER = ("emblem", "site_code", "icp", "police", "host", "contact", "error_report")
PORTAL = make_target(url="http://www.county-a.gov.cn/")


def enquiry(received: date, closed: date | None = None, **fields: object) -> Enquiry:
    given = {"id": f"e-{received}", "unit": "county-a", "target": "site-a"}
    return Enquiry.model_validate({**given, "received_on": received, "closed_on": closed, **fields})


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        pytest.param(enquiry(date(2020, 9, 20)), OK, id="three months, on the day"),
        pytest.param(enquiry(date(2020, 9, 19)), BAD, id="three months and a day"),
        pytest.param(enquiry(date(2020, 9, 19), DAY), OK, id="closed on the day"),
        pytest.param(enquiry(date(2020, 9, 19), DAY + timedelta(days=1)), BAD, id="closed later"),
        pytest.param(enquiry(date(2019, 12, 19)), UNSEEN, id="older than a year"),
        pytest.param(enquiry(date(2019, 12, 20)), BAD, id="a year old"),
        pytest.param(
            enquiry(date(2020, 9, 1), valid=False, invalid_reason="重复"), UNSEEN, id="invalid"
        ),
        pytest.param(enquiry(date(2020, 9, 1), valid=False), BAD, id="invalid without a reason"),
        pytest.param(enquiry(date(2020, 9, 1), channel="finder"), UNSEEN, id="another channel"),
    ],
)
def test_a_message_open_for_more_than_three_months_fails(one: Enquiry, verdict: Verdict) -> None:
    assert run(make_case(enquiries=(one,)), "WV5.b").verdict is verdict


def test_each_missing_footer_mark_is_one_case() -> None:
    full = run(make_case(ledger=marked(Marked(footer=frozenset(FOOTER)))), "D4.2")
    poor = run(make_case(ledger=marked(Marked(footer=frozenset(FOOTER[2:])))), "D4.2")

    assert full.verdict is OK
    assert (poor.verdict, poor.keys) == (BAD, ("emblem", "site_code"))
    assert run(make_case(), "D4.2").verdict is UNSEEN


def test_article_tags_are_asked_of_articles_that_were_read() -> None:
    site = frozenset({"SiteName", "SiteDomain", "SiteIDCode"})

    assert run(make_case(ledger=marked(Marked(tags=site))), "D4.5").verdict is OK
    read = Marked(tags=site, article_tags=frozenset({"ArticleTitle"}))
    assert run(make_case(ledger=marked(read)), "D4.5").keys == ("PubDate", "ContentSource")


@pytest.mark.parametrize(
    ("key", "field"), [("D4.8", "error_report"), ("WV5.a", "enquiry_form"), ("D4.6", "ipv6")]
)
def test_what_must_be_there_is_there_or_fails(key: str, field: str) -> None:
    there, not_there = Marked()._replace(**{field: True}), Marked()._replace(**{field: False})

    assert run(make_case(ledger=marked(there)), key).verdict is OK
    assert run(make_case(ledger=marked(not_there)), key).verdict is BAD
    assert run(make_case(), key).verdict is UNSEEN


def test_ipv6_that_nobody_could_try_is_not_observed() -> None:
    assert run(make_case(ledger=marked(Marked())), "D4.6").verdict is UNSEEN


def links(**fields: frozenset[str]) -> DayFacts:
    return DayFacts(links=Links(**fields))


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        pytest.param([links(dead=frozenset("x"))], OK, id="once"),
        pytest.param([links(dead=frozenset("x"))] * 2, BAD, id="twice"),
        pytest.param(
            [links(dead=frozenset("x")), links(open=frozenset("x")), links(dead=frozenset("x"))],
            OK,
            id="open in between",
        ),
        pytest.param(
            [links(dead=frozenset("x")), links(), links(dead=frozenset("x"))],
            BAD,
            id="unverified in between",
        ),
        pytest.param([links(dead=frozenset("x"), proven=frozenset("x"))], BAD, id="several tries"),
    ],
)
def test_a_link_is_dead_when_two_looks_say_so(days: list[DayFacts], verdict: Verdict) -> None:
    assert run(make_case(ledger=week(days)), "D4.3").verdict is verdict


def test_a_site_that_never_opens_is_not_running() -> None:
    never = make_case(ledger=week([probed(24, 24)] * 7))
    once = make_case(ledger=week([probed(24, 24)] * 6 + [probed(24, 23)]))

    assert run(never, "PB5").verdict is BAD
    assert run(once, "PB5").verdict is OK
    assert run(make_case(), "PB5").verdict is UNSEEN


def test_a_running_site_below_the_portals_domain_must_be_registered() -> None:
    hosts = frozenset({"jtj.county-a.gov.cn", "www.county-a.gov.cn", "news.example.com"})
    seen = ledger({DAY: DayFacts(links=Links(hosts=hosts))})
    known = Registry(hosts=frozenset({"www.county-a.gov.cn"}))

    measured = run(make_case(PORTAL, ledger=seen, registry=known), "RG1")

    assert measured.keys == ("jtj.county-a.gov.cn",)
    all_known = Registry(hosts=hosts)
    assert run(make_case(PORTAL, ledger=seen, registry=all_known), "RG1").verdict is OK


@pytest.mark.parametrize(
    ("subject", "verdict"), [("甲县人民政府", OK), ("乙县某公司", BAD), ("", UNSEEN)]
)
def test_the_subject_of_an_account_is_its_unit(subject: str, verdict: Verdict) -> None:
    assert run(make_case(account(subject=subject)), "RG2").verdict is verdict


@pytest.mark.parametrize(("count", "verdict"), [(1, OK), (2, BAD)])
def test_one_account_for_each_unit_and_platform(count: int, verdict: Verdict) -> None:
    twins = {("county-a", "wechat"): [f"account-{n}" for n in range(count)]}
    case = make_case(account(platform="wechat"), registry=Registry(twins=twins))

    assert run(case, "RG3").verdict is verdict


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("http://www.county-a.gov.cn/", OK),
        ("http://county-a.gov.cn/", BAD),
        ("http://www.county-a.com/", BAD),
        ("http://甲县.政务/", OK),
        ("", UNSEEN),
    ],
)
def test_a_portal_has_a_government_domain(url: str, verdict: Verdict) -> None:
    assert run(make_case(make_target(url=url)), "D4.1").verdict is verdict


def test_a_class_fails_when_none_of_its_columns_is_up_to_date() -> None:
    old, new = date(2020, 6, 19), date(2020, 6, 20)
    stale, fresh = column(1, "政策文件", newest=old), column(2, "政策文件", newest=new)

    assert run(make_case(columns=(stale,)), "D1.5").verdict is BAD
    assert run(make_case(columns=(stale, fresh)), "D1.5").verdict is OK
    assert run(make_case(), "D1.5").verdict is UNSEEN


def test_a_column_that_took_points_elsewhere_takes_none_among_the_others() -> None:
    policies = column(1, "政策文件", newest=date(2020, 1, 1))
    notices = column(2, "通知公告", newest=date(2020, 1, 1))

    assert run(make_case(columns=(policies, notices)), "D1.9").keys == ("column-2",)


def test_the_parts_of_the_disclosure_platform_are_missed_one_by_one() -> None:
    titles = {kind.name: kind.titles[0] for kind in national().columns}
    wanted = next(one for one in national().items if one.id == "RG4").classes
    parts = tuple(column(n, titles[name]) for n, name in enumerate(wanted))

    assert run(make_case(columns=parts), "RG4").verdict is OK
    assert run(make_case(columns=parts[1:]), "RG4").keys == wanted[:1]
    assert run(make_case(columns=(column(1),)), "RG4").verdict is UNSEEN
