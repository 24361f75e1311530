"""What is looked for in the family `personal`; the examples are synthetic and belong to nobody."""

from typing import Final

from services.analyzer.domain.privacy.values import ADDRESS, CARD, ID, MOBILE, PASSPORT
from services.analyzer.domain.rule import Rule
from shared.contracts.finding import Effect, Severity

LIST: Final = "personal.list"
WEAK_MASK: Final = "personal.weak_mask"
RECOMBINABLE: Final = "personal.recombinable"
_DISCLOSURE: Final = "政府信息公开条例：涉及个人隐私的信息不得公开"
_STUDENTS: Final = "教财厅函〔2017〕28号：公示不得包含身份证号、家庭住址、电话、出生日期、银行卡号"

RULES = (
    Rule(
        id=ID,
        title="个人隐私泄露",
        severity=Severity.SERIOUS,
        effect=Effect.PROBLEM,
        source="政府信息公开条例；GB 11643 公民身份号码",
        mend="立即隐去身份证号码中的出生日期和顺序码，或撤下该页面、附件。",
        means="页面或附件中有完整的公民身份号码，任何人都能用它冒名办事。残疾人证号、学籍号中含有身份证号，同样不得公开。",
        fires=(
            "张某，身份证号11010119900307109X，领取补贴。",
            "证件：１１０１０１１９９００３０７１０９Ｘ。",
            "号码 110101 19900307 109X 已登记。",
            "残疾人证号11010119900307109X43。",
            "身份证号：110101900307109",
        ),
        silent=(
            "张某，身份证号110***********109X，领取补贴。",
            "统一社会信用代码91530900MA6K4AAA0X。",
            "文件编号20201214100000123。",
            "咨询电话0883-2143207。",
            "受理编号：110101199003071030",
        ),
    ),
    Rule(
        id=PASSPORT,
        title="护照等证件号码泄露",
        severity=Severity.SERIOUS,
        effect=Effect.PROBLEM,
        source=_DISCLOSURE,
        mend="隐去证件号码中间各位，或撤下该页面、附件。",
        means="标注为护照、通行证、军官证等的号码完整可见。",
        fires=("申请人护照号码E12345678。", "持港澳居民来往内地通行证H12345678入境。"),
        silent=("护照办理咨询电话0883-2143207。", "沿G12345678号样品送检。", "护照号E12****78。"),
    ),
    Rule(
        id=MOBILE,
        title="个人手机号码泄露",
        severity=Severity.ORDINARY,
        effect=Effect.PROBLEM,
        source=_DISCLOSURE,
        mend="按“138****1234”的形式隐去中间四位，或改为单位座机。",
        means="个人手机号码完整可见；公务联系方式中的手机号码只作提示，由人核实。",
        fires=("村民李四，手机13800138000。", "咨询联系人：王科长，13900139000。"),
        silent=(
            "监督电话12345，0883-2143207。",
            "村民李四，手机138****8000。",
            "订单号13800138000。",
            "客服热线400-800-8888。",
        ),
    ),
    Rule(
        id=CARD,
        title="个人银行卡号泄露",
        severity=Severity.SERIOUS,
        effect=Effect.PROBLEM,
        source=_STUDENTS,
        mend="隐去卡号中间各位，或撤下该页面、附件。",
        means="个人的银行卡、一卡通账号完整可见；单位的对公账户不在此列。",
        fires=("户名李四，卡号6222020000123456782。",),
        silent=(
            "投标保证金账户：户名临沧市公共资源交易中心，账号6222020000123456782。",
            "户名李四，卡号622202*********6784。",
        ),
    ),
    Rule(
        id=ADDRESS,
        title="家庭住址泄露",
        severity=Severity.ORDINARY,
        effect=Effect.PROBLEM,
        source=_DISCLOSURE,
        mend="住址只写到乡镇、街道，删去村组和门牌号。",
        means="个人住址精确到村民小组、楼栋或门牌号。",
        fires=("李四，家庭住址：凤翔街道文林社区3组12号。",),
        silent=("李四，家庭住址：凤翔街道。", "地址：临翔区世纪路1号行政中心3号楼205室。"),
    ),
    Rule(
        id=LIST,
        bare=True,
        title="名单整体泄露个人信息",
        severity=Severity.SERIOUS,
        effect=Effect.PROBLEM,
        source=_STUDENTS,
        mend="撤下名单，隐去身份证号、电话、卡号、住址、病情等各列后重新发布。",
        means="表格或附件逐行列出多人的姓名与隐私信息；一份名单只报告一次，写明行数。",
        fires=(
            "姓名\t出生日期\n李四\t1990-03-07\n王芳\t1988-01-01\n张伟\t1975-02-28",
            "李四\t13800138000\n王芳\t13900139000\n张伟\t13700137000",
        ),
        silent=(
            "姓名\t学校\n李四\t一中\n王芳\t二中\n张伟\t三中",
            "李四\t138****8000\n王芳\t139****9000\n张伟\t137****7000",
        ),
    ),
    Rule(
        id=WEAK_MASK,
        title="个人信息遮盖不足",
        severity=Severity.ORDINARY,
        effect=Effect.PROBLEM,
        source="尚无国家标准；须连续隐去至少6位并含出生日期或顺序码，校验码可以推算",
        mend="身份证号至少连续隐去6位并包含出生日期或顺序码；手机号隐去中间四位。",
        means="号码虽有遮盖，但能推算或很快试出。只遮最后一位等于没有遮盖。",
        fires=("身份证号11010119900307109*。", "身份证号1101011990030****X。"),
        silent=("身份证号110101********109X。", "手机138****8000。"),
    ),
    Rule(
        id=RECOMBINABLE,
        title="遮盖可被拼合还原",
        severity=Severity.ORDINARY,
        effect=Effect.PROBLEM,
        source="各处遮盖位置应当一致，遮盖的内容不得在别处写出",
        mend="统一各处的遮盖位置，删去同一行的出生日期。",
        means="同一人的号码在几处遮盖的位置不同，或被遮盖的出生日期另有一列，合起来就是完整号码。",
        fires=(
            "李四，身份证号110101********1093，出生日期1990年3月7日。",
            "李四，身份证110101********1093。\n李四，身份证1101011990********。",
        ),
        silent=("李四，身份证号110101********1093。", "王芳，身份证110101********1093。"),
    ),
)
