"""A template is a file that its own kind reads; an export is a file that an import reads back."""

import json

import pytest

from services.reporter.domain.registry_rows import read_target, read_unit
from shared.intake.cells import Cells
from shared.intake.columns import SCHEMAS
from shared.intake.columns.registry import TARGETS, UNITS
from shared.tables.fit import fit
from shared.tables.model import Limits, Schema, Unreadable
from shared.tables.read import read_tables
from tests.factories import make_target, make_unit
from xuncha.importing import template
from xuncha.registries import exported

TABLES = [kind for kind in SCHEMAS if kind != "articles"]


@pytest.mark.parametrize("kind", TABLES)
def test_a_template_holds_no_rows_and_its_example_fits(kind: str) -> None:
    text = template(kind)
    with pytest.raises(Unreadable, match="no rows"):
        read_tables(text.encode(), "f.csv", Limits())
    *comments, header = text.strip().splitlines()
    filled = "\n".join([*comments, header, comments[-1].removeprefix("# ")])
    (table,) = read_tables(filled.encode(), "f.csv", Limits())
    fitted = fit(table, list(SCHEMAS.values()))
    assert (fitted.schema.kind, fitted.faults) == (kind, ())
    assert [row.faults for row in fitted.rows] == [()]


def test_the_template_of_articles_is_json_lines() -> None:
    *_, example = template("articles").strip().splitlines()
    assert json.loads(example.removeprefix("# "))["target"] == "linxiang-jf"


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=list(SCHEMAS))
def test_no_two_columns_share_a_name(schema: Schema) -> None:
    names = [name for column in schema.columns for name in (column.key, *column.names)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["=1+1", "@临沧发布", "-", "a,b", 'a"b', "'=x", "临翔区;双江"])
def test_a_unit_comes_back_as_it_was(name: str) -> None:
    unit = make_unit(name=name, channels=("mailto:a@b.cn", "https://c.cn/"), version=1)
    text = exported([unit.model_dump(mode="json")], [], "csv")["units.csv"].decode()
    (table,) = read_tables(text.encode(), "units.csv", Limits())
    (row,) = fit(table, (UNITS, TARGETS)).rows
    assert read_unit(Cells(row)) == (unit.id, unit)


def test_a_target_comes_back_as_it_was() -> None:
    target = make_target(name="=网", navigation_only=True, has_services=False, version=1)
    text = exported([], [target.model_dump(mode="json")], "csv")["targets.csv"].decode()
    (table,) = read_tables(text.encode(), "targets.csv", Limits())
    (row,) = fit(table, (UNITS, TARGETS)).rows
    cells = Cells(row)
    assert read_target(cells) == (target.id, target)
    assert cells.faults == []
