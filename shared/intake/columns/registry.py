"""Columns of the registry: units and targets."""

from shared.tables.model import Column, Schema

YES_NO = "true or false"
STATUS = {
    "正常运行": "running",
    "运行": "running",
    "在运行": "running",
    "例外": "exempt",
    "关停": "closed",
    "关停注销": "closed",
    "永久下线": "closed",
    "注销": "closed",
    "迁移": "migrated",
}
KINDS = {
    "网站": "website",
    "政府网站": "website",
    "专栏": "column",
    "栏目": "column",
    "信息公开专栏": "column",
    "政务新媒体": "account",
    "新媒体": "account",
    "账号": "account",
}
PLATFORMS = {
    "微信公众号": "wechat",
    "微信": "wechat",
    "新浪微博": "weibo",
    "微博": "weibo",
    "移动客户端": "app",
    "政务今日头条号": "toutiao",
    "今日头条号": "toutiao",
    "今日头条": "toutiao",
    "抖音短视频号": "douyin",
    "抖音": "douyin",
    "快手短视频号": "kuaishou",
    "快手": "kuaishou",
    "微信小程序": "miniprogram",
    "微信视频号": "channels",
    "百家号": "baijiahao",
    "企鹅号": "penguin",
    "大鱼号": "dayu",
    "百度贴吧": "tieba",
    "人民号": "people",
    "央视频": "cctv",
    "北京号": "beijing",
    "新华号": "xinhua",
    "澎湃号": "thepaper",
}

UNITS = Schema(
    "units",
    (
        Column("id", ("编号", "单位编号", "单位代码"), required=True, example="linxiang"),
        Column("name", ("名称", "单位名称", "单位"), required=True, example="临翔区"),
        Column(
            "kind",
            ("类别", "单位类别", "类型", "单位类型"),
            required=True,
            values={"县区": "county", "县": "county", "区": "county", "部门": "bureau"}
            | {"市直部门": "bureau", "其他": "other"},
            note="county, bureau or other",
            example="county",
        ),
        Column("short_name", ("简称", "单位简称")),
        Column("level", ("层级", "级别"), example="县级"),
        Column("region", ("行政区划", "区划", "区划代码", "地区"), example="530902"),
        Column(
            "order", ("排序", "序号", "顺序"), note="place in lists, smaller first", example="1"
        ),
        Column(
            "channels",
            ("通知渠道", "渠道", "联系方式"),
            note="mailto:, wecom:, dingtalk:, feishu:, webhook: or sms:, several separated by ;",
            example="mailto:office@linxiang.example.cn",
        ),
        Column("superior", ("上级单位", "主管单位"), note="id of the unit told of overdue orders"),
    ),
)

TARGETS = Schema(
    "targets",
    (
        Column("id", ("编号", "对象编号", "监测对象编号"), required=True, example="linxiang-www"),
        Column(
            "kind",
            ("类别", "对象类别", "类型"),
            required=True,
            values=KINDS,
            note="website, column or account",
            example="website",
        ),
        Column("name", ("名称", "对象名称", "网站名称"), required=True, example="临翔区人民政府网"),
        Column(
            "unit", ("单位", "主办单位", "责任单位", "单位编号"), required=True, example="linxiang"
        ),
        Column(
            "platform", ("平台", "所属平台"), values=PLATFORMS, note="of an account, such as wechat"
        ),
        Column(
            "url",
            ("网址", "地址", "链接", "首页网址"),
            note="http or https; a website and a column need one",
            example="https://www.linxiang.example.gov.cn/",
        ),
        Column("site_code", ("网站标识码", "标识码")),
        Column("level", ("层级", "级别"), example="县级"),
        Column("columns_class", ("栏目类别", "栏目分类")),
        Column("parent", ("所属网站", "上级网站"), note="of a column: id of its website"),
        Column(
            "status",
            ("状态", "运行状态"),
            values=STATUS,
            note="running, exempt, closed or migrated",
            example="running",
        ),
        Column("opened_on", ("开办日期", "开通日期"), note="like 2020-10-01"),
        Column("closed_on", ("关停日期",), note="a closed target needs it"),
        Column("navigation_only", ("仅导航", "仅导航首页"), note=YES_NO),
        Column("has_services", ("有办事服务", "提供办事服务"), note=YES_NO),
        Column("national_id", ("全国系统编号", "全国报送系统编号")),
        Column("provincial_id", ("省级系统编号", "省级报送系统编号")),
        Column("subject", ("认证主体", "账号主体")),
        Column("deregistered_on", ("注销日期",)),
    ),
)
