"""Runs the reporter: `python -m services.reporter`."""

from services.reporter.app import create
from services.reporter.settings import ReporterSettings
from shared.entry import run

if __name__ == "__main__":
    run("reporter", ReporterSettings, create)
