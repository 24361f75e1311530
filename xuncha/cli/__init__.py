"""The operator's command, one file per noun."""
