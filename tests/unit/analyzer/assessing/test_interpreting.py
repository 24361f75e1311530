"""What pages show of policy documents and their interpretations."""

import pytest

from services.analyzer.domain.assessing.interpreting import interpreted, linked
from services.analyzer.domain.findings import Reading
from shared.contracts.article import Content, Link
from tests.factories import make_article, make_target


def page(name: str, *links: str) -> Reading:
    url = f"http://www.example.gov.cn/{name}.html"
    to = tuple(Link(url=f"http://www.example.gov.cn/{one}.html", anchor="相关") for one in links)
    return Reading(make_article(id=name, url=url), Content(title=name, links=to), make_target())


@pytest.mark.parametrize(
    ("policy", "reading", "has_one", "both_ways"),
    [
        pytest.param(page("p"), page("i"), False, False, id="no link"),
        pytest.param(page("p", "i"), page("i"), True, False, id="the document links"),
        pytest.param(page("p"), page("i", "p"), True, False, id="the interpretation links"),
        pytest.param(page("p", "x", "i"), page("i", "p"), True, True, id="both ways"),
        pytest.param(page("p", "x"), page("i", "y"), False, False, id="links to others"),
    ],
)
def test_links_between_document_and_interpretation(
    policy: Reading, reading: Reading, *, has_one: bool, both_ways: bool
) -> None:
    assert interpreted([policy], [reading]) == {"p": (has_one,)}
    assert linked([policy], [reading]) == {"i": (both_ways,)}


def test_one_link_is_enough_among_many() -> None:
    policies, readings = [page("p"), page("q")], [page("i", "q"), page("j")]

    assert interpreted(policies, readings) == {"p": (False,), "q": (True,)}
    assert interpreted(policies, []) == {"p": (False,), "q": (False,)}
