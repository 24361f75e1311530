"""Runs the notifier: `python -m services.notifier`."""

from services.notifier.app import create
from services.notifier.settings import NotifierSettings
from shared.entry import run

if __name__ == "__main__":
    run("notifier", NotifierSettings, create)
