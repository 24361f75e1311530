"""Tells what praises a crime from what reports on it, by the words around its name. Pure."""

import re
from typing import Final

_PARTS: Final = re.compile(r"(?:(?<!-)-(?!-)|(?<!—)—(?!—)|[|｜_–－»›>\t\n]| {2,}|\u3000{2,})+")
"""Between the parts of a title: heading, column, site. A double dash belongs to a heading."""
_REPORTED: Final = re.compile(
    r"打击|严打|查处|查获|查封|被查|警惕|谨防|当心|防范|整治|专项|破获|抓获|落网|被抓|被捕|获刑|刑拘|拘留"
    r"|收缴|没收|涉赌|涉黄|涉嫌|犯罪|诈骗|骗局|陷阱|套路|揭|曝光|真相|反诈|反赌|禁赌|拒赌|罚|取缔|禁止|远离"
    r"|抵制|拒绝|危害|捣毁|端掉|举报|清理|清查|封堵|监管|通报"
    # 档案局, 工作方案 and 裁判文书 are names of columns and bodies, whatever stands before them
    r"|(?<![档方提草预图教议备文病法])案|(?<![裁谈研审])判"
)
_INVITING: Final = re.compile(
    r"官网|官方|网址|入口|注册|登[录陆]|下载|开户|首存|返水|返利|送彩|彩金|客户端|app|手机版|最新版|试玩"
    r"|备用|欢迎您|推荐|排行|大全|信誉|靠谱"
)
"""What only who wants visitors says."""
_QUOTED: Final = re.compile(r"[“「『‘\"][^“”「」『』‘’\"]*+[”」』’\"]")


def parts_of(title: str) -> list[str]:
    """Return the parts of a title, each of which speaks for itself."""
    return _PARTS.split(title)


def reports(part: str, word: str) -> bool:
    """Tell whether a part of a title reports on what its word names.

    A word of the police excuses its own part only. Where the part also invites its readers, and not
    in quotation marks, the word must stand before what it speaks of, with no gap between them.

    Args:
        part: in small letters.
        word: that stands in it.
    """
    if not _REPORTED.search(part):
        return False
    bare = _QUOTED.sub("", part)
    if word not in bare or not _INVITING.search(bare):
        return True
    before = bare[: bare.index(word)].rpartition(" ")[2]
    return _REPORTED.search(before) is not None
