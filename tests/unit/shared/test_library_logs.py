"""What libraries say on handlers of their own goes the one way, too."""

import json
import subprocess
import sys

SAYS = """
import logging
import faststream.nats
from shared.logs import configure
configure("crawler")
logging.getLogger("faststream").error("Task-20 raised an exception, retrying...")
"""


def test_faststream_speaks_json_like_all_others() -> None:
    done = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)

    said = json.loads(done.stdout)
    assert (said["event"], said["logger"], said["service"]) == (
        "library.said",
        "faststream",
        "crawler",
    )
    assert said["text"].startswith("Task-20")
    assert done.stderr == ""
