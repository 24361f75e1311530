"""Dashboards in few words, and how Grafana wants them written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

WIDTH = 24
"""Columns of Grafana's grid."""
HEIGHT = 7
RATE = "$__rate_interval"
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}


@dataclass(frozen=True)
class Panel:
    """One panel.

    Attributes:
        title: what is seen.
        queries: PromQL by legend; a legend may name labels, such as `{{consumer}}`. A query that is
            rightly empty at times says so with `or vector(…)`.
        unit: as Grafana names units: `short`, `s`, `bytes`, `percentunit`, `ops`, `reqps`.
        kind: `timeseries`, `stat` or `bargauge`.
        width: of 24 columns.
        text: explains it.
        red_above: value from which the panel is red.
        red_below: value below which the panel is red.
    """

    title: str
    queries: Mapping[str, str]
    unit: str = "short"
    kind: str = "timeseries"
    width: int = 8
    text: str = ""
    red_above: float | None = None
    red_below: float | None = None


@dataclass(frozen=True)
class Row:
    """Panels that belong together, under one heading."""

    title: str
    panels: Sequence[Panel]


@dataclass(frozen=True)
class Board:
    """One dashboard.

    Attributes:
        uid: in its address; also the name of its file.
        title: in the list of dashboards.
        rows: from top to bottom.
    """

    uid: str
    title: str
    rows: Sequence[Row]


def ratio(part: str, whole: str, otherwise: float) -> str:
    """Return the query of a share, `otherwise` while there is nothing to share."""
    return f"({part}) / ({whole} > 0) or vector({otherwise:g})"


def rate(metric: str, labels: str = "", by: str = "") -> str:
    """Return the query of a counter's rate over all replicas."""
    return f"sum{f' by ({by})' if by else ''} (rate({metric}{{{labels}}}[{RATE}]))"


def quantile(metric: str, labels: str = "", by: str = "", q: float = 0.95) -> str:
    """Return the query of a histogram's quantile over all replicas."""
    groups = ", ".join(filter(None, ("le", by)))
    inner = f"sum by ({groups}) (rate({metric}_bucket{{{labels}}}[{RATE}]))"
    return f"histogram_quantile({q:g}, {inner})"


def shared(metric: str, labels: str = "", by: str = "") -> str:
    """Return the query of a gauge that every replica tells the same."""
    return f"max{f' by ({by})' if by else ''} ({metric}{{{labels}}})"


def summed(metric: str, within: str, labels: str = "", by: str = "") -> str:
    """Return the query that adds up a gauge that every replica tells the same.

    Args:
        metric: the gauge.
        within: all its labels, separated by commas.
        labels: which series.
        by: labels that stay.
    """
    return f"sum{f' by ({by})' if by else ''} ({shared(metric, labels, within)})"


def grafana(board: Board) -> dict[str, Any]:
    """Write a dashboard as Grafana reads it."""
    ids = count(1)
    panels: list[dict[str, Any]] = []
    top = 0
    for row in board.rows:
        place = {"h": 1, "w": WIDTH, "x": 0, "y": top}
        panels.append(
            {"id": next(ids), "type": "row", "title": row.title, "gridPos": place, "panels": []}
        )
        top, left = top + 1, 0
        for panel in row.panels:
            if left + panel.width > WIDTH:
                top, left = top + HEIGHT, 0
            place = {"h": HEIGHT, "w": panel.width, "x": left, "y": top}
            panels.append({"id": next(ids), "gridPos": place, **_panel(panel)})
            left += panel.width
        top += HEIGHT
    return {
        "uid": board.uid,
        "title": board.title,
        "tags": ["xuncha"],
        "timezone": "browser",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_DATASOURCE]},
        "links": [
            {"type": "dashboards", "tags": ["xuncha"], "asDropdown": True, "title": "Xuncha"}
        ],
        "panels": panels,
    }


_DATASOURCE = {"name": "datasource", "type": "datasource", "query": "prometheus"}


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.text,
        "datasource": _SOURCE,
        "fieldConfig": {
            "defaults": {"unit": panel.unit, "min": 0, "thresholds": _thresholds(panel)},
            "overrides": [],
        },
        "options": _OPTIONS[panel.kind],
        "targets": [
            {"refId": letter, "datasource": _SOURCE, "expr": query, "legendFormat": legend}
            for letter, (legend, query) in zip("ABCDEFGH", panel.queries.items(), strict=False)
        ],
    }


_REDUCED = {"reduceOptions": {"calcs": ["lastNotNull"]}}
_OPTIONS: Mapping[str, dict[str, Any]] = {
    "timeseries": {"legend": {"displayMode": "list", "placement": "bottom"}},
    "stat": _REDUCED,
    "bargauge": {**_REDUCED, "orientation": "horizontal"},
}


def _thresholds(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.red_above is not None:
        steps.append({"color": "red", "value": panel.red_above})
    if panel.red_below is not None:
        steps = [{"color": "red", "value": None}, {"color": "green", "value": panel.red_below}]
    return {"mode": "absolute", "steps": steps}
