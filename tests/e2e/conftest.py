"""What tests with a browser need."""

import pytest

from tests.conftest import Missing
from tests.e2e import browser


@pytest.fixture
def needs_chromium(missing: Missing) -> None:
    """Skip, or fail where it is required, on a machine without a browser."""
    if not browser.installed():
        missing("chromium", "chromium is not installed (on Debian: apt-get install chromium)")
