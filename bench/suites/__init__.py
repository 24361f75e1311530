"""One module a suite; each has `run() -> Result`."""
