"""The operator's command: `xuncha` or `python -m xuncha`."""

from xuncha.cli.app import app


def main() -> None:
    """Run the command that the arguments name."""
    app()


if __name__ == "__main__":
    main()
