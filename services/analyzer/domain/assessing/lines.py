"""YAML with the line of every value, so that a fault can name it. Pure."""

from typing import Any, NamedTuple, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path: TypeAlias = tuple[str | int, ...]
MOST_CHARACTERS = 512 * 1024


class Fault(NamedTuple):
    """What is wrong with a profile, where, and how to mend it."""

    file: str
    line: int
    text: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.text}; {self.mend}"


class Lined(NamedTuple):
    """A YAML file, read."""

    file: str
    data: dict[str, Any]
    lines: dict[Path, int]

    def fault(self, path: Path, text: str, mend: str) -> Fault:
        """Make a fault at a value, or at the nearest mapping around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Fault(self.file, self.lines.get(path, 1), text, mend)


def read_lined(file: str, text: str) -> Lined | Fault:
    """Read a file that holds one mapping; anchors, tags and repeated keys are refused."""
    if len(text) > MOST_CHARACTERS:
        return Fault(
            file, 1, "the file is too large", f"keep it below {MOST_CHARACTERS} characters"
        )
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                return Fault(file, line, "anchors and aliases are not read", "write it out")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "cannot be read"
        line = mark.line + 1 if mark else 1
        return Fault(file, line, f"this is no YAML: {why}", "correct it")
    if not isinstance(node, MappingNode):
        return Fault(file, 1, "the file holds no mapping", "begin with `name: …`")
    lines: dict[Path, int] = {}
    twice: list[Fault] = []
    data = _plain(node, (), lines, twice)
    return twice[0]._replace(file=file) if twice else Lined(file, data, lines)


def _plain(node: Node, path: Path, lines: dict[Path, int], twice: list[Fault]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                line = key.start_mark.line + 1
                twice.append(Fault("", line, f"`{name}` stands twice in a mapping", "keep one"))
            found[name] = _plain(value, (*path, name), lines, twice)
            lines[*path, name] = key.start_mark.line + 1
        return found
    if isinstance(node, SequenceNode):
        return [_plain(one, (*path, n), lines, twice) for n, one in enumerate(node.value)]
    return _scalar(node) if isinstance(node, ScalarNode) else None


def _scalar(node: ScalarNode) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError):
        return node.value
    finally:
        loader.dispose()
