"""The operator's command: `xuncha` or `python -m xuncha`."""

import sys
from importlib import import_module

from cyclopts import App


def main() -> None:
    """Run the command that the arguments name; a check is not kept waiting for all the others."""
    if sys.argv[1:2] == ["check"]:
        app = App(name="xuncha")
        app.command(import_module("xuncha.cli.check").check)
    else:
        app = import_module("xuncha.cli.app").app
    app()


if __name__ == "__main__":
    main()
