"""Writes docs/metrics.md and the dashboards from the code: `make metrics`."""
