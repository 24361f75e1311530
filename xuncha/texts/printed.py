"""What commands print beside tables and records, in English and in Chinese."""
# ruff: noqa: E501 - a message is one line, so that it can be searched for

PRINTED: dict[str, tuple[str, str]] = {
    "rows": ("{number} rows", "{number} 条"),
    "cut_short": (
        "only the first {limit} are listed, there may be more: say how many with --limit, at most 1000",
        "只列出前 {limit} 条，可能还有更多：用 --limit 指定条数，最多 1000",
    ),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "bytes": ("{file}: {number} bytes", "{file}：{number} 字节"),
    "unreadable": ("{file}: cannot be read ({why})", "{file}：无法读取（{why}）"),
    "os_ENOENT": ("no such file or folder", "没有此文件或文件夹"),
    "os_EACCES": ("permission denied", "没有权限"),
    "os_EISDIR": ("it is a folder", "这是文件夹"),
    "os_ENOTDIR": ("it is no folder", "不是文件夹"),
    "os_EROFS": ("the disk is read-only", "磁盘只读"),
    "os_ENOSPC": ("the disk is full", "磁盘已满"),
    "no_day": (
        "{option} {text} is no date: write it like 2027-12-31",
        "{option} {text} 不是日期：应写作 2027-12-31",
    ),
    "no_moment": (
        "{option} {text} is no moment: write it like 2021-02-08T09:00",
        "{option} {text} 不是时刻：应写作 2021-02-08T09:00",
    ),
    # alerts
    "name_alerts": (
        "name the ids of failed alerts, or write --every",
        "请写明发送失败的提醒的编号，或用 --every",
    ),
    "replayed": ("{number} put back in line", "{number} 条重新排队"),
    "held": ("alerts are held back", "提醒已暂停发送"),
    "released": ("alerts go again", "提醒已恢复发送"),
    "drop": ("drop", "丢弃"),
    "send": ("send", "发送"),
    "forecast": ("{sent} would be sent, {dropped} dropped", "将发送 {sent} 条，丢弃 {dropped} 条"),
    "forecast_short": (
        "only the first {limit} of each state are listed, there may be more",
        "只列出每种状态前 {limit} 条，可能还有更多",
    ),
    # alerts template
    "as_subject": ("[subject]", "[标题]"),
    "as_mail": ("[mail]", "[邮件]"),
    "as_robot": ("[robot]", "[群机器人]"),
    "as_sms": ("[short message] {text}", "[短信] {text}"),
    "template_applied": ("templates: version {version} is in force", "模板第 {version} 版已生效"),
    # assessments, inspections, profile
    "replay_differs": (
        "judged anew, the verdicts are others: facts have come since",
        "重算结论与原结论不同：之后有新的事实",
    ),
    "answered": ("{id} is answered", "{id} 已答复"),
    "verdicts_differ": (
        "{quarter}: verdicts that change (measured defects count as confirmed)",
        "{quarter} 结论变化（实测问题按已确认计）",
    ),
    "profile_applied": ("{name}: version {version} is in effect", "{name} 第 {version} 版已启用"),
    # audit
    "chain_holds": ("the chain holds", "审计链完整"),
    # calendar
    "deadlines_moved": (
        "{number} open deadlines moved; calendar version {version}",
        "{number} 个未办结期限变动；日历第 {version} 版",
    ),
    "deadlines_would_move": (
        "{number} open deadlines would move; calendar version {version}",
        "{number} 个未办结期限将变动；日历第 {version} 版",
    ),
    "no_calendar": ("no calendar is imported", "没有导入日历"),
    "published_years": ("published years: {years}", "已公布年份：{years}"),
    # channel
    "name_channel": (
        "name one address such as mailto:duty@example.cn, or a unit with --unit",
        "请写一个地址，如 mailto:duty@example.cn，或用 --unit 指定单位",
    ),
    "channel_failed": (
        "not every channel has taken it; see the answers above, and `xuncha alerts status`",
        "有渠道未收下；请看上面的回执，并执行 xuncha alerts status",
    ),
    "channel_enabled": ("the channel is enabled again", "渠道已恢复"),
    # check
    "nothing_found": ("nothing found", "未发现问题"),
    "places_found": ("{number} found", "发现 {number} 处"),
    "serious": ("serious", "严重"),
    "ordinary": ("ordinary", "一般"),
    "hint": ("hint", "提示"),
    # connector, crawl, push
    "connected": (
        "{target}: posts are read from {host} from now on ({connector})",
        "{target}：今后从 {host} 读取帖文（{connector}）",
    ),
    "disconnected": ("{target}: posts are read no more", "{target}：不再读取帖文"),
    "hastened": (
        "{hosts} hosts, {hastened} of them made due at once",
        "{hosts} 个网站，其中 {hastened} 个提前到现在",
    ),
    "name_targets": (
        "name targets, or --unit, or --all",
        "请写明监测对象，或用 --unit、--all",
    ),
    "everything": ("everything", "全部监测对象"),
    "some_targets": ("{number} targets", "{number} 个监测对象"),
    "paused": ("{what}: paused", "{what}：已暂停"),
    "resumed": ("{what}: resumed, due at once", "{what}：已恢复，立即采集"),
    "still_paused": (
        "{number} are paused still (see `xuncha crawl paused`), and are not crawled until resumed",
        "{number} 个仍在暂停之中（见 xuncha crawl paused），恢复前不会采集",
    ),
    "name_unit_or_target": (
        "name --unit or --target",
        "请用 --unit 或 --target 指定单位或账号",
    ),
    "push_issued": (
        "{id} holds until {until}; the token is shown this once:",
        "编号 {id}，有效期至 {until}；凭据只显示这一次：",
    ),
    "push_revoked": ("{id} is taken back", "{id} 已收回"),
    # dead letters
    "sent_again": ("{number} sent again", "{number} 条已重新投递"),
    "dropped": ("{number} dropped", "{number} 条已丢弃"),
    # example
    "folder_taken": (
        "{path} is there already: name another folder",
        "{path} 已存在：请另取一个文件夹",
    ),
    "example_rows": ("{path}: {number} rows", "{path}：{number} 行"),
    "example_wording": ("{path}: the notice's wording", "{path}：通报的固定文字"),
    # findings
    "not_rejected": (
        "nothing was rejected: look at the lines above, then repeat it with --yes",
        "未排除任何问题：请看上面各行，确认后加 --yes 重新执行",
    ),
    # files that are read
    "name_file": (
        "name at least one file; `xuncha template` writes an empty one",
        "请至少指定一个文件；xuncha template 可生成空表",
    ),
    "importing": (
        "{file}: reading, checking and storing its rows …",
        "{file}：正在读取、检查并存入各行……",
    ),
    "not_imported": (
        "{file}: nothing was imported; mend the rows above, or use --skip-bad",
        "{file}：未导入任何一行；请改正上面各行，或用 --skip-bad 只导入正确的行",
    ),
    "bad_row": ("  line {line}: {reason}", "  第 {line} 行：{reason}"),
    "bad_cell": ("  line {line}, {column}: {reason}", "  第 {line} 行，{column}：{reason}"),
    "more_faults": ("  … and {number} more faults", "  ……另有 {number} 处错误"),
    "imported": (
        "{file}: {rows} rows, {new} are new, {changed} changed, {unchanged} unchanged, {bad} bad",
        "{file}：共 {rows} 行，新增 {new}，更改 {changed}，未变 {unchanged}，错误 {bad}",
    ),
    "would_be_imported": (
        "{file}: {rows} rows, {new} would be new, {changed} changed, {unchanged} unchanged, {bad} bad",
        "{file}：共 {rows} 行，将新增 {new}，更改 {changed}，未变 {unchanged}，错误 {bad}",
    ),
    "changed_row": ("  line {line}, {id}: {verb}", "  第 {line} 行，{id}：{verb}"),
    "row_new": ("new", "新增"),
    "row_changed": ("changed", "更改"),
    "empty": ("(empty)", "（空）"),
    # orders
    "order": ("{id} {state} {title} due {day}", "{id} {state} {title} 期限 {day}"),
    # registry
    "foreign_yaml": (
        "another system's file is csv or xlsx",
        "其他系统的文件只能是 csv 或 xlsx",
    ),
    "not_registered": ("it was not registered then", "当时未登记"),
    "proposal": ("{id} {verb} {about} {state}", "{id} {verb} {about} {state}"),
    "proposal_filed": (
        "{id} {verb} {about} {state}, to be filed by {day}",
        "{id} {verb} {about} {state}，报备期限 {day}",
    ),
    # reports
    "frozen": (
        "{quarter} is frozen as of {day}, digest {digest}",
        "{quarter} 已封存，截至 {day}，摘要 {digest}",
    ),
    "erratum": ("correction {number} ({day}): {text}", "更正{number}（{day}）：{text}"),
    "report_back": ("report back by {day}: {why}", "报送期限 {day}：{why}"),
    "not_reported": ("not reported", "未报送"),
    "recomputed": (
        "{marked} rows marked, {replaced} replaced",
        "已标记 {marked} 行，重算后更新 {replaced} 行",
    ),
    # rules
    "rule_set": ("version of the rule set: {version}", "规则集版本：{version}"),
    "list_read": (
        "{list}: {entries} entries, {added} added, {removed} removed, {bad} bad",
        "{list}：{entries} 条，新增 {added}，移除 {removed}，错误行 {bad}",
    ),
    "list_imported": ("{list}: edition {edition} is imported", "{list}：第 {edition} 版已导入"),
    "list_applied": ("{list}: edition {edition} is in force", "{list}：生效版次 {edition}"),
    "list_off": ("{list}: no edition is in force", "{list}：无生效版次"),
    "no_list": (
        "no rule set {name}; see `xuncha rules list`",
        "没有规则集 {name}；请用 xuncha rules list 查询",
    ),
    "tried": (
        "{articles} articles of the last {days} days, {findings} new findings {rules}",
        "近 {days} 天 {articles} 篇，新发现 {findings} 个问题 {rules}",
    ),
    # tokens
    "token_unread": (
        "--token-file {file} cannot be read ({why})",
        "--token-file {file} 无法读取（{why}）",
    ),
    "token_unsound": (
        "--token-file {file} must hold one token of at least 40 letters, digits, '-' or '_': echo xuncha_$(openssl rand -hex 32)",
        "--token-file {file} 中应有且只有一个令牌，至少 40 个字母、数字、- 或 _：echo xuncha_$(openssl rand -hex 32)",
    ),
    "no_scope": (
        "--scope {strange}: no such scope; use {known}",
        "--scope {strange}：没有此权限；可用：{known}",
    ),
    "token_name": (
        "the name {name!r} is not usable: small letters, digits and '-', at most 40",
        "名称 {name!r} 不可用：只能用小写字母、数字和 -，最多 40 个字符",
    ),
}
