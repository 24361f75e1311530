"""What comes with status 200 and is no page of the site. Pure."""

import re

from services.crawler.domain.outcome import FetchOutcome

_ABSENT = re.compile(
    r"404|not found|(?:页面|网页|文章|信息|内容)(?:不存在|已?被?删除|未找到|找不到)", re.IGNORECASE
)
_ABSENT_TEXT = 400
"""A page that says that there is none is short."""
_STAND_IN = re.compile(
    r"welcome to (?:nginx|openresty|tengine|centos|caddy)|test page for the |it works!$"
    r"|apache2? .{0,20}default page|iis windows|internet information services|apache tomcat/\d"
    r"|(?:网站|站点)(?:已|已经|被)(?:关闭|暂停|停用|停止)|站点创建成功|没有找到站点|未绑定.{0,9}站点"
    r"|[本此该]域名(?:可|正在|现)?(?:出售|转让|已?过期)|domain (?:name )?(?:is|may be) for sale"
    r"|buy this domain|domain (?:has expired|is parked)",
    re.IGNORECASE | re.MULTILINE,
)
"""What servers, hosts of sites and sellers of names show in place of a site."""
_STAND_IN_TEXT = 1_500
_SAID_AT_ONCE = 200
_SHOWING = re.compile(
    r"<(?:script|img|i?frame|object|embed|svg|canvas|video|form)\b|<meta\s[^>]{0,99}http-equiv",
    re.IGNORECASE,
)
"""What a visitor may see, or be led on by, without a word on the page."""


def instead(html: str, heading: str, text: str, *, dated: bool) -> FetchOutcome:
    """Say what came instead of a page without page tags; OK when it is one.

    Args:
        html: its source.
        heading: its heading or title.
        text: what it says.
        dated: whether it holds a day of publication.
    """
    said = f"{heading}\n{text[:_SAID_AT_ONCE]}"
    if len(text) < _ABSENT_TEXT and (_ABSENT.search(heading) or _ABSENT.search(text[:120])):
        return FetchOutcome.SOFT_NOT_FOUND
    if dated or len(text) >= _STAND_IN_TEXT:
        return FetchOutcome.OK
    if _STAND_IN.search(said) or not (said.strip() or _SHOWING.search(html)):
        return FetchOutcome.NO_PAGE
    return FetchOutcome.OK
