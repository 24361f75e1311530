"""The imitation world: sites whose pages are known to the last character, and their units."""

import random
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from shared.clock import OFFICE_ZONE
from shared.contracts.article import Content, article_id
from tests.faults.ledger import Ledger
from tests.faults.sink import Sink
from tests.faults.tiers import RATE
from xuncha.demo.site import Answer, Site
from xuncha.demo.slice import COLUMN, TITLE, column

START = "2021-03-01T09:00:00"
"""A Monday; the packaged holidays cover the months that a run lasts."""
WORDING, PERSONAL = "wording.typo", "personal.resident_id"
WORDS = "wrong,right,rule,exceptions,source\n丙午年规化,丙午年规划,wording.typo,,示例\n"
"""A word list that finds nothing on these pages."""
DEADLINES = """
- name: other
  rectify_working_days: 7
  ladder: {before_working_days: [], before_hours: [24], overdue_every_days: 0,
           superior_after: null, office_after: null}
"""
"""One class, two reminders: what the invariants know of the ladder."""
SERIAL = re.compile(r"第(\d{4})号")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_KINDS = ("clean", "word", "word", "person", "both")
_PLANS = ("mend", "mend", "lazy", "reject", "mend")
_EARLY_PLANS = (*_PLANS, "never", "never", "never", "never")
"""Deadlines take a while to pass: orders that nobody follows come early in a run."""


@dataclass
class Page:
    """One page, and what is meant to happen to it."""

    serial: int
    site: int
    kind: str
    plan: str
    """mend, lazy (says so once before it is true), never, or reject (the clerk does)."""
    published: datetime = datetime(2021, 2, 28, 9, tzinfo=OFFICE_ZONE)
    """What the page prints: the moment at which it appeared, or it would look backdated."""
    mended: bool = False

    @property
    def path(self) -> str:
        return f"/xxgk/2021/{self.serial:04}.html"

    @property
    def target(self) -> str:
        return f"column-{self.site}"

    @property
    def rules(self) -> tuple[str, ...]:
        """What the analyzer must find on it."""
        return {"word": (WORDING,), "person": (PERSONAL,), "both": (WORDING, PERSONAL)}.get(
            self.kind, ()
        )

    @property
    def content(self) -> Content:
        """What the page says as it stands now."""
        number = f"第{self.serial:04}号"
        lines = [f"{number}通知已经发布，请各单位查收。"]
        if WORDING in self.rules:
            lines.append(f"{number}项目已经{'竣' if self.mended else '峻'}工验收。")
        if PERSONAL in self.rules:
            value = resident_id(self.serial)
            lines.append(f"{number}补助对象，身份证号{_hidden(value) if self.mended else value}。")
        return Content(title=f"{number}通知", text="\n".join(lines))

    @property
    def article(self) -> str:
        """Id that the content as it stands must get."""
        return article_id(self.target, self.content)

    def answer(self) -> Answer:
        content = self.content
        body = "".join(f"<p>{line}</p>" for line in content.text.split("\n"))
        return Answer(
            '<!doctype html><html><head><meta charset="utf-8"><title>示例</title>'
            f'<meta name="ColumnName" content="信息公开">'
            f'<meta name="ArticleTitle" content="{content.title}">'
            f'<meta name="PubDate" content="{self.published:%Y-%m-%d %H:%M}"></head>'
            f'<body><div id="zoom">{body}</div></body></html>'.encode()
        )


class Served(Site):
    """A site that writes down each article it serves."""

    def __init__(self, number: int, ledger: Ledger) -> None:
        super().__init__()
        self._server.handle_error = _unheard  # type: ignore[method-assign, assignment]
        self.number = number
        self._ledger = ledger
        self.articles: dict[str, str] = {}
        self.pages["/"] = column(COLUMN)
        self.articles["/"] = article_id(f"site-{number}", Content(title=TITLE))
        self.pages[COLUMN] = column()

    def answer(self, path: str) -> Answer:
        if article := self.articles.get(path):
            self._ledger.write(site=self.number, path=path, article=article)
        return super().answer(path)

    def put(self, page: Page) -> None:
        """Show a page as it stands now."""
        self.pages[page.path] = page.answer()
        self.articles[page.path] = page.article
        self.pages[COLUMN] = column(*(path for path in self.articles if path != "/"))


