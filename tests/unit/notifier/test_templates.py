"""Templates are data: versioned, previewed, refused with file, line and mend, harmless anywhere."""

from typing import Any

import pytest

from services.notifier.domain.wording import TEMPLATED, TemplateError
from shared.commands import NotFound
from shared.contracts.alert import AlertKind
from shared.contracts.command import ListQuery
from shared.contracts.template import TemplateFile
from tests.unit.notifier.room import Room

OWN = 'issued:\n  subject: "【督办】{name}有{title}"\n'
EVIL = "<b>@all</b> {unit.__class__} [x](https://evil.example) www.evil.example"


def given(lines: str, request: str = "r1", **fields: Any) -> TemplateFile:
    made = {"request": request, "actor": "li", "file": "own.yaml", "lines": lines}
    return TemplateFile(**{**made, **fields})


async def test_imported_templates_hold_for_the_next_alert_and_leave_the_rest_as_packaged() -> None:
    room = await Room().furnish()
    await room.confirm("c1", fingerprint="1")

    assert await room.templates.take(given(OWN)) == {"version": 1}
    await room.confirm("c2", fingerprint="2")

    told = sorted(await room.told(kind="issued"), key=lambda alert: alert.templates)
    assert [one.subject_line.partition("】")[0] for one in told] == ["【限时整改", "【督办"]
    assert [one.templates for one in told] == [0, 1]
    assert "监测发现你单位" in told[1].text
    assert await room.events("templates") == ["audit.recorded"]


async def test_every_version_is_kept_and_an_old_one_can_be_imported_again() -> None:
    room = await Room().furnish()
    await room.templates.take(given(OWN))
    await room.templates.take(given('issued: {subject: "{title}"}', "r2"))

    versions = await room.templates.listed(ListQuery(request="r", actor="li", limit=9))
    old = await room.templates.shown(given("", file="", version=1))
    again = await room.templates.take(given(old["lines"], "r3"))

    assert [one["version"] for one in versions] == [2, 1]
    assert "【督办】" in old["lines"]
    assert again == {"version": 3}
    assert (await room.templates.shown(given("", file="")))["lines"] == old["lines"]
    with pytest.raises(NotFound):
        await room.templates.shown(given("", file="", version=9))


async def test_the_same_import_again_makes_no_other_version() -> None:
    room = await Room().furnish()

    assert [await room.templates.take(given(OWN)) for _ in range(2)] == [{"version": 1}] * 2


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ('issued:\n  subject: "{nmae}"\n', 2, "unknown field {nmae}; write one of {name}"),
        ('issued:\n  opening: "{name.__class__}"\n', 2, "unknown field {name.__class__}"),
        ('issued:\n  opening: "{name!r}"\n', 2, "without anything beside it"),
        ('issued:\n  opening: "{name:>9}"\n', 2, "without anything beside it"),
        ('issued:\n  opening: "{}"\n', 2, "unknown field {}"),
        ('issued:\n  subject: "{name"\n', 2, "write {{ or }} for a brace"),
        ('issued:\n  subject: ""\n', 2, "one line of 1 to 300 characters"),
        ('issued:\n  subject: "a\\nb"\n', 2, "one line of 1 to 300 characters"),
        (f'issued:\n  subject: "{"长" * 301}"\n', 2, "shorten it"),
        ('\nissued:\n  subject: "见https://evil.example"\n', 3, "a template holds no link"),
        ("issued:\n  header: x\n", 2, "unknown part 'header'"),
        ("issued:\n  subject: [x]\n", 2, "subject is no text"),
        ("warned:\n  subject: x\n", 1, "unknown kind 'warned'; write one of issued"),
        ("issued: x\n", 1, "no mapping"),
        ("- issued\n", 1, "no mapping"),
        ("issued:\n  subject: x\n  subject: y\n", 3, "stands twice"),
        ("issued:\n  subject: 'x\n", 3, "no YAML"),
    ],
)
async def test_a_template_that_cannot_be_used_is_named_with_its_line(
    lines: str, line: int, said: str
) -> None:
    room = await Room().furnish()

    with pytest.raises(TemplateError) as refused:
        await room.templates.take(given(lines))
    with pytest.raises(TemplateError):
        await room.templates.preview(given(lines))

    assert str(refused.value).startswith(f"own.yaml:{line}: ")
    assert said in str(refused.value)
    assert await room.templates.listed(ListQuery(request="r", actor="li", limit=9)) == []


async def test_every_fault_of_a_file_is_said_at_once() -> None:
    room = await Room().furnish()

    with pytest.raises(TemplateError) as refused:
        await room.templates.take(given('issued:\n  subject: "{a}"\n  opening: "{b}"\n'))

    assert "own.yaml:2:" in str(refused.value)
    assert "own.yaml:3:" in str(refused.value)


async def test_a_preview_shows_every_kind_and_stores_nothing() -> None:
    room = await Room().furnish()

    shown = await room.templates.preview(given(OWN))
    one = await room.templates.preview(given("", file="", kind="overdue"))

    assert [example["kind"] for example in shown] == list(TEMPLATED)
    assert shown[0]["subject"] == "【督办】示例网站有严重表述错误"
    assert "期限说明" in shown[0]["text"]
    assert [example["kind"] for example in one] == ["overdue"]
    assert await room.told() == []
    with pytest.raises(NotFound):
        await room.templates.preview(given("", file="", kind="nothing"))


async def test_whatever_a_title_holds_every_channel_shows_it_as_plain_characters() -> None:
    room = await Room().furnish()

    (shown,) = await room.templates.preview(given("", file="", kind="issued", title=EVIL))

    for part in ("subject", "text", "html", "wecom", "dingtalk", "sms"):
        assert "evil.example" in shown[part]
        assert "https://evil" not in shown[part]
        assert "www.evil" not in shown[part]
        assert "{unit.__class__}" in shown[part]
    assert "<b>" not in shown["html"]
    for part in ("wecom", "dingtalk", "sms"):
        assert not set("<>@[]") & set(shown[part].partition("https://xuncha")[0])


async def test_every_alert_says_how_its_deadline_was_counted() -> None:
    room = await Room().furnish()

    shown = {one["kind"]: one for one in await room.templates.preview(given("", file=""))}

    without = {"closed", "withdrawn", "handed_over", "excepted"}
    assert {kind for kind, one in shown.items() if "期限说明" not in one["text"]} == without
    assert {kind for kind, one in shown.items() if "期限说明" not in one["wecom"]} == without
    assert AlertKind.RESCHEDULED in shown
