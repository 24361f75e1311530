"""Whether a few characters are the name of a person; by surname, so a guess and never a proof."""

import re
from collections.abc import Iterator
from typing import Final

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
    "叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段"
    "雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔向汤温康施牛樊葛邢安齐伍庞颜倪庄聂章鲁岳翟殷"
    "詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游"
    "辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党"
    "宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖"
    "巩明佘池查麻苑迟邝封字普罕俸岩杞鲜闻肖玉刀召扎依"
)
_DOUBLE: Final = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫"
_GIVEN: Final = r"(?!氏)[\u4e00-\u9fff某×Xx*＊○〇]"
_NAME = re.compile(rf"(?:{_DOUBLE}|[{_SURNAMES}]){_GIVEN}{{1,2}}")
_SURNAME = re.compile(rf"{_DOUBLE}|[{_SURNAMES}]")
_COLUMN_NAME = re.compile(r"[\u4e00-\u9fff某]{2,4}")
_LONG_NAME = re.compile(r"[\u4e00-\u9fff]{1,7}[·•][\u4e00-\u9fff·•]{1,12}")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z.'\-]*(?: [A-Z][A-Za-z.'\-]*){1,4}")
_TITLES = re.compile(r"(?:某|女士|先生|同志)$")
_NO_NAME = re.compile(
    r"(?:[省市县区镇乡组局部厅办委处科股室所站院校厂店队馆库街路巷号码址额率费款项称铺村寨苑寓筑]"
    r"|街道|社区|公司|中心|证明|业务)$"
)
_ROLE = re.compile(
    r"^.{0,12}?(?:村民|居民|市民|户主|学生|同学|考生|患者|对象|姓名|家长|申请人|当事人|来电人"
    r"|业主|人员|同志|职工|家住|户名)"
)
_CALLED = re.compile(
    r"(?:市民|村民|同志|先生|女士|老人|老师|夫妇|夫妻|妈妈|爸爸|爷爷|奶奶|外婆|外公|一家|家|户)$"
)
"""What follows the name of a person: 李四户, 李四夫妇."""
_LIVES: Final = re.compile(r"的?(?:现|家)?(?:居住|住处|住所|住)(?![房宅建院宿]).*")
_DAY = re.compile(r"^.*(?:周|星期)[一二三四五六日天]")
"""When somebody is on duty."""
_ENDS_A_ROLE: Final = frozenset(
    "人者主户员生师民告犯工亲妻夫偶婆爷奶嫂兵手匠众童属口象方农长班号表找"
)
"""Last characters of what people are called before their name: 被执行人, 承租户, 驾驶员."""
_POSTS: Final = frozenset({"主管", "主任", "主席"})
"""What begins with the end of a role and goes on with a surname."""
_APART = re.compile(r"[^\u4e00-\u9fff·•某×*＊○〇]+")
_NAME_LENGTHS = (3, 2, 4)
_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        万事 万人 万元 万公 严格 严禁 严重 于是 云南 任务 任命 任职 何地 何时 余下 余额 党员
        党委 党小组 党建 党总支 党支部 党组 全体 全天 全区 全县 全国 全市 全年 全文 全日 全称 全程
        全部 全额 关于 关注 关系 农业 农户 农村 农民 包括 包装 华侨 单价 单元 单间 单栋 单位 单号
        古代 古城 古树 吉林 向上 向下 向前 周一 周三 周二 周五 周六 周四 周日 周期 周边 和平
        和谐 商务 商品 夏季 宁夏 安全 安徽 安排 宗旨 实发 封闭 封面 左侧 左右 左边 师傅
        师生 师范 席位 平方 应付 应发 应届 应当 应急 康复 成员 成年 成本 成果 成立 成绩
        方向 方式 方案 方法 方面 施工 时候 时段 时间 明年 明确 明细 曲线 查处 查看 查窗 查询
        查阅 桑树 武汉 武装 武警 段落 段长 毕业 水田 江苏 江西 沙石 温度 温馨 游客 甘肃
        马上 马路 包车 包食 包吃 包住 包教 包干 包保
        明天 明日 明早 明晚 周末
        田地 田间 申办 申报 申诉 申请 申领 白天 白色 白银 盛会 石材 石油 祝福 祝贺 程序
        程度 章程 童年 童装 简介 简历 简称 简要 管护 管理 米线 纪委 纪律 纪检 荣获 荣誉
        蓝色 解决 解放 计划 许可 许多 费用 贺信 路口 路段 路线 车牌 车辆 边境 边防 连接
        连续 金牌 金色 金融 金额 雷电 雷雨 项目 高空 高中 高压 高度 高校 高温 高级 麻栗 黄色
        黄金 玉米 玉石 玉溪 玉龙 刀具 召开 召集 召回 扎实 扎根 依托 依据 依法 依次 依照 依规
        安居 安心 安置 安装 房主 房产 房屋 房租 房门 房间 高位 高兴 高原 高层 高山 高效 高速
        高端 高铁
        """,
    )
)


def is_name(cell: str) -> bool:
    """Tell whether a whole cell reads as the name of a person."""
    cell = cell.strip()
    if _LONG_NAME.fullmatch(cell):
        return True
    if not _NAME.fullmatch(cell) or cell in _WORDS or cell[:2] in _WORDS:
        return False
    return _TITLES.search(cell) is not None or not _NO_NAME.search(cell)


def names_anywhere(text: str) -> Iterator[tuple[int, str]]:
    """Return whatever reads as a name, with where it starts; most of it is none."""
    for match in _SURNAME.finditer(text):
        for length in _NAME_LENGTHS:
            name = text[match.start() : match.start() + length]
            if len(name) == length and is_name(name):
                yield match.start(), name


def latin_name_in(text: str) -> bool:
    """Tell whether a text holds what is written as names are in Latin letters: John Smith."""
    return _LATIN_NAME.search(text) is not None


def named_in_its_column(cell: str) -> bool:
    """Tell whether a cell under a heading for names is one: there no surname need be known."""
    if is_name(cell) or _LATIN_NAME.fullmatch(cell):
        return True
    return (
        _COLUMN_NAME.fullmatch(cell) is not None
        and cell[:2] not in _WORDS
        and not _NO_NAME.search(cell)
    )


def names_in(text: str) -> Iterator[str]:
    """Return what stands alone between separators and reads as a name; in the order of the text."""
    for words in _APART.split(text):
        piece = _LIVES.sub("", words)
        bare = _CALLED.sub("", piece)
        for name in (piece, bare, _ROLE.sub("", piece), _DAY.sub("", piece), *_behind_a_role(bare)):
            if is_name(name):
                yield name
                break


def _behind_a_role(piece: str) -> Iterator[str]:
    for length in _NAME_LENGTHS:
        if piece[-length - 1 : -length] in _ENDS_A_ROLE and piece[-length - 1 :][:2] not in _POSTS:
            yield piece[-length:]
