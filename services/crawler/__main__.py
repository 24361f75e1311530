"""Runs the crawler: `python -m services.crawler`."""

from services.crawler.app import create
from services.crawler.settings import CrawlerSettings
from shared.entry import run

if __name__ == "__main__":
    run("crawler", CrawlerSettings, create)
