"""All files of the made-up city, by name."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files

from xuncha.example.city import changes_file, targets_file, units_file
from xuncha.example.quarter import QUARTERS, enquiries_file, findings_file, observations_file


def _notice() -> str:
    return (files("xuncha.example") / "notice.yaml").read_text("utf-8")


FILES: Mapping[str, Callable[[], str]] = {
    "notice.yaml": _notice,
    "units.csv": units_file,
    "targets.csv": targets_file,
    "targets-2025Q4.csv": changes_file,
    **{
        f"{name}-{season.name}.csv": partial(write, season)
        for season in QUARTERS
        for name, write in (
            ("observations", observations_file),
            ("findings", findings_file),
            ("enquiries", enquiries_file),
        )
    },
}
"""In the order in which they are imported."""
