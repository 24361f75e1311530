"""The platforms of accounts: by which connectors posts of each come, best first. Pure.

No platform is scraped: a feed or a list is an address that somebody offers to the public, such as
the unit's own mirror of its account on its website.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from shared.contracts.connector import Connector

_HANDED = (Connector.PUSH, Connector.FILE)
_READ = (Connector.FEED, Connector.LISTING)


class Platform(NamedTuple):
    """One platform."""

    name: str
    """As notices print it."""
    connectors: tuple[Connector, ...]
    hosts: tuple[str, ...] = ()
    """Where its posts stand in public: a list of posts may lead there."""


PLATFORMS: Mapping[str, Platform] = {
    "wechat": Platform("微信公众号", (*_HANDED, *_READ), ("mp.weixin.qq.com",)),
    "weibo": Platform("新浪微博", (*_READ, *_HANDED), ("weibo.com", "weibo.cn")),
    "app": Platform("移动客户端", (*_READ, *_HANDED)),
    "toutiao": Platform("今日头条号", (*_HANDED, *_READ), ("toutiao.com",)),
    "douyin": Platform("抖音短视频号", (*_HANDED, *_READ), ("douyin.com",)),
    "kuaishou": Platform("快手短视频号", (*_HANDED, *_READ), ("kuaishou.com",)),
    "miniprogram": Platform("微信小程序", _HANDED),
    "channels": Platform("微信视频号", _HANDED),
    "baijiahao": Platform("百家号", (*_READ, *_HANDED), ("baijiahao.baidu.com",)),
    "penguin": Platform("企鹅号", (*_READ, *_HANDED), ("new.qq.com",)),
    "dayu": Platform("大鱼号", (*_HANDED, *_READ)),
    "tieba": Platform("百度贴吧", (*_READ, *_HANDED), ("tieba.baidu.com",)),
    "people": Platform("人民号", (*_READ, *_HANDED), ("people.cn", "peopleapp.com")),
    "xinhua": Platform("新华号", (*_READ, *_HANDED), ("xinhuanet.com", "news.cn")),
    "cctv": Platform("央视频", (*_HANDED, *_READ), ("yangshipin.cn",)),
    "thepaper": Platform("澎湃号", (*_READ, *_HANDED), ("thepaper.cn",)),
    "beijing": Platform("北京号", (*_READ, *_HANDED), ("bjd.com.cn",)),
}
"""By the platform's name on the registry; docs/crawler.md prints the same table."""
OTHER = Platform("其他平台", (*_READ, *_HANDED))
"""A platform that the office has added to its list."""


def platform_of(name: str) -> Platform:
    """Return what is known of a platform, by its name on the registry."""
    return PLATFORMS.get(name, OTHER)


def stands_on(url: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether an address is on one of these hosts or below it."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host == one or host.endswith(f".{one}") for one in hosts)
