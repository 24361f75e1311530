"""Which required marks a start page carries. Pure.

Source: 政府网站发展指引 (国办发〔2017〕47号) on the foot of the page, 找错 and the page tags.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shared.contracts.marks import Footer

TAGS = (
    "SiteName",
    "SiteDomain",
    "SiteIDCode",
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
    "ArticleTitle",
    "PubDate",
    "ContentSource",
    "Keywords",
    "Author",
    "Description",
    "Image",
    "Url",
)
"""The official names."""
_LINK_HINTS: Mapping[Footer, tuple[str, ...]] = {
    Footer.EMBLEM: ("bszs.conac.cn", "dcs.conac.cn"),
    Footer.ICP: ("beian.miit.gov.cn", "miitbeian.gov.cn"),
    Footer.POLICE: ("beian.gov.cn/portal", "beian.mps.gov.cn"),
    Footer.ERROR_REPORT: ("zfwzgl.www.gov.cn", "pucha.kaipuyun.cn/exposure"),
}
_TEXT_HINTS: Mapping[Footer, re.Pattern[str]] = {
    Footer.SITE_CODE: re.compile(r"(?:网站)?标识码\s{0,20}[::]?\s{0,20}[0-9A-Za-z]{10}"),
    Footer.ICP: re.compile(
        r"[\u4e00-\u9fa5]\s{0,20}ICP\s{0,20}备\s{0,20}\d{6,10}\s{0,20}号", re.IGNORECASE
    ),
    Footer.POLICE: re.compile(r"公网安备\s{0,20}\d{11,16}\s{0,20}号"),
    Footer.HOST: re.compile(r"(?:主办|主管)(?:单位|方)?\s{0,20}[::]"),
    Footer.CONTACT: re.compile(r"(?:联系(?:电话|方式|我们)|电话|邮箱)\s{0,20}[::]?"),
}
_EMBLEM_IMAGES = re.compile(r"(?:dangzheng|jigou|conac|red\.png|blue\.png)", re.IGNORECASE)
_ENQUIRY = re.compile(r"(?:领导|书记|市长|县长|局长|区长)信箱|咨询|留言|互动交流|投诉|建言")
_SPECIAL = re.compile(r"信访|举报|检举|控告|纪检|监察|巡视|巡察")
"""Special channels are none for enquiries (国办秘函〔2019〕19号, 互动回应差)."""
LONGEST_ENTRANCE = 12
"""Characters of an entrance's name."""
_PLACEHOLDER = re.compile(
    r"(?:正在)?(?:建设|更新|维护|完善|升级)中|暂无(?:相关)?(?:内容|数据|信息|文章)|敬请期待"
)


class PageMarks(NamedTuple):
    """The marks of one page."""

    footer: tuple[str, ...]
    tags: tuple[str, ...]
    error_report: bool
    enquiry_form: bool


def marks_of(html: str, tags: Mapping[str, str]) -> PageMarks:
    """Look for the marks of one page.

    Args:
        html: decoded text of the page.
        tags: the page tags, names in lower case.
    """
    tree = LexborHTMLParser(html)
    places = _attributes(tree, "a[href]", "href") + _attributes(tree, "script[src]", "src")
    images = _attributes(tree, "img[src]", "src")
    text = tree.body.text() if tree.body else ""
    footer = {one for one, hints in _LINK_HINTS.items() if _has(places, hints)}
    footer |= {one for one, pattern in _TEXT_HINTS.items() if pattern.search(text)}
    if any(_EMBLEM_IMAGES.search(image) for image in images):
        footer.add(Footer.EMBLEM)
    return PageMarks(
        tuple(one.value for one in Footer if one in footer),
        present_tags(tags),
        Footer.ERROR_REPORT in footer,
        any(_takes_enquiries(node) for node in tree.css("a[href], button, label")),
    )


def present_tags(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the official names of the page tags that are there and not empty."""
    return tuple(name for name in TAGS if tags.get(name.lower()))


def is_placeholder(html: str) -> bool:
    """Tell whether a page that lists nothing says that there is nothing yet."""
    return _PLACEHOLDER.search(html) is not None


def _takes_enquiries(node: LexborNode) -> bool:
    """Tell whether an entrance leads to a channel for enquiries; a mail address alone is none."""
    said, place = "".join(node.text().split()), str(node.attributes.get("href") or "")
    if len(said) > LONGEST_ENTRANCE:
        return False  # a headline that speaks of consultations
    by_mail = place.strip().lower().startswith("mailto:")
    return bool(_ENQUIRY.search(said)) and not _SPECIAL.search(said) and not by_mail


def _attributes(tree: LexborHTMLParser, selector: str, name: str) -> list[str]:
    return [str(node.attributes.get(name) or "") for node in tree.css(selector)]


def _has(places: Sequence[str], hints: Sequence[str]) -> bool:
    return any(hint in place for place in places for hint in hints)
