"""Leave out what the crawler's image does not have: import it before what would find it here.

Libraries take up what they find, such as pretty printing: in the environment of development that
is 5 MiB which no crawler that is deployed ever loads.
"""

import sys

ABSENT = ("attr", "greenlet", "pygments", "rich")
"""Modules, named like their distributions but for attrs."""

for _name in ABSENT:
    sys.modules[_name] = None  # type: ignore[assignment] # an import of it fails
