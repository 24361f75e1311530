"""What people are called: who is a private person, and whom one is to call in office."""

import re
from enum import Enum, auto
from typing import Final

from services.analyzer.domain.segments import runs_on


class Whose(Enum):
    """Who is called at a number."""

    NOBODY = auto()
    """A unit's line: whoever is on duty."""
    OFFICE = auto()
    """Somebody in office, or in business."""
    PERSON = auto()
    """A private person."""


_PRIVATE: Final = """
    村民 居民 市民 农民 群众 网友 网民 读者 听众 观众 旅客 乘客 游客 顾客 消费者 住户 农户
    养殖户 种植户 种粮大户 贫困户 脱贫户 监测户 低保户 五保户 特困户 受灾户 搬迁户 危改户 户主
    业主 车主 船主 机主 失主 房东 租户 租客 房客 承租户 购房者 患者 病人 病例 伤者 死者 逝者
    产妇 孕妇 老人 孤儿 残疾人 退役军人 老兵 老党员 退休教师 退休干部 退休职工 退休工人
    退休医生 家长 监护人 学生 考生 学员 儿童 孩子 家属 亲属 母亲 父亲 妻子 丈夫 儿子 女儿 孙子
    孙女 外孙 爷爷 奶奶 配偶 本人 原告 被告 驾驶员 司机 选手 作者 密接 密切接触者 确诊
    隔离人员 职工 民工 献血者 拾得者 申请人 申请者 当事人 受害人 被害人 报警人 求助人 求助者
    投诉人 投诉者 举报人 举报者 信访人 反映人 来信人 来电人 来访人 写信人 留言人 留言者 提问人
    提问者 诉求人 咨询人 建议人 报料人 爆料人 检举人 控告人 报案人 委托人 继承人 借款人 担保人
    权利人 征收人 执行人 上诉人 违法人 违法行为人 嫌疑人 处罚人 旁听人 报名人 报名者 求职
    应聘者 求职者 邻居 自荐人 候选人 其子 其女 其妻 其夫 妹妹 姐姐 哥哥 弟弟 房主 蔗农 茶农
    果农 菜农 粮农 蜂农 牧民 渔民 来件人 参赛者 获奖者 中奖者 领取人 代领人 受助人 受益人
    买主 买家 卖家 买方 客户 承租方 声明人 送检人 来访者 被访者 被访人 求购人 领奖人 领养人
    称呼 署名 长子 次子 长女 次女 患方 家人 女婿 儿媳 紧急联络
    参保人 投保人 持卡人 持证人 收件人 收货人 寄件人 承租人 出租人 买受人 购房人 赠与人 捐献者
    紧急联系人 目击者 捡拾人 报修人 提出人 志愿者 购机者 对象
"""
_OFFICE: Final = """
    联系人 联络员 联络人 经办人 经办 承办人 负责人 责任人 对接人 接待人 接洽人 填表人 填报人
    制表人 报送人 主管人员 人事 财务 局长 处长 科长 股长 所长 站长 院长 校长 厂长 镇长 乡长
    区长 县长 市长 州长 村长 组长 队长 班长 社长 团长 场长 店长 馆长 部长 园长 连长 排长 营长
    片长 塘长 库长 河长 湖长 林长 路长 街长 楼长 书记 支书 主任 委员 秘书 干事 干部 主席 会长
    理事 代表人 法人 经理 老板 店主 掌柜 会计 出纳 专干 专员 文书 网格员 管理员 巡查员 护林员
    监测员 信息员 统计员 宣传员 调解员 指导员 辅导员 督导员 检查员 协管员 业务员 办事员
    老板娘 场主 庄主 园主 棚主 摊主 坊主 窑主 圃主 片警 警长 楼栋长 巷长 领队 总调度 总协调 总指挥
    现场指挥 现场调度 现场代表 发言人 主管 经营者 主理人 鉴定人 公证员 接听人 受理人 接收人 接警人
    助理 社工 专管员 协理员 包村干部 驻村干部 包片 值班领导 带班领导 分管 裁判 站员 主播 群主
    法定代表 报价代表 授权代表 招标人 采购人 主办人 策展 总值班 督察 监察 会务组 对接
    工作人员 技术员 农技员 防疫员 民警 辅警 警官 法官 检察官 书记员 律师 仲裁员 记者 编辑 医生
    大夫 医师 护士 村医 兽医 药师 老师 教师 教练 师傅 值班员 值班人员 客服
"""
_ADDRESSED: Final = "(?!信箱|您好|你好|热线|拨?打|致电|的(?!手机|电话|号码|联系))"
"""Of somebody in office whom a letter goes to."""
_ANY_PRIVATE: Final = (
    r"(?<![人员者])姓名|用户名|(?:受(?![理托])|被|参|获|拟)[\u4e00-\u9fff]{1,2}[人者]"
)
"""Roles of private people by their form: 受援人, 被告知人."""

_ANY_OFFICE: Final = (
    r"[^特专成增身延全总周边擅生\W]长(?=[：:\s|｜]|$)"
    r"|[\u4e00-\u9fff]{2}(?<![人学队成会党社演球船职店雇动议委复裁减超])(?<!快递)(?<!保洁)(?<!收银)(?<!服务)(?<!售货)(?<!外卖)(?<!营业)员(?![工会额村])"
)
"""Posts by their form: 楼长, 预警员."""


def any_of(*tables: str) -> str:
    """Return the expression of any of the words in tables, where blanks stand between them."""
    return "|".join(word for table in tables for word in table.split())


ROLE: Final = re.compile(
    rf"(?P<private>{any_of(_PRIVATE)}|{_ANY_PRIVATE})"
    rf"|(?P<office>{any_of(_OFFICE)}|{_ANY_OFFICE}){_ADDRESSED}"
)


def _is_chance(said: str, role: re.Match[str]) -> bool:
    """Tell whether two words make what only looks like a post: 园长 in 公园长椅."""
    return role[0].endswith("长") and runs_on(said, *role.span())


def nearest_role(said: str) -> Whose | None:
    """Return what the person is who is called last in a text; None where nobody is called.

    Args:
        said: the words before a number or a name.
    """
    kinds = [role.lastgroup for role in ROLE.finditer(said) if not _is_chance(said, role)]
    if not kinds:
        return None
    return Whose.PERSON if kinds[-1] == "private" else Whose.OFFICE
