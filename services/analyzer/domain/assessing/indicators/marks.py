"""网站标识、页面标签、找错入口、互动渠道、IPv6: what the pages of a website must carry."""

from collections.abc import Collection

from services.analyzer.domain.assessing.case import Case, Measured, judged, unseen
from services.analyzer.domain.assessing.facts import Marked
from shared.contracts.profile import Item

LIMITS = ()
NAMES = {
    "emblem": "党政机关网站标识",
    "site_code": "网站标识码",
    "icp": "ICP备案号",
    "police": "公安备案标识",
    "host": "主办单位",
    "contact": "联系方式",
    "error_report": "“我为政府网站找错”入口",
}
_COLUMN = "Column"
_ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
_UNSEEN = "近期未检查页面标识，不作结论"


def footer_marks(case: Case, item: Item) -> Measured:
    """Judge the footer: each missing mark is one case."""
    marks = _marks(case)
    return _present(case, item, marks and marks.footer, "页脚")


def page_tags(case: Case, item: Item) -> Measured:
    """Judge the meta tags of the design rules: each missing one is one case.

    Tags of columns and articles are asked of those that were read; where none was, of none.
    """
    marks = _marks(case)
    if marks is None:
        return unseen(_UNSEEN)
    columns = [one.ledger.marks.tags for one in case.columns if one.ledger.marks is not None]
    present: set[str] = set(marks.tags)
    wanted = [key for key in item.keys if not key.startswith((_COLUMN, *_ARTICLE))]
    if columns:
        present |= frozenset.intersection(*columns)
        wanted += [key for key in item.keys if key.startswith(_COLUMN)]
    if marks.article_tags is not None:
        present |= marks.article_tags
        wanted += [key for key in item.keys if key.startswith(_ARTICLE)]
    return _present(case, item.model_copy(update={"keys": tuple(wanted)}), present, "页面标签")


def finder_entry(case: Case, _item: Item) -> Measured:
    """Judge whether the entry 我为政府网站找错 stands on the home page."""
    marks = _marks(case)
    return _yes_no(case, marks and marks.error_report, "“我为政府网站找错”入口")


def enquiry_channel(case: Case, _item: Item) -> Measured:
    """Judge whether there is an enquiry form; petition and discipline channels do not count."""
    marks = _marks(case)
    return _yes_no(case, marks and marks.enquiry_form, "咨询建言渠道")


def ipv6(case: Case, _item: Item) -> Measured:
    """Judge whether the site has an IPv6 address and answers on it."""
    marks = _marks(case)
    return _yes_no(case, marks and marks.ipv6, "IPv6访问支持")


def _marks(case: Case) -> Marked | None:
    return case.ledger.marks if case.is_fresh(case.ledger.marked_on) else None


def _observations(case: Case) -> tuple[str, ...]:
    day = case.ledger.marked_on
    return (f"marks:{case.target.id}:{day.isoformat()}",) if day else ()


def _present(case: Case, item: Item, present: Collection[str] | None, where: str) -> Measured:
    if present is None:
        return unseen(_UNSEEN)
    missing = tuple(key for key in item.keys if key not in present)
    told = "、".join(NAMES.get(key, key) for key in missing)
    return Measured(
        judged(failed=bool(missing)),
        f"{case.ledger.marked_on} 查看，{where}{f'缺少{told}' if missing else '齐全'}",
        case.ledger.marked_on,
        case.ledger.marked_on,
        {"missing": len(missing), "wanted": len(item.keys)},
        keys=missing or ("",),
        observations=_observations(case),
    )


def _yes_no(case: Case, present: bool | None, what: str) -> Measured:
    if present is None:
        return unseen(_UNSEEN)
    return Measured(
        judged(failed=not present),
        f"{case.ledger.marked_on} 查看，{'具备' if present else '未见'}{what}",
        case.ledger.marked_on,
        case.ledger.marked_on,
        observations=_observations(case),
    )
