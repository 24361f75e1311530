"""Lines that a unit made public for whoever calls: nobody's own, however they are called."""

import re
from typing import Final

from services.analyzer.domain.privacy.roles import any_of

_SOLD: Final = """
    订房 订座 订位 订餐 订货 订票 订购 预订 预定 预约 看房 看货 看样 看车 销售 售后 客服 商家
    商户 商务 团购
"""
_OFFERED: Final = """
    对外 服务 业务 便民 公开 夜间 节假日 休息日 下班后 招聘 报名 咨询 挂号 调解 寄件 取件 揽收
    竞买登记 办公室 值守 报修 维修 抢修 救助 救护 急救 急诊 求助 举报 投诉 监督 受理
"""
"""What stands before 电话 where a unit offers it."""
_SPOKEN_OF: Final = """
    热线 专线 总机 招聘 应聘 招租 售楼 购买 采购 选购 收购 批发 开锁 疏通 搬家 清洗 救援 报警
    报灾 报险 火警 火情 调度 24h 24H 24小时 总台 前台 防火 防汛 值班 应急 全天 加盟 代理 门市
    微信同号 欢迎 请拨 请打 请致电 致电 拨打 垂询 洽谈
"""
"""What is said beside a line, with what is sold and offered, where the sentence names nobody."""


BEYOND: Final = r"(?:号码?)?(?:就行|即可|都行)?(?:[（(][^（）()\n]{0,16}[)）])?[：:为是\s]{0,3}$"
"""What may stand between a label and its number."""
_DUTY = re.compile(
    rf"(?<!我的)(?:(?:专用|公务|工作|办公|应急|服务|便民|咨询|监督|举报|报告|热线)(?:手机|移动电话)"
    rf"|(?:值班|值守|报警|报灾|救援|调度|指挥|巡查|24小时)(?:手机|移动电话|电话)){BEYOND}"
    rf"|(?:手机|移动电话)(?:号码?)?[（(](?:值班|值守|工作|公务|办公|应急)(?:专用|用机|手机)?[)）][：:为是\s]{{0,3}}$"
)
"""Labels of a mobile that an office keeps, not a person."""
_OF_DUTY = re.compile(r"\s?[（(](?:值班|值守|工作|公务|办公|应急)(?:专用|用机|手机)")
_LINE = re.compile(
    rf"(?:(?:热线|专线)(?:电话|手机)?|总机"
    rf"|(?:{any_of(_SOLD, _OFFERED)})(?:公开|咨询|服务|联系|[车点站处台])?(?:电话|手机|号)"
    rf"|(?:预约|咨询|预订|报名|订[\u4e00-\u9fff]{{1,2}})[\u4e00-\u9fff]{{0,6}}请?(?:拨打?|致电|打)"
    rf"|包车请打|报告请拨|咨询|客服|售后|预[订定约]|团购)"
    rf"{BEYOND}|办公室[：:]\s?$"
)
_CALLED = re.compile(any_of(_SOLD, _OFFERED, _SPOKEN_OF))


def is_a_line(label: str, after: str) -> bool:
    """Tell whether a number is kept for a duty, or for callers.

    Args:
        label: directly before the number.
        after: directly behind it.
    """
    return any((_DUTY.search(label), _OF_DUTY.match(after), _LINE.search(label)))


def for_callers(said: str) -> bool:
    """Tell whether a sentence that names nobody speaks of a number for callers."""
    return _CALLED.search(said) is not None
