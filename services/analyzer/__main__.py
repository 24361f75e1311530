"""Runs the analyzer: `python -m services.analyzer`."""

from services.analyzer.app import create
from services.analyzer.settings import AnalyzerSettings
from shared.entry import run

if __name__ == "__main__":
    run("analyzer", AnalyzerSettings, create)
