"""Examples of the OpenAPI description; a test sends each of them and reads each of them back."""

from typing import Any

UNIT = {
    "id": "linxiang",
    "name": "临翔区",
    "kind": "county",
    "order": 1,
    "channels": ["mailto"],
    "version": 1,
}
TARGET = {
    "id": "lx",
    "kind": "website",
    "name": "临翔区人民政府网站",
    "unit": "linxiang",
    "url": "https://www.example.cn/",
    "status": "running",
    "opened_on": "2015-01-01",
    "version": 1,
}
FINDING = {
    "id": "0f3c9a6be1d24785a90b1c2d3e4f5061",
    "root": "7d1a2b3c4d5e6f708192a3b4c5d6e7f8",
    "target": "lx",
    "unit": "linxiang",
    "rule": "wording.serious",
    "family": "wording",
    "severity": "serious",
    "effect": "veto",
    "title": "严重表述错误",
    "excerpt": "（原文片段，个人信息已脱敏）",
    "found_on": "2020-12-15",
    "decision": "suspected",
    "version": 1,
}
ORDER = {
    "id": "1a2b3c4d5e6f708192a3b4c5d6e7f809",
    "unit": "linxiang",
    "target": "lx",
    "findings": [FINDING["id"]],
    "rule": "wording.serious",
    "severity": "serious",
    "title": "严重表述错误",
    "excerpt": "（原文片段）",
    "issued_at": "2020-12-15T02:00:00Z",
    "due_on": "2020-12-22",
    "due_at": "2020-12-22T16:00:00Z",
    "state": "issued",
    "version": 1,
}
ENQUIRY = {
    "id": "m-2020-0001",
    "unit": "linxiang",
    "channel": "site",
    "received_on": "2020-11-02",
    "due_on": "2020-11-09",
    "closed_on": "2020-11-05",
    "valid": True,
    "version": 1,
}
FIGURES = {"quarter": "2020Q4", "as_of": "2021-01-30", "frozen": True, "websites": {"running": 9}}
IMPORT = {"state": "previewed", "dry_run": True, "rows": 1, "bad_count": 0, "bad": []}
RECORD = {"id": "5e6f708192a3b4c5d6e7f8091a2b3c4d", "noun": "registry", "state": "applied"}

ANSWERS: dict[str, Any] = {
    "GET /units": {"items": [UNIT], "next": "WyJ4Il0"},
    "GET /units/{unit}": UNIT,
    "GET /targets": {"items": [TARGET], "next": "WyJseCJd"},
    "GET /targets/{target}": TARGET,
    "GET /targets/{target}/life": {"target": TARGET, "life": []},
    "GET /findings": {"items": [FINDING], "next": "WyJ4Il0"},
    "GET /findings/{finding}": FINDING,
    "GET /findings/{finding}/consequences": {
        "finding": FINDING["id"],
        "serious": False,
        "consequences": [],
    },
    "POST /findings/{finding}/confirm": FINDING | {"decision": "confirmed", "version": 2},
    "POST /findings/{finding}/reject": FINDING | {"decision": "rejected", "version": 2},
    "GET /orders": {"items": [ORDER], "next": "WyJ4Il0"},
    "GET /orders/{order}": ORDER,
    "GET /enquiries": {"items": [ENQUIRY], "next": "WyJ4Il0"},
    "GET /reports/quarters/{quarter}": FIGURES,
    "GET /reports/days/{day}": {"day": "2021-01-30"},
    "GET /reports/periods/{period}": {"period": "2020Q4", "by": "kind", "rows": []},
    "POST /reports/quarters/{quarter}/freeze": FIGURES,
    "POST /imports/{noun}": IMPORT,
    "GET /imports/{import_id}": RECORD,
    "GET /openapi.json": {"openapi": "3.1.0"},
    "GET /asyncapi.json": {"asyncapi": "3.0.0"},
}
"""What each route answers, by method and path."""

BODIES: dict[str, Any] = {
    "POST /findings/{finding}/confirm": {"reason": "经人工核对属实"},
    "POST /findings/{finding}/reject": {"reason": "引文，非本单位表述", "scope": "target"},
    "POST /reports/quarters/{quarter}/freeze": {"as_of": "2021-01-30"},
    "POST /imports/{noun}": "id,name,kind\nlinxiang,临翔区,county\n",
}
"""What each route that takes a body takes."""
