from pathlib import Path

import jsonschema
import pytest
import yaml

from services.analyzer.domain.assessing.page import schema
from services.analyzer.indicators import documents
from tests.unit.analyzer.assessing.cases import FOLDER

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.parametrize("name", sorted(documents()))
def test_the_page_and_the_schema_are_what_the_profile_says(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == documents()[name], "run `make indicators`"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.name)
def test_the_packaged_profiles_fit_the_schema(file: Path) -> None:
    data = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    plain = yaml.safe_load(file.read_text("utf-8"))
    for key in ("valid_from", "valid_to"):
        if key in plain:
            plain[key] = data[key]

    jsonschema.validate(plain, schema())


def test_a_file_with_an_unknown_field_does_not_fit() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"name": "a", "valid_from": "2020-01-01", "itms": []}, schema())
