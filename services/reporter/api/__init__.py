"""The JSON API: machines read and act with tokens, under /api/v1."""
