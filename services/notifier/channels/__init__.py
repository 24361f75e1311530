"""The channels that alerts leave by: one file each, the same promise."""
