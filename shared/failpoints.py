"""Named places where a test may end the process: proof that no crash there loses anything.

`XUNCHA_FAILPOINTS=analyzer.after_store=1,notifier.after_send=2` kills the process with SIGKILL at
the named hit, `notifier.before_send=1:SIGSTOP` sends it another signal there, once over all
processes of a run; `XUNCHA_FAILPOINT_LOG` names the file that proves it. Unset, a failpoint costs
one dictionary look-up.
"""

import os
import signal
from enum import StrEnum
from pathlib import Path


class Failpoint(StrEnum):
    """Every place that can be armed: service, then the moment."""

    CRAWLER_AFTER_FETCH = "crawler.after_fetch"
    CRAWLER_AFTER_STORE = "crawler.after_store"
    CRAWLER_AFTER_PUBLISH = "crawler.after_publish"
    CRAWLER_BEFORE_RECORD = "crawler.before_record"
    CRAWLER_BEFORE_ANSWER = "crawler.before_answer"
    CRAWLER_AFTER_DISPATCH = "crawler.after_dispatch"
    ANALYZER_AFTER_STORE = "analyzer.after_store"
    ANALYZER_AFTER_PUBLISH = "analyzer.after_publish"
    ANALYZER_AFTER_LEAVE = "analyzer.after_leave"
    ANALYZER_AFTER_DECISION = "analyzer.after_decision"
    ANALYZER_MID_SWEEP = "analyzer.mid_sweep"
    ANALYZER_AFTER_PROOF = "analyzer.after_proof"
    NOTIFIER_AFTER_ORDER = "notifier.after_order"
    NOTIFIER_AFTER_ALERT = "notifier.after_alert"
    NOTIFIER_BEFORE_ALERT = "notifier.before_alert"
    NOTIFIER_AFTER_CLAIM = "notifier.after_claim"
    NOTIFIER_BEFORE_SEND = "notifier.before_send"
    NOTIFIER_AFTER_SEND = "notifier.after_send"
    NOTIFIER_AFTER_MARK = "notifier.after_mark"
    REPORTER_AFTER_ROW = "reporter.after_row"
    REPORTER_AFTER_CHAIN = "reporter.after_chain"
    REPORTER_MID_IMPORT = "reporter.mid_import"
    SHARED_BEFORE_PUBLISH = "shared.before_publish"
    SHARED_BEFORE_ACK = "shared.before_ack"
    SHARED_AFTER_RELAY = "shared.after_relay"
    SHARED_AFTER_DEAD = "shared.after_dead"


_hits: dict[str, int] = {}


def _armed() -> dict[str, tuple[int, signal.Signals]]:
    entries = (item.partition("=") for item in os.environ.get("XUNCHA_FAILPOINTS", "").split(","))
    return {name.strip(): _chosen(hit) for name, _, hit in entries if name.strip()}


def _chosen(text: str) -> tuple[int, signal.Signals]:
    hit, _, name = text.partition(":")
    return int(hit or 1), signal.Signals[name or "SIGKILL"]


_ARMED = _armed()
_LOG = Path(os.environ.get("XUNCHA_FAILPOINT_LOG", os.devnull))


def reach(point: Failpoint) -> None:
    """Pass a failpoint; end or stop the process here when it is armed and this is that hit."""
    chosen = _ARMED.get(point)
    if chosen is None:
        return
    hit, number = chosen
    _hits[point] = _hits.get(point, 0) + 1
    if _hits[point] == hit and _first_in_this_run(point):
        os.kill(os.getpid(), number)


def _first_in_this_run(point: Failpoint) -> bool:
    """Write the proof, and tell whether no other process has written it before."""
    line = f"{point}\n".encode()
    if _LOG.exists() and line.strip() in _LOG.read_bytes().split():
        return False
    handle = os.open(_LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)
    return True
