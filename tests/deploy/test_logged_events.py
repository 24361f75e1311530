"""Every line that is logged has one event name, out of a list that the operator can read."""

import ast

from deploy.monitoring.said import LOGGERS, NAME, PARTS, ROOT, page, said


def test_every_event_is_a_name_that_is_written_out() -> None:
    places = list(said())

    assert len({one.event for one in places}) > 40
    assert [one for one in places if not NAME.fullmatch(one.event)] == []


def test_no_line_has_a_text_where_the_name_belongs() -> None:
    assert NAME.fullmatch("alert.dry_run")
    assert not NAME.fullmatch("Could not send the alert")
    assert not NAME.fullmatch("alert")


def test_whoever_logs_calls_the_logger_by_the_name_that_is_looked_for() -> None:
    named = {
        target.id
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) in {"structlog.get_logger", "logging.getLogger"}
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    assert named - {"library"} == set(LOGGERS)


def test_the_page_lists_every_event() -> None:
    assert (ROOT / "docs/logs.md").read_text("utf-8") == page(), "run: make metrics"
