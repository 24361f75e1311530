"""Writes the page of all rules: `python -m services.analyzer.page > docs/rules.md`."""

import sys

from services.analyzer.domain.page import rules_page
from services.analyzer.domain.rules import RULES


def main() -> None:
    """Write the page to standard output."""
    sys.stdout.write(rules_page(RULES.values()))


if __name__ == "__main__":
    main()
