"""Form tokens: a form is taken only from a page that we showed, and each showing counts once."""

import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer

LASTS_SECONDS = 24 * 3600


class Forms:
    """Signs forms and knows them again.

    Args:
        key: of this deployment, 32 bytes.
        lasts_seconds: real time for which a page may stay open before its form is sent.
    """

    def __init__(self, key: bytes, lasts_seconds: int = LASTS_SECONDS) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="xuncha form")
        self._lasts_seconds = lasts_seconds

    def show(self, subject: str) -> str:
        """Return the token of one showing of a page about `subject`."""
        return str(self._signer.dumps([subject, secrets.token_urlsafe(12)]))

    def sent(self, token: str, subject: str) -> str:
        """Return the id of the showing that a form came from; empty when it is none of ours."""
        try:
            about, showing = self._signer.loads(token, max_age=self._lasts_seconds)
        except (BadSignature, ValueError, TypeError):
            return ""
        return str(showing) if about == subject else ""
