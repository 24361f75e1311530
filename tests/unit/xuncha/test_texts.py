import pytest

from xuncha.texts import _TEXTS, say


def test_every_text_has_the_same_values_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for english, chinese in _TEXTS.values():
        fields = [
            {part.split("}")[0].split(":")[0] for part in text.split("{")[1:]}
            for text in (english, chinese)
        ]
        assert fields[0] == fields[1], english
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert say("broker") == "消息服务器"
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert say("broker") == "broker"
