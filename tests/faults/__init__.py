"""Runs the real system, breaks it on purpose, and checks what it promised."""
