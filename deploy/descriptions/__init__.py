"""Writes what other programs read of us from the code: `make descriptions`."""
