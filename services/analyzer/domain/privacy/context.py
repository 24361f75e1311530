"""What the words around a number say it is: an office's line, a file's number, a person's own."""

import re
from typing import NamedTuple

from services.analyzer.domain.privacy.names import is_name, names_in
from services.analyzer.domain.privacy.rows import Rows

_REACH = 40
_FAR = 80
_SENTENCE = re.compile(r"[。！？\n]")
_TAIL = r"(?:号码|号|码|为|是|[:：\s（(【\[“\"#№])*$"
_OTHER = re.compile(
    r"(?:(?<!证件)(?<!份证)(?<!残疾证)(?<!学籍)编号|文号|文件号|案号|案件|单号|订单|流水"
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
_IDENTITY = re.compile(r"身份|证件|公民|残疾|学籍|sfz|id_?card", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\s*(?:\.\d{1,4})?(?:[多余]?\s?(?:元|万|亿|吨|米|公里|千米|亩|公顷|株|棵|人|户|千瓦|度|立方|平方|股"
    r"|美元|次|字节|件|册|条|公斤|千克|升|头|只|羽|台|套|年|%|％))"
)
_OFFICE = re.compile(
    r"联系人|联系方式|咨询|答疑|举报|投诉|监督|热线|服务|值班|办公|报名|受理|客服|技术支持|采购"
    r"|招标|招聘|代理|经办|负责人|责任人|联络员|传真|报修|抢修"
    r"|预约|24小时|单位|公司|部门|窗口|邮编|科长|主任|局长|队长|书记|支书|镇长|乡长|河长|林长"
    r"|网格员|律师|支队|大队|中心|管理员|辅导员|专线|对外|征集"
    r"|垂询|洽谈|对接人|填表人|报送|会务|村医|老板|理事长|职务|带班|法官|检察官|书记员|[塘段片组园校院站]长|预订|店主|技术员|农技员|我局|我委|我办|我单位|本局|业务|反馈|意见|求助|救援|救助|防汛|应急|公示期|异议"
)
_DUTY = re.compile(
    r"(?:(?:专用|公务|工作|办公|应急|服务|便民|咨询|监督|举报|报告|热线)(?:手机|移动电话)"
    r"|(?:值班|值守|报警|报灾|救援|24小时)(?:手机|移动电话|电话))(?:号码?)?"
    r"(?:[（(][^（）()\n]{0,16}[)）])?[：:为是\s]{0,3}$"
    r"|(?:手机|移动电话)(?:号码?)?[（(](?:值班|值守|工作|公务|办公|应急)(?:专用|用机|手机)?[)）][：:为是\s]{0,3}$"
)
"""Labels of a mobile that an office keeps, not a person."""
_LINE = re.compile(
    r"(?:(?:热线|专线)(?:电话|手机)?|总机"
    r"|(?:对外|订房|预订|预定|订座|订餐|订货|订票|订购|销售|客服|商家|商户|商务|服务|业务|便民|公开"
    r"|夜间|节假日|休息日|下班后|招聘|报名|咨询|预约|挂号|调解|办公室|值守|报修|维修|抢修|救助|救护|急救|求助|举报|投诉|监督|受理)(?:公开|咨询|服务|联系)?(?:电话|手机)|咨询|(?:预约|咨询|预订|报名|订票|订房)请?(?:拨打?|致电|打)|包车请打|报告请拨)(?:号码?)?"
    r"(?:[（(][^（）()\n]{0,16}[)）])?[：:为是\s]{0,3}$|办公室[：:]\s?$"
)
"""Labels of a number that a unit made public for its callers."""
_OF_DUTY = re.compile(r"\s?[（(](?:值班|值守|工作|公务|办公|应急)(?:专用|用机|手机)")
_HOLDER = re.compile(r"\s?[（(]([\u4e00-\u9fff]{2,8})[)）]")
"""Who may have a mobile of duty after all: （何主任）."""
_TITLED = re.compile(r"(?:主任|[局镇乡科所队站村]长|书记|老师|同志|师傅|女士|先生)$")
_IN_OFFICE = re.compile(r"(?:长|书记|支书|主任|经理|老师|老板娘?|店主|人)([\u4e00-\u9fff]{2,3})$")
_ASKED_FOR = re.compile(
    r"(?<!紧急)(?:联系人|联络员|经办人|负责人)[:：]?(?!电话|手机)[\u4e00-\u9fff]{2,4}(?:同志|老师|女士|先生)?[，,、；（(\s]{0,2}"
    r"(?:(?:联系)?(?:电话|手机)(?:号码?)?)?[:：\s]{0,2}$"
    r"|(?:向|找|与|联系)[\u4e00-\u9fff]{0,12}(?:员|长|师|官|主任|书记)[\u4e00-\u9fff]{2,4}"
    r"(?:同志)?(?:反映|联系|咨询|报名|举报|报告)[，,（(]?(?:(?:联系)?(?:电话|手机)(?:号码?)?)?[:：\s]{0,2}$"
)
"""Somebody in office whom callers are told to ask for."""
_LABEL_ALONE = re.compile(r"\s*(?:联系|来电)?(?:方式|电话|手机|号码)(?:号码?)?[：:为是\s]{0,3}")
_CLAUSE = re.compile(r"[，,、；;：:（(\s]")
_PERSONAL = re.compile(
    r"身份证|证件号|成绩|住址|家庭|家长|监护|村民|户主|患者|病人|贫困|低保|补助|补贴|救助金|领取|残疾"
    r"|本人|考生|学生|家属|母亲|父亲|孙子|孙女|外孙|侄|妻子|丈夫|儿子|女儿|亲属|当事人|受害人"
    r"|死者|伤者|申请人|(?:信访|投诉|举报|来电|反映)[人者]|市民|居民|业主|车主|乘客|职工"
    r"|确诊|密接|接触者|隔离|紧急联系人|献血者|留言人|与我|[与向]您[（(]|[你您](?:所)?(?:预留|登记|留下?)的|私人|个人|手机号|家(?:需|急|想)|[他她我您你]的(?:联系|电话|手机|号码)|[打找叫]我|我电话|我叫"
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
    r"卡号|银行卡|一卡通|惠农卡|社保卡|储蓄卡|存折|工资卡|[农工建中交]行卡|本人|个人|身份证"
)


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
        label = self.heading or self.before
        match = _OTHER.search(label)
        return match is not None and not _IDENTITY.search(label[max(match.start() - 6, 0) :])

    def quantity(self) -> bool:
        """Tell whether a unit of measure follows."""
        return _QUANTITY.match(self.after) is not None

    def of_an_office(self) -> bool:
        """Tell whether this is where an office says how to reach it."""
        if _ASKED_FOR.search(self.before):
            return True
        told = _OFFICE.search(f"{self.headings} {self.before}") is not None
        return told and not self.of_a_person()

    def of_duty(self) -> bool:
        """Tell whether a mobile is kept for a duty, with nobody named who has it."""
        label = self.heading or self.before
        told = _DUTY.search(label) or _OF_DUTY.match(self.after)
        line = _LINE.search(label) and not self._named()
        return bool(told or line) and not self._held()

    def told_alone(self) -> bool:
        """Tell whether its label is all that its sentence says of it."""
        return _LABEL_ALONE.fullmatch(self.before) is not None

    def _held(self) -> bool:
        """Tell whether a bracket behind says who has it."""
        holder = _HOLDER.match(self.after)
        return holder is not None and (is_name(holder[1]) or _TITLED.search(holder[1]) is not None)

    def _named(self) -> bool:
        """Tell whether the clause before, or the same one, says whose it is."""
        clauses = [clause for clause in _CLAUSE.split(self.before)[-2:] if clause]
        holders = (holder[1] for holder in map(_IN_OFFICE.search, clauses) if holder)
        return any(map(is_name, holders)) or any(any(names_in(clause)) for clause in clauses)

    def of_a_person(self) -> bool:
        """Tell whether a private person is spoken of."""
        return _PERSONAL.search(self.around) is not None

    def phone(self) -> bool:
        """Tell whether a telephone is spoken of."""
        return _PHONE.search(f"{self.heading} {self.before}") is not None

    def account_of_a_unit(self) -> bool:
        """Tell whether the owner of an account is a unit, not a person."""
        if any(_UNIT.search(owner[1]) for owner in _OWNER.finditer(self.around)):
            return True
        return _ACCOUNT_OF_UNITS.search(self.around) is not None and not self.card_of_a_person()

    def card_of_a_person(self) -> bool:
        """Tell whether the card of a person is spoken of."""
        return _CARD_OF_A_PERSON.search(self.around) is not None


def words_around(text: str, rows: Rows, span: tuple[int, int], reach: int = _REACH) -> Words:
    """Return the words around a value, inside its sentence and its line."""
    start, end = span
    before = _SENTENCE.split(text[max(start - reach, 0) : start])[-1]
    after = _SENTENCE.split(text[end : end + reach], maxsplit=1)[0]
    headings = " ".join(rows.headings(rows.number(start)))
    return Words(before, after, rows.heading(start), headings)
