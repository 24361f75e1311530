"""What an operator does with channels, templates, calendar and held alerts, at a terminal."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.demo import running
from tests.e2e.user import call, rows, settle
from tests.eventually import eventually
from xuncha.demo.inbox import Inbox
from xuncha.demo.site import Site

until = partial(eventually, within=60)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({}) as running_site:
        yield running_site


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as sink:
        yield sink


@pytest.mark.timeout(300)
async def test_an_operator_tries_channels_words_calendar_and_a_release(
    site: Site, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = settle(monkeypatch, site, inbox, tmp_path)
    words, days = tmp_path / "words.yaml", tmp_path / "days.txt"
    with running("up"):
        await until((data / "endpoints.json").exists)
        assert "ready" in call("status", "--wait", "60")

        assert "sent" in call("channel", "test", "mailto:duty@example.cn")
        assert [one["to"] for one in inbox.mails] == ["duty@example.cn"]
        said = call("channel", "test", "fax:1", code=1)
        assert "failed" in said
        assert "no unit nobody" in call("channel", "test", "--unit", "nobody", code=1)
        assert rows("channel", "list") == []
        assert "was never disabled" in call("channel", "enable", "mailto:a@b.cn", code=1)

        words.write_text('issued:\n  subject: "【督办】{title}"\n', "utf-8")
        assert "【督办】一种问题" in call(
            "alerts", "template", "preview", str(words), "--title", "一种问题"
        )
        assert "version 1" in call("alerts", "template", "import", str(words))
        assert "【督办】{title}" in call("alerts", "template", "show")
        assert [one["version"] for one in rows("alerts", "template", "list")] == [1]
        words.write_text('issued:\n  subject: "{titel}"\n', "utf-8")
        said = call("alerts", "template", "import", str(words), code=1)
        assert "words.yaml:2: subject: unknown field {titel}" in said

        days.write_text("2027-02-06 off 春节\n2027 official 国办发明电\n", "utf-8")
        call("calendar", "import", str(days), "--dry-run")
        assert "no calendar is imported" in call("calendar", "show")
        assert "version 1" in call("calendar", "import", str(days))
        assert "2027" in call("calendar", "show")
        days.write_text("2027-02-30 off\n", "utf-8")
        assert "days.txt:1: " in call("calendar", "import", str(days), code=1)

        call("alerts", "hold", "--reason", "核对")
        call("channel", "test", "mailto:late@example.cn", "--seconds", "2", code=1)
        assert "1 would be sent, 0 dropped" in call("alerts", "release", "--dry-run")
        moment = "2999-01-01T00:00"
        assert "1 dropped" in call("alerts", "release", "--dry-run", "--drop-before", moment)
        call("alerts", "release", "--reason", "核对完毕")
        await until(lambda: len(inbox.mails) == 2)
        done = {"channel.tested", "template.import", "calendar.import", "alert.let_go"}
        await until(lambda: done <= {one["action"] for one in rows("audit", "list")})
