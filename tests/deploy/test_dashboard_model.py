"""The dashboards are what Grafana reads: by its own model, and by what no model says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.monitoring.__main__ import DASHBOARDS

FILES = sorted(DASHBOARDS.glob("*.json"))
COLUMNS = 24
"""How wide Grafana's grid is."""
UNITS = {value for name, value in vars(units).items() if isinstance(value, str) and name[0] != "_"}
EACH = pytest.mark.parametrize(
    "board", [json.loads(file.read_text("utf-8")) for file in FILES], ids=lambda one: one["uid"]
)


def unread(written: Any, read: Any, place: str = "") -> Iterator[str]:
    """Places of what was written and is not in what Grafana's model kept of it."""
    if isinstance(written, dict) and isinstance(read, dict):
        for key, value in written.items():
            if key in read:
                yield from unread(value, read[key], f"{place}.{key}")
            else:
                yield f"{place}.{key}"
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for number, pair in enumerate(zip(written, read, strict=True)):
            yield from unread(*pair, f"{place}[{number}]")
    elif written != read:
        yield place


def kept(board: dict[str, Any]) -> Any:
    """What Grafana's model keeps of a dashboard."""
    register_default_plugins()
    return json.loads(JSONEncoder().encode(Dashboard.from_json(board)))


@EACH
def test_grafanas_model_knows_every_field(board: dict[str, Any]) -> None:
    assert list(unread(board, kept(board))) == []


@pytest.mark.parametrize("misspelt", ["titel", "gridpos", "fieldconfig"])
def test_a_misspelt_field_is_seen(misspelt: str) -> None:
    board = json.loads(FILES[0].read_text("utf-8"))
    board["panels"][1][misspelt] = {}

    assert list(unread(board, kept(board))) == [f".panels[1].{misspelt}"]


@EACH
def test_panels_have_ids_of_their_own_and_so_have_the_queries_of_each(
    board: dict[str, Any],
) -> None:
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    for panel in board["panels"]:
        letters = [target["refId"] for target in panel.get("targets", [])]
        assert len(letters) == len(set(letters)), panel["title"]
        assert letters or panel["type"] == "row"


@EACH
def test_panels_lie_on_the_grid_beside_one_another(board: dict[str, Any]) -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in board["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= COLUMNS
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"]


@EACH
def test_every_variable_is_declared_and_every_source_is_one(board: dict[str, Any]) -> None:
    declared = {one["name"] for one in board["templating"]["list"]}
    builtin = {"__rate_interval", "__range", "__interval"}

    used = set(re.findall(r"\$\{?(\w+)", json.dumps(board["panels"])))
    sources = {
        json.dumps(part["datasource"])
        for panel in board["panels"]
        for part in (panel, *panel.get("targets", []))
        if part.get("type") != "row" and "datasource" in part
    }

    assert used <= declared | builtin
    assert sources == {json.dumps({"type": "prometheus", "uid": "${datasource}"})}


@EACH
def test_every_panel_says_in_which_unit(board: dict[str, Any]) -> None:
    for panel in board["panels"]:
        if panel["type"] != "row":
            assert panel["fieldConfig"]["defaults"]["unit"] in UNITS, panel["title"]
