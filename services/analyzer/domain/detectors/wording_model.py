"""What a model said about a text: never more than a suggestion until a person has looked at it."""

from collections.abc import Iterator

from services.analyzer.domain.lists import Lists
from services.analyzer.domain.quoting import quoted, sentence_around
from services.analyzer.domain.rule import Detector, Hit, Rule, Suggestion, View, in_attachment
from shared.contracts.article import Attachment, Content
from shared.contracts.finding import Effect, Severity

MODEL = "wording.model"
_EXAMPLE = "会议对下半年的工作做了详细安派。"
_ATTACHED = Attachment(url="http://example.test/方案.docx", name="方案.docx", text=_EXAMPLE)
_QUOTED = "将“安排”误写成“安派”的应当更正。"

RULES = (
    Rule(
        id=MODEL,
        title="疑似文字差错",
        severity=Severity.HINT,
        effect=Effect.DEDUCTION,
        source="本办公室接入的文字纠错模型（默认关闭，见 docs/findings.md）",
        mend="对照上下文核实；确有差错的更正，没有差错的说明后驳回。",
        means="词表和规范名称没有收录，由文字纠错模型提出的疑似差错；仅作提示，须人工核实。",
        fires=(
            View(
                Content(text=_EXAMPLE),
                suggested=(Suggestion(_EXAMPLE.index("安派") + 1, "安派", "安排"),),
            ),
            View(
                Content(text="详见附件方案.docx。", attachments=(_ATTACHED,)),
                suggested=(Suggestion(_EXAMPLE.index("安派"), "安派", "安排", attachment=0),),
            ),
        ),
        silent=(
            _EXAMPLE,
            View(Content(text=_EXAMPLE), suggested=(Suggestion(0, "安派", "安排"),)),
            View(
                Content(text=_QUOTED),
                suggested=(Suggestion(_QUOTED.index("安派") + 1, "安派", "安排"),),
            ),
        ),
    ),
)


def suggested(view: View) -> Iterator[Hit]:
    """Yield the suggestions that name what really stands at their place and is not quoted."""
    for one in view.suggested:
        if one.attachment is None:
            text, where = view.text, ""
        else:
            attachment = view.content.attachments[one.attachment]
            text, where = attachment.text, in_attachment(attachment.name)
        end = one.start + len(one.wrong)
        if not one.wrong or text[one.start : end] != one.wrong or quoted(text, one.start, end):
            continue
        said = f"：{one.why}" if one.why else ""
        yield Hit(
            rule=MODEL,
            span=view.mention(attachment.name) if where else (one.start, end),
            key=f"{one.wrong}|{sentence_around(text, one.start)}",
            suggestion=one.right,
            why=f"{where}纠错模型认为“{one.wrong}”应为“{one.right}”{said}",
            severity=one.severity,
            attached=bool(where),
        )


def detectors(_lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file; they need no list."""
    return (suggested,)
