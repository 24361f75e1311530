"""The deadline classes that hold: the packaged suggestions, or an office's own file."""

from importlib import resources
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from shared.contracts.deadline import DeadlineClass
from shared.errors import PermanentError

_CLASSES = TypeAdapter(tuple[DeadlineClass, ...])


def load_deadlines(file: Path | None = None) -> tuple[DeadlineClass, ...]:
    """Read deadline classes in the order in which they are tried.

    Args:
        file: YAML, a list of classes; the packaged suggestions when None.

    Raises:
        PermanentError: the file is missing, is no such list, or names a class twice.
    """
    name = str(file) if file else "default.yaml"
    try:
        packaged = resources.files(__package__) / "default.yaml"
        text = file.read_text("utf-8-sig") if file else packaged.read_text("utf-8")
        classes = _CLASSES.validate_python(yaml.safe_load(text))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise PermanentError(f"{name}: no list of deadline classes: {error}") from error
    names = [one.name for one in classes]
    if twice := {one for one in names if names.count(one) > 1}:
        raise PermanentError(f"{name}: named twice: {', '.join(sorted(twice))}")
    return classes
