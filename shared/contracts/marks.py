"""Marks: what a government website must carry on its pages, and whether it does."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from shared.contracts.base import Contract, Event, identity
from shared.contracts.observation import minute_of


class Footer(StrEnum):
    """What the foot of a government website must carry (政府网站发展指引)."""

    EMBLEM = "emblem"
    """党政机关网站标识."""
    SITE_CODE = "site_code"
    """政府网站标识码."""
    ICP = "icp"
    """ICP备案编号."""
    POLICE = "police"
    """公安机关备案标识."""
    HOST = "host"
    """主办单位."""
    CONTACT = "contact"
    """联系方式."""
    ERROR_REPORT = "error_report"
    """“我为政府网站找错”监督举报平台入口."""


class Marks(Contract):
    """Which required marks the start page of a target carries on one day."""

    target: str
    at: AwareDatetime
    footer: tuple[str, ...] = ()
    """Those of `Footer` that are present."""
    tags: tuple[str, ...] = ()
    """Official names of the page tags that are present and not empty, such as `SiteIDCode`."""
    article_tags: tuple[str, ...] | None = None
    """Tags that every article read that day carries; None when none was read."""
    error_report: bool = False
    """The entrance to 找错 is there and leads to the national platform."""
    enquiry_form: bool = False
    """A form or an entrance for enquiries (留言, 信箱, 咨询) is there."""
    ipv6: bool | None = None
    """Whether the website opened over IPv6; None when that was not tried."""
    tls_expires_on: date | None = None
    """Last day of the certificate, Asia/Shanghai; None without TLS or when not known."""
    source: str = "monitor"


class MarksObserved(Event):
    """The marks of a target were looked for on a page that could be read."""

    marks: Marks

    @property
    def subject(self) -> str:
        """All marks travel on one subject."""
        return "observation.marked"

    @property
    def msg_id(self) -> str:
        """Target and minute."""
        return identity("observation.marked", self.marks.target, minute_of(self.marks.at))
