from hypothesis import given
from hypothesis import strategies as st

from shared.web.forms import Forms
from shared.web.limits import Knocks

KEY = b"k" * 32


def test_a_form_comes_from_one_showing_of_one_page() -> None:
    forms = Forms(KEY)
    first, second = forms.show("order-a"), forms.show("order-a")

    assert forms.sent(first, "order-a")
    assert forms.sent(first, "order-a") == forms.sent(first, "order-a")
    assert forms.sent(first, "order-a") != forms.sent(second, "order-a")
    assert forms.sent(first, "order-b") == ""
    assert Forms(b"x" * 32).sent(first, "order-a") == ""


def test_a_form_that_was_open_too_long_is_not_taken() -> None:
    forms = Forms(KEY, lasts_seconds=-1)

    assert forms.sent(forms.show("order-a"), "order-a") == ""


@given(st.text(max_size=80))
def test_nothing_else_is_a_form(text: str) -> None:
    assert Forms(KEY).sent(text, "order-a") == ""


@given(st.data())
def test_a_changed_form_is_none(data: st.DataObject) -> None:
    token = Forms(KEY).show("order-a")
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda one: one != token[place]))
    changed = token[:place] + other + token[place + 1 :]

    known = Forms(KEY).sent(changed, "order-a")

    assert known in {"", Forms(KEY).sent(token, "order-a")}


def test_a_client_may_knock_so_often_within_the_window() -> None:
    now = 0.0
    knocks = Knocks(2, 60.0, lambda: now)
    for _ in range(2):
        assert not knocks.spent("a")
        knocks.count("a")

    assert knocks.spent("a")
    assert not knocks.spent("b")
    now = 60.0
    assert not knocks.spent("a")
