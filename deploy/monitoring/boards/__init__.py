"""All dashboards."""

from deploy.monitoring.boards.overview import OVERVIEW
from deploy.monitoring.boards.promises import PROMISES
from deploy.monitoring.boards.servers import BROKER, STORE
from deploy.monitoring.boards.services import ANALYZER, CRAWLER, NOTIFIER, REPORTER

BOARDS = (OVERVIEW, CRAWLER, ANALYZER, NOTIFIER, REPORTER, BROKER, STORE, PROMISES)
