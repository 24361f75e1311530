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
UPLOAD = {
    "id": "5d6e7f809a1b2c3d4e5f60718293a4b5",
    "order": ORDER["id"],
    "unit": "linxiang",
    "name": "整改佐证.pdf",
    "kind": "pdf",
    "bytes": 1024,
    "at": "2020-12-16T02:00:00Z",
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
PROPOSAL = {
    "id": "8d2b3c4d5e6f708192a3b4c5d6e7f801",
    "verb": "change",
    "about": "lx",
    "fields": {"name": "临翔区人民政府门户网站"},
    "on": "2021-01-30",
    "proposed_by": "token:county",
    "proposed_at": "2021-01-30T01:00:00Z",
    "state": "proposed",
    "version": 1,
}
FIGURES = {"quarter": "2020Q4", "as_of": "2021-01-30", "frozen": True, "websites": {"running": 9}}
COUNTED = {"period": "2020Q4", "by": "kind", "frozen": True, "digest": "0f" * 32, "rows": []}
ISSUED = {"number": "示例〔2021〕1号", "date": "2021-01-30", "signer": "示例市人民政府办公室"}
IMPORT = {"state": "previewed", "dry_run": True, "rows": 1, "bad_count": 0, "bad": []}
RECORD = {"id": "5e6f708192a3b4c5d6e7f8091a2b3c4d", "noun": "registry", "state": "applied"}

ANSWERS: dict[str, Any] = {
    "GET /units": {"items": [UNIT], "next": "WyJ4Il0"},
    "GET /units/{unit}": UNIT,
    "GET /targets": {"items": [TARGET], "next": "WyJseCJd"},
    "GET /targets/{target}": TARGET,
    "GET /targets/{target}/life": {"target": TARGET, "life": []},
    "GET /proposals": {"items": [PROPOSAL]},
    "POST /proposals": PROPOSAL,
    "POST /proposals/{proposal}/approve": PROPOSAL | {"state": "approved", "version": 2},
    "POST /proposals/{proposal}/decline": PROPOSAL | {"state": "rejected", "version": 2},
    "POST /proposals/{proposal}/file": PROPOSAL | {"state": "approved", "filing": "备〔2021〕1号"},
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
    "GET /orders/{order}/files": {"items": [UPLOAD]},
    "GET /orders/{order}/files/{file}": "%PDF-1.7 …",
    "POST /orders/{order}/revoke": ORDER | {"version": 2},
    "POST /orders/{order}/{action}": ORDER | {"state": "acknowledged", "version": 2},
    "GET /enquiries": {"items": [ENQUIRY], "next": "WyJ4Il0"},
    "GET /reports/quarters/{quarter}": FIGURES,
    "GET /reports/days/{day}": {"day": "2021-01-30"},
    "GET /reports/periods/{period}": COUNTED,
    "POST /reports/quarters/{quarter}/freeze": FIGURES,
    "POST /reports/quarters/{quarter}/issue": FIGURES | {"issued": ISSUED},
    "POST /reports/quarters/{quarter}/reported-back": FIGURES | {"issued": ISSUED},
    "GET /reports/quarters/{quarter}/errata": {
        "quarter": "2020Q4",
        "as_of": "2021-01-30",
        "differences": [{"figure": "websites.unqualified", "frozen": 1, "now": 0}],
    },
    "POST /reports/quarters/{quarter}/errata": FIGURES
    | {"errata": [{"number": 1, "on": "2021-02-10", "text": "更正内容", "differences": []}]},
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
    "POST /reports/quarters/{quarter}/issue": ISSUED,
    "POST /reports/quarters/{quarter}/reported-back": {"unit": "linxiang", "note": "已整改"},
    "POST /reports/quarters/{quarter}/errata": {"text": "将“不合格1个”更正为“不合格0个”。"},
    "POST /proposals": {
        "verb": "change",
        "about": "lx",
        "fields": {"name": "临翔区人民政府门户网站"},
        "reason": "更名",
    },
    "POST /proposals/{proposal}/approve": {"reason": "同意"},
    "POST /proposals/{proposal}/decline": {"reason": "依据不足"},
    "POST /proposals/{proposal}/file": {"number": "备〔2021〕1号"},
    "POST /orders/{order}/revoke": {"note": "链接被转发"},
    "POST /orders/{order}/{action}": {"note": "电话确认已收悉", "via": "phone"},
    "POST /imports/{noun}": "id,name,kind\nlinxiang,临翔区,county\n",
}
"""What each route that takes a body takes."""
