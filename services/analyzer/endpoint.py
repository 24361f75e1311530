"""Where a model-based corrector listens, and the secret that opens it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from shared.contracts.finding import Severity
from shared.errors import PermanentError
from shared.redaction import keep_secret

_HEADER = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")


@dataclass(frozen=True)
class Endpoint:
    """Where a corrector listens and what it is told.

    Attributes:
        url: of the corrector.
        seconds: for one text, from call to last byte, real time.
        severity: what its suggestions weigh.
        authorization: value of that header, secret; empty for none.
        attachments: whether their texts are sent too, each by itself.
    """

    url: str
    seconds: float
    severity: Severity
    authorization: str = field(default="", repr=False)
    attachments: bool = False


def read_authorization(file: Path) -> str:
    """Return what the corrector's file holds; logs hide it from then on.

    Raises:
        PermanentError: it cannot be read, or holds something else than one line.
    """
    try:
        value = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PermanentError(
            f"XUNCHA_ANALYZER_CORRECTOR_AUTHORIZATION_FILE: {file}: {type(error).__name__}; "
            "name a file that this user may read"
        ) from None
    if _HEADER.fullmatch(value) is None:
        raise PermanentError(
            f"XUNCHA_ANALYZER_CORRECTOR_AUTHORIZATION_FILE: {file} must hold one line as it is "
            "sent, such as: Bearer 3f2a…; letters, digits and marks of ASCII only"
        )
    keep_secret(value, *value.split()[1:])
    return value
