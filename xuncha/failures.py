"""Why the operator's command gives up: each says what is wrong, where, and how to mend it."""

from shared.errors import XunchaError


class RefusedError(XunchaError):
    """A check found something that only the operator can mend."""


class StartError(XunchaError):
    """A process ended or stayed unready while everything was being started."""


class CrashLoopError(XunchaError):
    """A process kept crashing."""
