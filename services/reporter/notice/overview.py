"""Part one of a notice: the sentences that carry the quarter's numbers."""

from collections.abc import Sequence
from typing import Any

from services.reporter.notice.figures import Figures
from services.reporter.notice.runs import (
    Paragraph,
    Runs,
    body,
    chain,
    join,
    number,
    say,
    weave,
)


def overview(figures: Figures) -> list[Paragraph]:
    """Write the four paragraphs of part one."""
    return [
        body(1, figures.text(figures.profile.higher.heading), _higher(figures)),
        body(2, "政府网站普查情况", _sites(figures)),
        body(3, "政府系统政务新媒体抽查情况", _accounts(figures)),
        body(4, "网民留言办理情况", _enquiries(figures)),
    ]


def _higher(figures: Figures) -> Runs:
    clauses = [clause for clause in (_ranked(figures), _named(figures)) if clause]
    if not clauses:
        return say("本季度未登记上级通报结果。")
    basis = say(figures.text(figures.profile.higher.basis))
    return chain((basis, chain(clauses, "；"), say("。")))


def _ranked(figures: Figures) -> Runs:
    higher = figures.profile.higher
    rows = [row for row in figures.report["scores"] if row["source"] == higher.source]
    rows = [row for row in rows if row["rank"] and row["rank"] <= higher.top]
    if not rows:
        return ()
    names = join([say(figures.name(row["target"], row["name"], "higher")) for row in rows])
    points = join([weave("{}分", number("scores", f"{row['points']:g}")) for row in rows])
    ranks = join([weave("第{}名", number("scores", row["rank"])) for row in rows])
    split = "，分别为" if len(rows) > 1 else "，为"
    return weave(
        f"{{}}以{{}}跻身{higher.area}前{higher.top}名行列{split}{{}}", names, points, ranks
    )


def _named(figures: Figures) -> Runs:
    """Name the websites that the higher level found unqualified."""
    source = figures.profile.higher.source
    clauses = []
    for problem in figures.report["problems"]:
        if problem["effect"] != "veto":
            continue
        rows = [row for row in problem["targets"] if _failed(row, source)]
        names = [say(figures.name(row["id"], row["name"], "higher")) for row in rows]
        pattern = "{}发布的文章中，因存在{}被通报为不合格网站"
        clauses += [weave(pattern, join(names), say(problem["title"]))] if names else []
    return chain(clauses, "；")


def _failed(row: dict[str, Any], source: str) -> bool:
    return row["kind"] == "website" and source in row["sources"]


def _sites(figures: Figures) -> Runs:
    year, quarter = figures.known["year"], figures.known["quarter"]
    profile = figures.profile
    stock = weave(
        f"{year}年第{quarter}季度，{{}}在“{{}}”中登记在运行政府网站{{}}个，"
        "在运行{}信息公开专栏{}个。",
        say(profile.scope),
        say(profile.website_system),
        figures.number_of("websites.running"),
        say(profile.column_owner),
        figures.number_of("columns.running"),
    )
    seen = figures.count("websites.checked") or figures.count("columns.checked")
    how = f"通过每日监测，第{quarter}季度" if seen else f"第{quarter}季度"
    result = weave(
        f"{how}{{}}；{{}}。",
        _result(figures, "websites", "网站"),
        _result(figures, "columns", "专栏"),
    )
    gaps = chain((_gap(figures, "websites", "政府网站"), _gap(figures, "columns", "信息公开专栏")))
    return chain((stock, result, gaps))


def _result(figures: Figures, key: str, noun: str) -> Runs:
    path = f"{key}.unqualified"
    found = weave(f"发现问题{noun}{{}}个", figures.number_of(path))
    share = figures.rate_of(key)
    if share is None:
        lack = f"{noun}监测数据不足，不计算合格率"
        return weave(f"{{}}，{lack}", found) if figures.count(path) else say(lack)
    if not figures.count(path):
        found = say(f"未发现问题{noun}")
    return weave(f"{{}}，{noun}合格率{{}}", found, share)


