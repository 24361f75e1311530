"""A row of a table is one line with tabs, unless it only sets a page out."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from shared.documents.markup import lines_of


def lines(html: str) -> list[str]:
    body = LexborHTMLParser(f"<body>{html}</body>").body
    assert body is not None
    return list(lines_of(body))


def test_cells_of_a_row_are_parted_by_tabs_and_empty_ones_are_kept() -> None:
    head = "<tr><th>姓名</th><th>出生日期</th><th>备注</th></tr>"
    row = "<tr><td><p>李大海</p></td><td><div>1990年</div><div>3月</div></td><td></td></tr>"
    table = f"<table><thead>{head}</thead><tbody>{row}</tbody></table>"
    assert lines(f"<p>名单</p>{table}<p>完</p>") == [
        "名单",
        "姓名\t出生日期\t备注",
        "李大海\t1990年 3月\t",
        "完",
    ]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<table><tr><td>一</td></tr><tr><td>二</td></tr></table>", ["一", "二"]),
        (f"<table><tr><td>左</td><td>{'长' * 61}</td></tr></table>", ["左", "长" * 61]),
        (
            "<table><tr><td>栏</td><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>",
            ["栏", "甲\t乙"],
        ),
        ("<table><tr><td> </td><td></td></tr></table><p>后</p>", ["后"]),
    ],
)
def test_a_row_that_sets_a_page_out_is_a_line_for_each_cell(html: str, told: list[str]) -> None:
    assert lines(html) == told


def test_a_long_row_is_no_row() -> None:
    cells = [f"第{number}列" + "字" * 50 for number in range(20)]
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    assert lines(f"<table><tr>{row}</tr></table>") == cells
