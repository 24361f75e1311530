"""`xuncha rules`: what is looked for, the office's own lists, and how precise each rule is."""

from pathlib import Path
from typing import Any

from cyclopts import App

from shared.commands import ask, new_request
from shared.contracts.command import ListQuery, Result
from shared.contracts.rule_command import (
    TRIAL_DAYS,
    ApplyRuleset,
    ConsentToHint,
    ImportRuleset,
    TryRuleset,
)
from xuncha.cli.screen import asked, carry_out, console, data_of, fail, record, table
from xuncha.client import connected, whoami
from xuncha.importing import put_file

app = App(name="rules", help="Rules, the office's word lists, and their precision.")
RULES = {
    "rule": "规则",
    "title": "名称",
    "severity": "程度",
    "effect": "后果",
    "confirmed": "确认",
    "rejected": "驳回",
    "precision": "准确率",
    "state": "状态",
}
LISTS = {
    "id": "词表",
    "kind": "类别",
    "edition": "生效版次",
    "newest": "最新版次",
    "entries": "条数",
    "file": "文件",
}
FOUND = {
    "rule": "规则",
    "target": "监测对象",
    "excerpt": "原文",
    "suggestion": "建议",
    "places": "处数",
}
TRIAL_SECONDS = 600.0
SHOWN = 20


@app.command(name="list")
def list_(*, json: bool = False) -> None:
    """List the rules with their precision, and the office's lists with their editions."""
    data = asked("rule.list", ListQuery(request=new_request(), actor=whoami()))
    if json:
        record(data, as_json=True)
        return
    table(data["rules"], RULES, as_json=False)
    table([_newest(each) for each in data["rulesets"]], LISTS, as_json=False)
    console.print(f"规则集版本：{data['rule_set']}", markup=False)


@app.command(name="import")
def import_(
    file: Path,
    *,
    name: str = "",
    kind: str = "wording",
    dry_run: bool = False,
    skip_bad: bool = False,
    apply: bool = False,
) -> None:
    """Import a word list as the next edition of a rule set; csv, tsv, xlsx, yaml.

    It is looked for only after `xuncha rules apply`; see before with `xuncha rules dry-run` what
    it would newly flag.

    Args:
        file: the list; `xuncha template wording` (or another kind) writes an empty one.
        name: of the rule set; default the name of the file without its ending.
        kind: of the list: wording, roster, terms, links or abolished.
        dry_run: only show what would change in the list.
        skip_bad: import the good rows although others are bad.
        apply: put it in force at once.
    """
    ruleset = name or file.stem
    report = data_of(carry_out(_import(file, ruleset, kind, dry_run=dry_run, skip_bad=skip_bad)))
    for bad in report["bad"][:SHOWN]:
        console.print(f"  line {bad['line']}, {bad['column']}: {bad['reason']}", markup=False)
    console.print(
        f"{ruleset}: {report['entries']} 条，新增 {report['added']}，移除 {report['removed']}，"
        f"错误行 {report['bad_rows']}",
        markup=False,
    )
    if dry_run:
        return
    if not report["edition"]:
        fail(f"{file.name}: nothing was imported; mend the rows above, or use --skip-bad", code=1)
    console.print(f"{ruleset}: 第 {report['edition']} 版已导入", markup=False)
    if apply:
        apply_(ruleset, edition=report["edition"])


@app.command(name="apply")
def apply_(name: str, *, edition: int = 0, off: bool = False) -> None:
    """Put an edition of a rule set in force, without a restart; what stands is read again.

    Args:
        name: of the rule set.
        edition: default the newest.
        off: put no edition in force.
    """
    number = 0 if off else edition or _newest_of(name)
    command = ApplyRuleset(request=new_request(), actor=whoami(), ruleset=name, edition=number)
    after = asked("ruleset.apply", command)
    console.print(f"{after['id']}: 生效版次 {after['edition'] or '无'}", markup=False)


@app.command(name="dry-run")
def dry_run(name: str, *, edition: int = 0, days: int = TRIAL_DAYS, json: bool = False) -> None:
    """Show what an edition would newly flag in the last days; nothing is stored, nobody is told.

    Args:
        name: of the rule set.
        edition: default the newest.
        days: how far back.
        json: print everything as JSON.
    """
    command = TryRuleset(
        request=new_request(),
        actor=whoami(),
        ruleset=name,
        edition=edition or _newest_of(name),
        days=days,
    )
    report = data_of(carry_out(_long("ruleset.try", command)))
    if json:
        record(report, as_json=True)
        return
    table(report["shown"], FOUND, as_json=False)
    console.print(
        f"近 {report['days']} 天 {report['articles']} 篇，新发现 {report['findings']} 个问题 "
        f"{report['by_rule']}",
        markup=False,
    )


@app.command
def consent(rule: str, *, reason: str, withdraw: bool = False) -> None:
    """Agree, as a reviewer, that an imprecise veto rule gives hints only.

    Args:
        rule: its id, such as wording.serious.
        reason: kept with the precision and in the audit.
        withdraw: agree no longer.
    """
    command = ConsentToHint(
        request=new_request(), actor=whoami(), rule=rule, agreed=not withdraw, reason=reason
    )
    row = asked("rule.consent", command)
    console.print(f"{row['rule']}: {row['grade']}", markup=False)


def _newest(ruleset: dict[str, Any]) -> dict[str, Any]:
    newest = ruleset["editions"][-1] if ruleset["editions"] else {}
    named = {"newest": newest.get("number"), "entries": newest.get("entries")}
    return {**ruleset, **named, "file": newest.get("file")}


def _newest_of(name: str) -> int:
    data = asked("rule.list", ListQuery(request=new_request(), actor=whoami()))
    known = {each["id"]: each for each in data["rulesets"]}
    if name not in known:
        fail(f"no rule set {name}; see `xuncha rules list`", code=1)
    return int(_newest(known[name])["newest"])


async def _import(file: Path, ruleset: str, kind: str, *, dry_run: bool, skip_bad: bool) -> Result:
    async with connected() as client:
        _, stored = await put_file(client, file)
        command = ImportRuleset(
            request=new_request(),
            actor=whoami(),
            file=stored,
            name=file.name,
            ruleset=ruleset,
            kind=kind,
            dry_run=dry_run,
            skip_bad=skip_bad,
        )
        return await ask(client, "ruleset.import", command)


async def _long(name: str, command: TryRuleset) -> Result:
    async with connected() as client:
        return await ask(client, name, command, timeout_seconds=TRIAL_SECONDS)
