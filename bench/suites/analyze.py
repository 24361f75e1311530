"""The analyzer: pure matching, and from stream to store."""

from importlib import import_module
from importlib.util import find_spec

from bench.measure import Result

PARTS = ("bench.analyze_matching", "bench.analyze_stored")


def run() -> Result:
    """Measure every part that is there."""
    whole = Result()
    for name in PARTS:
        if find_spec(name):
            part: Result = import_module(name).run()
            whole.rows += part.rows
            whole.ratios |= part.ratios
            whole.notes += part.notes
    return whole
