"""What the crawler brings beside the text reaches the detectors."""

from datetime import timedelta

from services.analyzer.domain.findings import Reading
from shared.contracts.article import Content
from tests.factories import NOW, make_article, make_content, make_target


def test_the_other_face_and_the_look_without_the_article_are_seen() -> None:
    other = Content(title="澳门娱乐", text="注册送彩金")
    content = make_content(elsewhere=other)
    article = make_article(missing_at=NOW - timedelta(hours=1))

    view = Reading(article, content, make_target()).view

    assert view.elsewhere == other
    assert view.missing_at == NOW - timedelta(hours=1)
