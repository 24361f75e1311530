"""Links that a visitor does not see, that lead to crime, or to whoever bought an old address."""

import re
from collections.abc import Iterator
from typing import Final

from services.analyzer.domain.hosts import Hosts
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from shared.contracts.article import Content, Hidden, Link
from shared.contracts.finding import Effect, Severity
from shared.hosts import host_of
from shared.masking import mask_text

_SOURCE: Final = (
    "政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）单项否决：链接反动、暴力、色情等内容"
)
_PAGE = "https://www.example.gov.cn/zwgk/1.html"


def _page(url: str, anchor: str, hidden: Hidden = Hidden.NO) -> View:
    return View(Content(text="正文。", links=(Link(url=url, anchor=anchor, hidden=hidden),)), _PAGE)


RULES = (
    Rule(
        id="link.hidden",
        title="页面藏有暗链",
        severity=Severity.SERIOUS,
        effect=Effect.PROBLEM,
        source=_SOURCE,
        mend="删除页面源码中的暗链，排查网站后台和服务器是否被入侵。",
        means="页面中有访问者看不见、却指向外站的链接，多为网站被入侵后植入。",
        fires=tuple(
            _page("https://www.unknown-shop.com/", "特价", how) for how in Hidden if how.value
        ),
        silent=(
            _page("https://www.unknown-shop.com/", "特价"),
            _page("https://sub.example.gov.cn/menu", "子菜单", Hidden.DISPLAY),
            _page("https://bszs.conac.cn/sitename", "党政机关", Hidden.SIZE),
        ),
    ),
    Rule(
        id="link.illicit",
        title="链接指向赌博、色情等违法内容",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        source=_SOURCE,
        mend="立即删除该链接，排查网站后台和服务器是否被入侵。",
        means="链接文字或地址带有赌博、色情、制假等特征词，且指向外站；看得见的查处、警示类报道除外。特征词表可以增补。",
        fires=(
            _page("https://www.abc888.com/", "澳门新葡京官网"),
            _page("https://casino-888.com/", "点击进入", Hidden.OFF_SCREEN),
        ),
        silent=(
            _page("https://www.example.gov.cn/2.html", "公安机关捣毁一网络博彩团伙"),
            _page("http://www.news.cn/3.html", "严打网络博彩"),
            _page("https://www.abc888.com/", "合作单位"),
            _page("https://www.city-daily.com/4.html", "警方查处一网络博彩平台"),
        ),
    ),
    Rule(
        id="link.resold",
        title="链接疑似指向已易主的网址",
        severity=Severity.HINT,
        effect=Effect.DEDUCTION,
        source="检查指标：链接地址已失效或已被他人注册使用",
        mend="打开链接核对，更正为现在的地址，或删除。",
        means="链接写的是某个机关单位，网址却不在党政机关域名下，或已列入易主网址表；由人打开核对。",
        fires=(_page("http://www.old-bureau-site.com/", "临沧市教育局"),),
        silent=(
            _page("https://jtj.example.gov.cn/", "市交通运输局"),
            _page("https://mp.weixin.qq.com/s/1", "临沧市教育局"),
            _page("https://www.old-bureau-site.com/", "旅游攻略"),
        ),
    ),
)
_HOW = {
    Hidden.DISPLAY: "样式设为不显示",
    Hidden.VISIBILITY: "样式设为不可见",
    Hidden.OFF_SCREEN: "移到屏幕之外",
    Hidden.SIZE: "尺寸或字号近于零",
    Hidden.COLOUR: "与背景同色或全透明",
    Hidden.MARQUEE: "藏在零尺寸滚动区",
}
_BODY = re.compile(
    r"(?:[省市县区州镇乡国]|街道)[\u4e00-\u9fff]{0,14}(?:局|委员会|人民政府|法院|检察院|办公室|管委会)$"
)


class Links:
    """Judges the links of a page.

    Args:
        hosts: what is known of hosts.
    """

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    def detect(self, view: View) -> Iterator[Hit]:
        """Find bad links; one hit for each host and rule."""
        own, told = host_of(view.url), set()
        for link in view.content.links:
            host = host_of(link.url)
            if not host or self._hosts.trusted(host, own):
                continue
            for rule, why in self._flaws(link, host):
                if (rule, host) not in told:
                    told.add((rule, host))
                    yield Hit(rule, _place(view, link), f"{host}|{link.hidden}", why=why)

    def _flaws(self, link: Link, host: str) -> Iterator[tuple[str, str]]:
        shown = mask_text(link.anchor.strip())[:40]
        said = self._hosts.illicit if link.hidden else self._hosts.praised
        if word := said(link.anchor) or self._hosts.illicit(link.url):
            yield "link.illicit", f"链接“{shown}”指向{host}，带有特征词“{word}”"
        if link.hidden:
            yield "link.hidden", f"链接“{shown}”指向外站{host}，{_HOW[link.hidden]}"
        elif self._hosts.resold(host) or _BODY.search(link.anchor.strip()):
            yield "link.resold", f"链接“{shown}”指向{host}，不是党政机关网址或已易主"


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file from the lists of hosts and words."""
    return (Links(Hosts(lists)).detect,)


def _place(view: View, link: Link) -> tuple[int, int]:
    """Return where the anchor stands in the text, else the title."""
    anchor = link.anchor.strip()
    place = view.text.find(anchor) if anchor else -1
    return (place, place + len(anchor)) if place >= 0 else (0, len(view.content.title))
