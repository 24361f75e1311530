"""Files of other registries become ours by a mapping that is data."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from shared.errors import PermanentError
from shared.intake.mapping import ForeignMapping, as_csv_lines
from shared.tables.model import Limits
from shared.tables.read import read_tables
from tests.factories import make_target, make_unit
from xuncha.registries import csv_of, exported_as

NATIONAL = """# 导出
网站标识码,网站名称,首页网址,主办单位,网站级别,网站状态,开办日期,关停日期,备注
3700000001,甲县政府网,http://new.example.cn/,甲县人民政府,县级,正常运行,2015-06-01,,x
3700000009,乙县政府网,http://b.example.cn/,乙县人民政府,县级,永久下线,2016-01-01,2020-12-01,
"""
UNITS = [make_unit().model_dump(mode="json")]
TARGETS = [make_target(columns_class="要闻").model_dump(mode="json")]


def rows(text: str = NATIONAL, source: str = "national-websites") -> list[tuple[int, Any]]:
    (table,) = read_tables(text.encode(), "x.csv", Limits())
    return ForeignMapping.load(source).rows(table, UNITS, TARGETS)


def test_a_known_target_is_found_again_and_keeps_what_the_other_system_does_not_say() -> None:
    (_, known), (_, new) = rows()

    assert (known["id"], known["unit"]) == ("site-a", "county-a")
    assert (known["name"], known["columns_class"]) == ("甲县政府网", "要闻")
    assert (new["kind"], new["status"], new["closed_on"]) == ("website", "closed", "2020-12-01")
    assert new["id"].startswith("gov-")
    assert new["unit"] == "乙县人民政府", "an unknown unit is named in the list of bad rows"


def test_rows_keep_the_lines_of_the_foreign_file() -> None:
    (table,) = read_tables(csv_of(as_csv_lines(rows())).encode(), "x.csv", Limits())

    assert [row.line for row in table.rows] == [3, 4]


def test_an_export_has_the_other_systems_columns_and_values() -> None:
    mapping = ForeignMapping.load("national-websites")

    text = exported_as(mapping, UNITS, TARGETS, "csv").decode()

    (row,) = csv.DictReader(StringIO(text))
    assert (row["网站标识码"], row["主办单位"]) == ("3700000001", "甲县人民政府")
    assert row["网站状态"] == "正常运行"


@pytest.mark.parametrize("source", ["national-websites", "national-accounts", "province"])
def test_every_packaged_mapping_names_keys_of_ours(source: str) -> None:
    assert ForeignMapping.load(source).columns


def test_another_file_or_mapping_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="no column 网站标识码"):
        rows("名称,网址\n甲,http://a.cn/\n")
    with pytest.raises(PermanentError, match="use national-accounts"):
        ForeignMapping.load("martian")
    own = tmp_path / "own.yaml"
    own.write_text("title: x\nkind: targets\nmatch: id\ncolumns: {甲: nothing}\n", "utf-8")
    with pytest.raises(PermanentError, match="no keys of ours: nothing"):
        ForeignMapping.load(str(own))
