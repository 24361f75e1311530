"""Pages that somebody changed: foreign scripts, illicit titles, other faces, forged days."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from services.analyzer.domain.cloaking import difference
from services.analyzer.domain.hosts import Hosts
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.rule import Detector, Hit, Rule, View
from shared.clock import office_date
from shared.contracts.article import Content
from shared.contracts.finding import Effect, Severity
from shared.hosts import domain_of, host_of
from shared.masking import mask_text

BACKDATED_DAYS: Final = 3
"""From this many days between the printed day and the proof on, a day is suspected as forged."""
_ATTACK: Final = "检查指标单项否决：发生安全攻击事件（被植入木马、页面被篡改）未及时有效处置"
_FRAUD: Final = "检查指标单项否决：弄虚作假，如伪造发稿日期"
_PAGE = "https://www.example.gov.cn/art/2020/12/14/art_1_2.html"
_FETCHED = datetime(2020, 12, 20, 2, 0, tzinfo=UTC)
_BEFORE = datetime(2020, 12, 2, 2, 0, tzinfo=UTC)
_STORY = Content(
    title="市政府召开会议", text="会议听取汇报，研究部署工作，要求各县区抓好落实。" * 3
)
_OTHER_FACE = Content(
    title="澳门新葡京官网", text="注册送彩金，百家乐、老虎机、体育投注应有尽有。" * 3
)

RULES = (
    Rule(
        id="tampering.script",
        title="页面加载来历不明的脚本",
        severity=Severity.HINT,
        effect=Effect.DEDUCTION,
        source=_ATTACK,
        mend="核实脚本来源；确有需要的加入可信名单，来历不明的立即删除并排查服务器。",
        means="页面从可信名单之外的网址加载脚本。名单可以增补。",
        fires=(View(Content(scripts=("https://evil-js.top/x.js",)), _PAGE),),
        silent=(
            View(Content(scripts=("https://www.example.gov.cn/jquery.js",)), _PAGE),
            View(Content(scripts=("https://hm.baidu.com/hm.js?1",)), _PAGE),
        ),
    ),
    Rule(
        id="tampering.title",
        title="页面标题疑似被篡改",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        source=_ATTACK,
        mend="立即断开被篡改的页面，恢复备份，排查入侵途径并按规定报告。",
        means="标题或浏览器窗口标题带有赌博、色情等特征词，且特征词所在的一段不是查处、警示类报道；栏目名、网站名不作数。",
        fires=(
            View(Content(title="澳门新葡京官网_首页", text="内容")),
            View(Content(title="澳门新葡京官网_临沧市档案局", text="内容")),
            View(Content(title="澳门新葡京 | 处罚公示", text="内容")),
            View(Content(title="市政府召开会议", window="澳门新葡京官网", text="内容")),
            View(Content(title="六合彩开户注册，全市扫黑除恶专项行动", text="内容")),
        ),
        silent=(
            View(Content(title="公安机关严打网络博彩犯罪", text="内容")),
            View(Content(title="警惕“时时彩”骗局", text="内容")),
            View(Content(title="网络博彩案开庭", text="内容")),
            View(Content(title="市政府召开会议", window="临沧市人民政府门户网站", text="内容")),
            View(Content(title="警方捣毁“新葡京官网”博彩平台 | 平安建设", text="内容")),
            View(Content(title="全市旅游娱乐城乡一体化规划公示", text="内容")),
        ),
    ),
    Rule(
        id="tampering.cloaking",
        title="页面因访问者不同而内容不同",
        severity=Severity.SERIOUS,
        effect=Effect.VETO,
        source=_ATTACK,
        mend="以搜索引擎来路打开该页核对，清除按来路跳转的代码。",
        means="换一种浏览器标识或来路访问同一网址，看到的是另一页内容，是被植入跳转的典型特征。",
        fires=(View(_STORY, _PAGE, elsewhere=_OTHER_FACE),),
        silent=(
            View(_STORY, _PAGE, elsewhere=_STORY),
            View(_STORY, _PAGE),
            View(_STORY, _PAGE, elsewhere=Content(title=_STORY.title, text=_STORY.text + "12次")),
        ),
    ),
    Rule(
        id="tampering.forged_date",
        title="发布日期疑似造假",
        severity=Severity.ORDINARY,
        effect=Effect.VETO,
        source=_FRAUD,
        mend="核对实际发布时间，改回真实日期，并说明原因。",
        means="标注的日期晚于抓取日、早于网址中的日期三天以上，或在那之后监测时该页并不存在；由人核实。",
        fires=(
            View(_STORY, _PAGE, date(2020, 12, 1), _FETCHED),
            View(_STORY, "", date(2020, 12, 25), _FETCHED),
            View(_STORY, "", date(2020, 12, 10), _FETCHED, missing_at=_FETCHED),
        ),
        silent=(
            View(_STORY, _PAGE, date(2020, 12, 14), _FETCHED),
            View(_STORY, _PAGE, date(2020, 12, 12), _FETCHED),
            View(_STORY, _PAGE, date(2020, 12, 1), _FETCHED, stood_at=_BEFORE),
            View(_STORY, "", date(2020, 12, 18), _FETCHED, missing_at=_FETCHED),
        ),
    ),
)
_URL_DAY = re.compile(r"(?<!\d)(20\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


def scripts(hosts: Hosts) -> Detector:
    """Make the detector of foreign scripts; one hit for each owner."""

    def detect(view: View) -> Iterator[Hit]:
        own = host_of(view.url)
        foreign = {domain_of(host) for url in view.content.scripts if (host := host_of(url))}
        for domain in sorted(foreign):
            if own and not hosts.known_script(domain, own):
                why = f"页面从{domain}加载脚本，不在可信名单内"
                yield Hit("tampering.script", _title(view), domain, why=why)

    return detect


def titles(hosts: Hosts) -> Detector:
    """Make the detector of illicit titles."""

    def detect(view: View) -> Iterator[Hit]:
        title, window = view.content.title, view.content.window
        if word := hosts.praised(title):
            why = f"标题带有特征词“{word}”"
            yield Hit("tampering.title", _title(view), title, why=why)
        elif word := hosts.praised(window):
            why = f"浏览器窗口标题“{mask_text(window)[:40]}”带有特征词“{word}”"
            yield Hit("tampering.title", _title(view), window, why=why)

    return detect


def faces(hosts: Hosts) -> Detector:
    """Make the detector of pages that differ by visitor."""

    def detect(view: View) -> Iterator[Hit]:
        if view.elsewhere is not None and (
            why := difference(view.content, view.elsewhere, hosts, host_of(view.url))
        ):
            yield Hit("tampering.cloaking", _title(view), view.url, why=why)

    return detect


def days(view: View) -> Iterator[Hit]:
    """Find days of publication that cannot be true.

    What was backdated together is one finding with many places: all that the address dates on one
    day, and all that one look did not have. A person judges the event, such as a website that took
    over an archive.
    """
    if view.published_on is None:
        return
    for doubt in (_future, _before_its_address, _before_its_first_sight):
        if found := doubt(view, view.published_on):
            yield Hit("tampering.forged_date", _title(view), found.key, why=found.why)
            return


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file from the lists of hosts and words."""
    hosts = Hosts(lists)
    makers: tuple[Callable[[Hosts], Detector], ...] = (scripts, titles, faces)
    return (*(make(hosts) for make in makers), days)


