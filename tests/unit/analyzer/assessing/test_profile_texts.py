"""A profile is stored, published and shown in plain: it holds no personal value."""

from importlib.resources import files

import pytest

from services.analyzer.assessing.profiledesk import _impersonal
from shared.errors import PermanentError
from tests.personal import resident_id
from tests.planting import found_in


def test_a_profile_that_holds_a_personal_value_is_refused_by_line() -> None:
    with pytest.raises(PermanentError, match="line 2: holds a personal value") as refused:
        _impersonal({"city.yaml": f"name: city\ntitle: {resident_id()}\n"})

    assert not found_in(str(refused.value).encode(), {"id": resident_id()})


def test_a_name_of_a_file_that_holds_one_is_not_repeated() -> None:
    with pytest.raises(PermanentError) as refused:
        _impersonal({f"{resident_id()}.yaml": "name: city\n"})

    assert not found_in(str(refused.value).encode(), {"id": resident_id()})


def test_the_packaged_profiles_hold_none() -> None:
    folder = files("services.analyzer") / "profiles"
    texts = {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.is_file()}

    assert len(texts) > 1
    assert _impersonal(texts) == texts
