"""The sentences of alerts about orders; values in braces are filled in by `message`."""

from collections.abc import Mapping

from shared.contracts.alert import AlertKind

SUBJECTS: Mapping[AlertKind, str] = {
    AlertKind.ISSUED: "【限时整改】{name}：{title}，请于{due}前整改",
    AlertKind.JOINED: "【限时整改】{name}：整改单新增问题，现为{title}，请于{due}前整改",
    AlertKind.BEFORE_DUE: "【整改提醒】{name}：{title}，将于{due}到期",
    AlertKind.DUE: "【到期提醒】{name}：{title}，期限{due}已到",
    AlertKind.OVERDUE: "【逾期催办】{name}：{title}，已于{due}到期",
    AlertKind.ESCALATED: "【逾期上报】{unit}：{title}，已于{due}到期",
    AlertKind.REOPENED: "【复查未通过】{name}：{title}，请继续整改",
    AlertKind.CLOSED: "【整改完成】{name}：{title}，复查通过",
    AlertKind.WITHDRAWN: "【整改撤销】{name}：{title}",
    AlertKind.EXTENDED: "【同意延期】{name}：{title}，期限延至{due}",
    AlertKind.EXCEPTED: "【准予报备】{name}：{title}",
    AlertKind.REFUSED: "【申请未通过】{name}：{title}，请于{due}前整改",
    AlertKind.RESCHEDULED: "【期限调整】{name}：{title}，期限改为{due}",
    AlertKind.HANDED_OVER: "【整改单已转出】{name}：{title}",
    AlertKind.ASKED: "【待办】{unit}就“{title}”提出申请，请审核",
}
_OF_FINDINGS: Mapping[AlertKind, str] = {
    AlertKind.ISSUED: "监测发现你单位负责的{kind}“{name}”存在以下问题，请限时整改：",
    AlertKind.JOINED: "你单位的整改单新增问题，请一并限时整改：",
    AlertKind.BEFORE_DUE: "以下问题的整改期限将至，请抓紧整改：",
    AlertKind.DUE: "以下问题的整改期限已到，请立即整改并反馈：",
    AlertKind.OVERDUE: "以下问题已超过整改期限，请立即整改并说明原因：",
    AlertKind.ESCALATED: "{unit}的以下问题已超过整改期限，仍未整改到位，请督促：",
    AlertKind.REOPENED: "经复查，以下问题仍然存在，请继续整改：",
    AlertKind.CLOSED: "经复查，以下问题已消除，整改单已办结，感谢配合。",
    AlertKind.WITHDRAWN: "经核实，以下问题不成立，整改单已撤销，无需处理。",
    AlertKind.EXTENDED: "你单位的延期申请已获批准，请按新的期限整改：",
    AlertKind.EXCEPTED: "以下问题已准予报备，报备期内不再催办：",
    AlertKind.REFUSED: "你单位的申请未获批准，请按期整改：",
    AlertKind.RESCHEDULED: "工作日安排有变动，以下问题的整改期限已重新计算：",
    AlertKind.HANDED_OVER: "以下整改单已转由其他单位办理，你单位无需处理。",
    AlertKind.ASKED: "{unit}对以下整改单提出申请（延期、报备或申诉），请审核：",
}
_OF_DUTIES: Mapping[AlertKind, str] = {
    AlertKind.ISSUED: "请按通报要求报送整改情况报告：",
    AlertKind.BEFORE_DUE: "整改情况报告的报送期限将至，请抓紧报送：",
    AlertKind.DUE: "整改情况报告的报送期限已到，请立即报送：",
    AlertKind.OVERDUE: "整改情况报告已超过报送期限，请立即报送并说明原因：",
    AlertKind.ESCALATED: "{unit}未按期报送整改情况报告，请督促：",
    AlertKind.CLOSED: "整改情况报告已收到，感谢配合。",
}
OPENINGS: Mapping[tuple[bool, AlertKind], str] = {
    **{(False, kind): text for kind, text in _OF_FINDINGS.items()},
    **{(True, kind): _OF_DUTIES.get(kind, text) for kind, text in _OF_FINDINGS.items()},
}
"""By: is it a report-back duty; kind."""
DATED = frozenset(SUBJECTS) - {
    AlertKind.CLOSED,
    AlertKind.WITHDRAWN,
    AlertKind.HANDED_OVER,
    AlertKind.EXCEPTED,
}
"""Kinds that print the deadlines with their explanation."""