@dataclass
class World:
    """Everything outside the system.

    Args:
        seed: decides every page.
        count: how many sites.
        early: how many pages come early.
        folder: for ledgers and settings.
        epoch: real time at which business time began.
    """

    seed: int
    count: int
    early: int
    folder: Path
    epoch: float
    pages: dict[int, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.served = Ledger(self.folder / "served.jsonl")
        self.sink = Sink(Ledger(self.folder / "mails.jsonl"))
        self.sites = [Served(number, self.served) for number in range(self.count)]
        self._random = random.Random(self.seed)  # noqa: S311 - a replay, no secret

    def publish(self) -> Page:
        """Let one more page appear."""
        serial = len(self.pages) + 1
        kind = _KINDS[serial % len(_KINDS)]
        plan = self._random.choice(_EARLY_PLANS if serial <= self.early else _PLANS)
        if plan == "lazy" and kind == "both":
            plan = "mend"
        published = self.business(time.time()).astimezone(OFFICE_ZONE)
        page = Page(serial, self._random.randrange(self.count), kind, plan, published)
        self.pages[serial] = page
        self.sites[page.site].put(page)
        return page

    def mend(self, page: Page) -> None:
        """Let the unit correct its page."""
        page.mended = True
        self.sites[page.site].put(page)

    def business(self, real: float) -> datetime:
        """Return the business time at a real one."""
        start = datetime.fromisoformat(f"{START}+08:00").astimezone(UTC)
        return start + timedelta(seconds=(real - self.epoch) * RATE)

    def real(self, business: datetime) -> float:
        """Return the real time at which a business time comes."""
        start = datetime.fromisoformat(f"{START}+08:00")
        return self.epoch + (business - start).total_seconds() / RATE

    def channels(self, site: int) -> tuple[str, ...]:
        """Return the mailboxes of a site's unit: every third has two."""
        own = f"mailto:unit-{site}@example.cn"
        return (own, f"mailto:desk-{site}@example.cn") if site % 3 == 0 else (own,)

    def registry(self) -> dict[str, str]:
        """Return the import files."""
        units = "id,name,kind,level,region,order,channels\n"
        targets = "id,kind,name,unit,url,site_code,parent\n"
        for site in self.sites:
            n, boxes = site.number, ";".join(self.channels(site.number))
            units += f"unit-{n},示例{n}县人民政府,county,县,示例,{n + 1},{boxes}\n"
            targets += f"site-{n},website,示例{n}县门户,unit-{n},{site.url}/,53090000{n:02},\n"
            targets += f"column-{n},column,示例{n}县专栏,unit-{n},{site.url}{COLUMN},,site-{n}\n"
        return {"units.csv": units, "targets.csv": targets}

    def environment(self) -> dict[str, str]:
        """Return the settings of the services."""
        ports = ",".join(str(site.port) for site in self.sites)
        internal = self.folder / "internal.txt"
        internal.write_text(f"127.0.0.1 127.0.0.1/32 {ports}\n", "utf-8")
        deadlines = self.folder / "deadlines.yaml"
        deadlines.write_text(DEADLINES, "utf-8")
        return {
            "XUNCHA_CLOCK": f"{START}@{RATE}@{self.epoch!r}",
            "XUNCHA_OUTBOX_SECONDS": "1",
            "XUNCHA_ANALYZER_SWEEP_SECONDS": "1",
            "XUNCHA_CRAWLER_USER_AGENT": "Xuncha faults (contact: office@example.cn)",
            "XUNCHA_CRAWLER_INTERNAL_FILE": str(internal),
            "XUNCHA_CRAWLER_HOST_DELAY_SECONDS": "0.01",
            "XUNCHA_CRAWLER_DISPATCH_SECONDS": "0.4",
            "XUNCHA_CRAWLER_INTERVAL_SECONDS": "72000",
            "XUNCHA_CRAWLER_PROBE_INTERVAL_SECONDS": "4320",
            "XUNCHA_NOTIFIER_SMTP_HOST": "127.0.0.1",
            "XUNCHA_NOTIFIER_SMTP_PORT": str(self.sink.port),
            "XUNCHA_NOTIFIER_SMTP_TLS": "none",
            "XUNCHA_NOTIFIER_MAIL_FROM": "xuncha@example.cn",
            "XUNCHA_NOTIFIER_SCAN_SECONDS": "0.4",
            "XUNCHA_NOTIFIER_LEASE_SECONDS": "10",
            "XUNCHA_NOTIFIER_DEADLINES_FILE": str(deadlines),
            "XUNCHA_NOTIFIER_QUIET_HOURS": "",
            "XUNCHA_NOTIFIER_GROUP_MINUTES": "0",
            "XUNCHA_NOTIFIER_MERGE_MINUTES": "0",
            "XUNCHA_NOTIFIER_GATHER_SECONDS": "0",
        }


def serial_of(text: str) -> int:
    """Return the number that every sentence of a page carries; 0 when there is none."""
    found = SERIAL.search(text)
    return int(found[1]) if found else 0


def resident_id(serial: int) -> str:
    """Return a made-up resident identity number that passes every check."""
    day = date(1970, 1, 1) + timedelta(days=serial * 7)
    digits = f"110101{day:%Y%m%d}{serial % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def _unheard(*_: object) -> None:
    """A crawler that is killed cuts its connections: nothing to tell."""


def _hidden(value: str) -> str:
    return value[:3] + "*" * 11 + value[-4:]
