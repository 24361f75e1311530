import random

import pytest
from selectolax.lexbor import LexborHTMLParser

from services.crawler.domain import links
from services.crawler.domain.anchors import anchors
from services.crawler.domain.links import read_links

URL = "http://www.example.cn:8080/zwgk/2020/t1.html"
PIECES = (
    '<a href="/a/b.html">甲</a>',
    '<a href="c.html" title="a > b" target=_blank>乙 &amp; 丙</a>',
    "<a class=x href='?page=2'>下一页</a>",
    '<A HREF="../up.html?a=1&amp;b=2&copy=3">上\r\n  级</A>',
    '<a href="//other.example.cn/x"><span style="color:red">丁</span><img src=x alt="b"></a>',
    '<a name="top"></a><a href="#top">顶</a><a href="javascript:void(0)">空</a>',
    '<a title="href=" href="d.html" href="e.html">重</a>',
    '<a href="f.html" title="x>y">戊</a><a href=" g.html ">己</a>',
    "<abbr>a</abbr><address>b</address><article>c</article>",
    '<a href="h.html">庚 <abbr title="x">辛</abbr></a>',
)
WILD = (
    "<!-- <a href='/comment.html'>注</a> -->",
    '<script>var s = "<a href=/script.html>x</a>";</script>',
    "<textarea><a href=/area.html>x</a></textarea>",
    "<a href=/open.html>没有关",
    "<a href=/1.html>外<a href=/2.html>内</a></a>",
    "<a href=/block.html><div></a>块</div>",
    '<table><a href="/table.html">表</a><tr><td>x</td></tr></table>',
    "<select><option><a href=/select.html>x</a></select>",
    "<p><a href=/p.html><p>段</p></a></p>",
    '<a href="/unclosed.html>x</a><p title="y">',
    "<template><a href=/template.html>x</a></template>",
    "<svg><a href=/svg.html><text>x</text></a></svg>",
    '<a href="/alt.html">前<img alt="</a>">后</a>',
    "</a><a/href=/slash.html>x</a>",
    "<a\0href=/nul.html>x</a>",
)


def from_tree(html: str, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], str]:
    with monkeypatch.context() as patch:
        patch.setattr(links, "anchors", lambda _: None)
        return told(html)


def told(html: str) -> tuple[dict[str, str], str]:
    read, following = read_links(LexborHTMLParser(html), URL, html)
    return {one.url: one.anchor for one in read}, following


def test_links_are_read_from_the_source_as_from_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    html = "<p>文</p>".join(PIECES)

    written = anchors(html)
    assert written is not None
    assert (written.openings, len(written.links)) == (html.lower().count("<a "), 11)
    assert told(html) == from_tree(html, monkeypatch)
    assert len(told(html)[0]) == 9


@pytest.mark.parametrize("wild", WILD)
def test_where_source_and_tree_may_differ_the_tree_is_right(
    wild: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = PIECES[0] + wild + PIECES[1]

    assert told(html) == from_tree(html, monkeypatch)


def test_no_link_of_the_tree_is_ever_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)  # noqa: S311 - markup, not secrets
    read_from_source = 0
    for _ in range(3_000):
        html = "".join(chance.choices(PIECES + WILD * (chance.random() < 0.5), k=8))
        if chance.random() < 0.3:
            place = chance.randrange(len(html))
            html = html[:place] + chance.choice("<>\"'/a& ") + html[place + 1 :]
        read_from_source += bool(anchors(html))
        expected, following = from_tree(html, monkeypatch)
        found = told(html)

        assert found[0].keys() >= expected.keys(), html
        assert found[1] == following, html
    assert read_from_source > 1_000
