"""A crawler that starts loads no library that only some files need."""

import subprocess
import sys

LATE = ("openpyxl", "numpy", "lxml", "feedparser", "trafilatura", "pypdf", "docx", "xlrd")
SPY = f"""
import sys
import services.crawler.app
print(sorted({set(LATE)!r} & set(sys.modules)))
"""


def test_what_few_files_need_is_not_loaded_at_the_start() -> None:
    ran = subprocess.run([sys.executable, "-c", SPY], capture_output=True, check=True)

    assert ran.stdout.decode().strip() == "[]"