def _gap(figures: Figures, key: str, noun: str) -> Runs:
    """State the coverage where not everything was observed or a sample was drawn."""
    part = figures.report[key]
    clauses: list[Runs] = []
    if part["sampled"] is not None:
        share = f"{part['sampled'] * 100 / part['running']:.1f}%" if part["running"] else "0"
        sampled = number(f"{key}.sampled", part["sampled"])
        clauses.append(weave(f"抽查{{}}个，占在运行数的{share}", sampled))
    if part["not_observed"]:
        missing = number(f"{key}.not_observed", part["not_observed"])
        clauses.append(weave("{}个未取得足够监测数据，不计入合格率", missing))
    if not clauses:
        return ()
    checked = weave("实际检查{}个", number(f"{key}.checked", part["checked"]))
    return weave(f"其中，{noun}{{}}。", chain((*clauses, checked), "，"))


def _accounts(figures: Figures) -> Runs:
    profile, quarter = figures.profile, figures.known["quarter"]
    platforms = [
        weave("{}{}个", say(row["name"]), number(_path(row), row["registered"]))
        for row in figures.report["accounts"]["by_platform"]
    ]
    among = weave("，其中：{}", chain(platforms, "，")) if platforms else ()
    return weave(
        f"{{}}{quarter}季度{{}}。截至目前，{{}}已登记在案的政府系统政务新媒体{{}}个{{}}；"
        f"{quarter}季度，{{}}。{{}}",
        say(figures.text(profile.accounts_basis)),
        _flow(figures),
        say(profile.scope),
        figures.number_of("accounts.registered"),
        among,
        _verdict(figures),
        _gap(figures, "accounts", "政务新媒体"),
    )


def _path(row: dict[str, Any]) -> str:
    return f"accounts.by_platform.{row['platform']}.registered"


def _flow(figures: Figures) -> Runs:
    if not figures.count("accounts.opened") and not figures.count("accounts.closed"):
        return say("无新增登记和关停的政府系统政务新媒体")
    return weave(
        "新增登记政府系统政务新媒体{}个、关停{}个",
        figures.number_of("accounts.opened"),
        figures.number_of("accounts.closed"),
    )


def _verdict(figures: Figures) -> Runs:
    path, noun = "accounts.unqualified", "政府系统政务新媒体"
    share = figures.rate_of("accounts")
    why = "（因出现单项否决指标有关情形判定为不合格）"
    found = weave(f"发现不合格{noun}{{}}个{why}", figures.number_of(path))
    if share is None:
        lack = f"{noun}监测数据不足，不计算合格率"
        return weave(f"{{}}，{lack}", found) if figures.count(path) else say(lack)
    if not figures.count(path):
        found = say(f"未发现不合格{noun}")
    return weave("通过检测{}，总体合格率为{}", found, share)


def _enquiries(figures: Figures) -> Runs:
    head = f"{figures.known['year']}年{figures.known['quarter']}季度，{figures.profile.scope}"
    if not figures.count("enquiries.received"):
        return chain((say(f"{head}未接到网民留言。"), _invalid(figures)))
    rows = [row for row in figures.report["enquiries"]["by_unit"] if row["received"]]
    units = [weave("{}{}条", say(row["name"]), number(_unit(row), row["received"])) for row in rows]
    return weave(
        "{}共接到网民留言{}条，其中：{}，{}。{}",
        say(head),
        figures.number_of("enquiries.received"),
        chain(units, "、"),
        _handled(figures, rows),
        _invalid(figures),
    )


def _unit(row: dict[str, Any]) -> str:
    return f"enquiries.by_unit.{row['unit']}.received"


def _handled(figures: Figures, rows: Sequence[dict[str, Any]]) -> Runs:
    share = figures.rate_of("enquiries")
    if share and figures.count("enquiries.on_time") == figures.count("enquiries.received"):
        return weave("均按期办结，办结率{}", share)
    clauses = [weave("按期办结{}条", figures.number_of("enquiries.on_time"))]
    if figures.count("enquiries.late"):
        late = [say(f"{row['name']}{row['late']}条") for row in rows if row["late"]]
        whole = figures.number_of("enquiries.late")
        clauses.append(weave("逾期{}条（{}）", whole, chain(late, "、")))
    if figures.count("enquiries.pending"):
        clauses.append(weave("期限内办理中{}条", figures.number_of("enquiries.pending")))
    clauses += [weave("按期办结率{}", share)] if share else []
    return chain(clauses, "，")


def _invalid(figures: Figures) -> Runs:
    if not figures.count("enquiries.invalid"):
        return ()
    return weave("另有无效留言{}条，不计入。", figures.number_of("enquiries.invalid"))