class _Doubt(NamedTuple):
    """Why a day cannot be true, and what those that are doubted together have in common."""

    key: str
    why: str


def _future(view: View, printed: date) -> _Doubt | None:
    if view.fetched_at is None or printed <= office_date(view.fetched_at) + timedelta(days=1):
        return None
    key = f"{view.url or view.content.title}|{printed}"
    return _Doubt(key, f"标注{printed}发布，抓取时尚未到这一天")


def _before_its_address(view: View, printed: date) -> _Doubt | None:
    """Compare with the day that the publishing system put into the address.

    What stood elsewhere before that day got its address when it moved.
    """
    found = _URL_DAY.search(view.url)
    if not found:
        return None
    try:
        made = date(*map(int, found.group(1, 3, 4)))
    except ValueError:
        return None
    moved = view.stood_at is not None and office_date(view.stood_at) < made
    if moved or made - printed < timedelta(days=BACKDATED_DAYS):
        return None
    return _Doubt(f"{_site(view)}|address|{made}", f"标注{printed}发布，网址中的生成日期却是{made}")


def _before_its_first_sight(view: View, printed: date) -> _Doubt | None:
    if view.missing_at is None:
        return None
    missing = office_date(view.missing_at)
    if missing - printed < timedelta(days=BACKDATED_DAYS):
        return None
    return _Doubt(
        f"{_site(view)}|missing|{missing}", f"标注{printed}发布，{missing}监测时该页尚不存在"
    )


def _site(view: View) -> str:
    return host_of(view.url) or view.content.title


def _title(view: View) -> tuple[int, int]:
    return 0, len(view.content.title)
