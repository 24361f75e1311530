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
from xuncha.cli.imports import tell_bad
from xuncha.cli.options import AsJson
from xuncha.cli.screen import asked, carry_out, console, data_of, fail, record, table
from xuncha.client import connected, whoami
from xuncha.importing import put_file
from xuncha.texts import say

app = App(name="rules", help="Rules, the office's word lists, and their precision.")
RULES = ("rule", "title=name", "severity", "effect", "confirmed", "rejected", "precision", "state")
LISTS = ("id=list", "kind", "edition", "newest", "entries", "file")
FOUND = ("rule", "target", "excerpt", "suggestion", "places")
TRIAL_SECONDS = 600.0


@app.command(name="list")
def list_(*, json: AsJson = False) -> None:
    """List the rules with their precision, and the office's lists with their editions."""
    data = asked("rule.list", ListQuery(request=new_request(), actor=whoami()))
    if json:
        record(data, as_json=True)
        return
    table(data["rules"], RULES, as_json=False)
    table([_newest(each) for each in data["rulesets"]], LISTS, as_json=False)
    console.print(say("rule_set", version=data["rule_set"]), markup=False)


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
    tell_bad(report["bad"])
    counts = {name: report[name] for name in ("entries", "added", "removed")}
    said = say("list_read", list=ruleset, bad=report["bad_rows"], **counts)
    console.print(said, markup=False)
    if dry_run:
        return
    if not report["edition"]:
        fail(say("not_imported", file=file.name), code=1)
    console.print(say("list_imported", list=ruleset, edition=report["edition"]), markup=False)
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
    told = "list_applied" if after["edition"] else "list_off"
    console.print(say(told, list=after["id"], edition=after["edition"]), markup=False)


@app.command(name="dry-run")
def dry_run(name: str, *, edition: int = 0, days: int = TRIAL_DAYS, json: AsJson = False) -> None:
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
    by_rule = ", ".join(f"{rule} {number}" for rule, number in report["by_rule"].items())
    counts = {name: report[name] for name in ("days", "articles", "findings")}
    console.print(say("tried", rules=by_rule, **counts).rstrip(), markup=False)


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
        fail(say("no_list", name=name), code=1)
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
