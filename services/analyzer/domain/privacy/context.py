"""What the words around a number say it is: an office's line, a file's number, a person's own."""

import re
from typing import NamedTuple

from services.analyzer.domain.privacy.rows import Rows

_REACH = 40
_FAR = 80
_LED_BY = re.compile(r"(?:(?<!\d)(?:0\d{2,3}[-－\s]?)?\d{7,11}\s?[或、/]\s?)?(?:[+＋]86[-\s]?)?$")
"""Another number, and the country: no label of this one."""
_SENTENCE = re.compile(r"[。！？\n]")
_TAIL = r"(?:号码|号|码|为|是|[:：\s（(【\[“\"#№])*$"
_OTHER = re.compile(
    r"(?:(?<!证件)(?<!份证)(?<!持证)(?<!残疾证)(?<!学籍)编号|文号|文件号|案号|案件|单号|订单|流水"
    r"|批次|批号|条码|条形码|合同|票号|发票|发票代码|项目代码|项目|信用代码|机构代码"
    r"|统一代码|代码|序列|许可证?|备案|设备|立案|受理|索引|档案|档号|书号|标准|型号|专利"
    r"|注册|商标|税务登记|税号|考试|准考证|考号|学号|工号|座位"
    r"|户号|用户号|电表|水表|QQ群?|qq群?|群号|运单|快递|物流|凭证|票据|票号|库存|资产|图号"
    r"|宗地|地块|不动产|房产证|产权|公告号|标段|招标|采购|包号"
    r"|(?:查询|验证|校验|追溯|提取|防伪|识别|编|邀请|注册|登记|分类)码|总?金额|总?价款?|合计|总额|投资|收入|支出|产值|IMEI|ICCID|MAC|SN"
    r"|ISBN|ISSN|ID|流水账|交易|回单|存单|保单|报告|证书|检验|检测|样品|车架|发动机"
    r"|监督检查|权力|事项|业务|办件|申请|工单|热线工单)"
    rf"{_TAIL}",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[（(][百千万亿]*元[)）]|预算数|决算数")
"""Headings of columns of money."""
_IDENTITY = re.compile(r"身份|证件|公民|残疾|学籍|sfz|id_?card", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\s*(?:\.\d{1,4})?(?:[多余]?\s?(?:元|万|亿|吨|米|公里|千米|亩|公顷|株|棵|人|户|千瓦|度|立方|平方|股"
    r"|美元|次|字节|件|册|条|公斤|千克|升|头|只|羽|台|套|年|%|％))"
)
_LABEL_ALONE = re.compile(
    r"\s*[^\s:：，,。；;]{0,4}(?:方式|电话|手机|号码)(?:号码?)?[：:为是\s]{0,3}"
)
_PHONE = re.compile(
    r"电话|手机|留下的号码|联系|致电|拨打|tel|phone|mobile|微信|短信|☎|📞", re.IGNORECASE
)
_OWNER = re.compile(
    r"(?:户名|[账帐]户名称?|开户名称?|单位名称|收款(?:单位|人|方)|名称|开户单位|缴款单位)"
    r"(?!不符|不一致|错误|有误|信息|变更)[^\u4e00-\u9fff\n]{0,4}([\u4e00-\u9fff（）()]{4,40})"
)
_UNIT = re.compile(
    r"公司|[局院所会部厅厂社站处馆队校委]|中心|政府|办公室|大学|中学|小学|学院|幼儿园"
    r"|第.{1,2}学|银行|集团|基金|专户|财政"
)
_ACCOUNT_OF_UNITS = re.compile(
    r"保证金|对公|缴款|捐款|捐赠|国库|专户|基本户|一般户|预算|非税|投标|汇款|履约|账户信息"
    r"|党费|缴费|招标|工会|单位账|公司|罚款|收费"
)
_CARD_OF_A_PERSON = re.compile(
    r"卡号|银行卡|一卡通|惠农卡|社保卡|储蓄|存折|工资卡|自然人|受助|职工|学生|村民|户主|[农工建中交]行卡|本人|个人(?!名义)|身份证"
)


OWNERS = re.compile("户名|[账帐]户名称?|收款(?:单位|人|方)|单位名称|开户单位|缴款单位")
"""Headings of columns in which the owners of accounts stand."""


def is_a_unit(owner: str) -> bool:
    """Tell whether the owner of an account is a unit."""
    return _UNIT.search(owner) is not None


class Words(NamedTuple):
    """The words around one value.

    Attributes:
        before: of the same sentence, directly before it.
        after: of the same sentence, directly after it.
        heading: of its column, empty outside tables.
        headings: of all columns, joined.
    """

    before: str
    after: str
    heading: str
    headings: str = ""

    @property
    def around(self) -> str:
        """All of it."""
        return f"{self.headings} {self.before} {self.after}"

    def widened(self, text: str, start: int, end: int) -> "Words":
        """Return the words of the neighbouring lines too: owner and account stand apart."""
        return self._replace(
            before=text[max(start - _FAR, 0) : start], after=text[end : end + _FAR]
        )

    def other_number(self) -> bool:
        """Tell whether its label names a number of another kind."""
        if _AMOUNT.search(self.heading):
            return True
        label = self.heading or self.before
        match = _OTHER.search(label)
        return match is not None and not _IDENTITY.search(label[max(match.start() - 6, 0) :])

    def quantity(self) -> bool:
        """Tell whether a unit of measure follows."""
        return _QUANTITY.match(self.after) is not None

    def told_alone(self) -> bool:
        """Tell whether its label is all that its sentence says of it."""
        return _LABEL_ALONE.fullmatch(self.before) is not None

    def phone(self) -> bool:
        """Tell whether a telephone is spoken of."""
        return _PHONE.search(f"{self.heading} {self.before}") is not None

    def account_of_a_unit(self) -> bool:
        """Tell whether the owner of an account is a unit, not a person."""
        told = f"{self.before} {self.after}"
        if any(_UNIT.search(owner[1]) for owner in _OWNER.finditer(told)):
            return True
        return _ACCOUNT_OF_UNITS.search(self.around) is not None and not self.card_of_a_person()

    def card_of_a_person(self) -> bool:
        """Tell whether the card of a person is spoken of."""
        return _CARD_OF_A_PERSON.search(self.around) is not None


def words_around(text: str, rows: Rows, span: tuple[int, int], reach: int = _REACH) -> Words:
    """Return the words around a value, inside its sentence and its line."""
    start, end = span
    before = _LED_BY.sub("", _SENTENCE.split(text[max(start - reach, 0) : start])[-1])
    after = _SENTENCE.split(text[end : end + reach], maxsplit=1)[0]
    headings = " ".join(rows.told_of(start))
    return Words(before, after, rows.heading(start), headings)
