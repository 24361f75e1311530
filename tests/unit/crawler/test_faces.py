"""What counts as another face, and which addresses are looked at twice."""

import pytest

from services.crawler.domain.faces import differ, front_of, is_asked, other_face
from shared.contracts.article import Content, Link, article_id
from shared.contracts.base import identity

STORY = "会议听取汇报，研究部署下一阶段工作，要求各县区抓好落实，确保完成全年目标任务。"
GAMBLING = "注册送彩金，百家乐、老虎机、体育投注应有尽有，客服在线，提款秒到账，欢迎光临娱乐城。"
LINK = Link(url="http://bet.example.com/", anchor="博彩")


@pytest.mark.parametrize(
    ("title", "text", "differs"),
    [
        ("工作动态", STORY * 3, False),
        ("工作动态", STORY * 3 + "浏览 1024 次 2021-01-30 09:00:59", False),
        ("工作动态", STORY * 3 + GAMBLING * 2, True),
        ("澳门娱乐", STORY * 3, True),
        ("澳门娱乐", GAMBLING, True),
    ],
)
def test_numbers_and_times_make_no_other_face(title: str, text: str, *, differs: bool) -> None:
    first = Content(title="工作动态", text=STORY * 3 + "浏览 1023 次 2021-01-30 09:00:00")
    assert differ(first, Content(title=title, text=text)) is differs


def test_every_address_has_its_day_and_none_is_asked_where_that_is_off() -> None:
    addresses = [identity("address", str(n)) for n in range(200)]
    asked = [sum(is_asked(one, day, 20) for day in range(20)) for one in addresses]
    assert set(asked) == {1}
    assert 0 < sum(is_asked(one, 0, 20) for one in addresses) < 40
    assert not any(is_asked(one, day, 0) for one in addresses for day in range(20))


def test_another_face_is_another_version_and_brings_its_own_links_only() -> None:
    shared_link = Link(url="https://www.example.gov.cn/")
    first = Content(title="工作动态", text=STORY, links=(shared_link,))
    second = Content(title="澳门娱乐", text=GAMBLING, links=(shared_link, LINK))
    other = other_face(first, second)
    assert other.links == (LINK,)
    faced = first.model_copy(update={"elsewhere": other})
    assert article_id("site-a", faced) != article_id("site-a", first)


def test_a_front_page_is_compared_by_title_and_visible_text() -> None:
    front = front_of("<title>示例县 政府</title><script>x()</script><p>要闻</p>", (LINK,))
    assert (front.title, front.text, front.links) == ("示例县 政府", "要闻", (LINK,))
