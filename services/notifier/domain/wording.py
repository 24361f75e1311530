"""The templates of alerts about orders: read with the line of every fault, filled in. Pure."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from services.notifier.domain.merging import ABOUT_NO_ORDER
from shared.contracts.alert import AlertKind
from shared.errors import PermanentError

FIELDS = ("name", "unit", "title", "limit", "due", "kind")
"""What a template may say in braces: target, unit, problem, what limit, its end, kind of target."""
PARTS = ("subject", "opening", "duty")
"""The line above, the first sentence, and that sentence of a duty to report back."""
LONGEST = 300
"""Characters of one part."""
DATED = frozenset(AlertKind) - {
    AlertKind.CLOSED,
    AlertKind.WITHDRAWN,
    AlertKind.HANDED_OVER,
    AlertKind.EXCEPTED,
}
"""Kinds that print the deadlines with their explanation."""
TEMPLATED = tuple(kind for kind in AlertKind if kind not in ABOUT_NO_ORDER)


class TemplateError(PermanentError):
    """A template cannot be used; the text names file, line and remedy of every fault."""


class Wording(NamedTuple):
    """The templates of one kind of alert; an empty `duty` means that `opening` serves."""

    subject: str
    opening: str
    duty: str = ""


Wordings = Mapping[AlertKind, Wording]


def laid_over(base: Wordings, text: str, file: str) -> dict[AlertKind, Wording]:
    """Return the templates with those of a YAML file in their place.

    Args:
        base: what the file leaves out.
        text: by kind of alert: `subject`, `opening`, `duty`, as many as shall change.
        file: its name, for faults.

    Raises:
        TemplateError: a kind, part or field is unknown, or a text is no template.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader) if text.strip() else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise TemplateError(f"{file}:{line}: no YAML; put texts in quotation marks") from None
    faults: list[str] = []
    found = dict(base)
    for key, given in _entries(node, file, faults):
        kind = next((one for one in TEMPLATED if one.value == key.value), None)
        if kind is None:
            kinds = ", ".join(TEMPLATED)
            faults.append(f"{_place(file, key)}: unknown kind {key.value!r}; write one of {kinds}")
            continue
        parts = dict(_parts(given, file, faults))
        found[kind] = found.get(kind, Wording("", ""))._replace(**parts)
    if faults:
        raise TemplateError("; ".join(faults))
    return found


def _parts(node: Node, file: str, faults: list[str]) -> Iterator[tuple[str, str]]:
    for key, given in _entries(node, file, faults):
        place = _place(file, given)
        if key.value not in PARTS:
            faults.append(f"{place}: unknown part {key.value!r}; write one of {', '.join(PARTS)}")
        elif not isinstance(given, ScalarNode):
            faults.append(f"{place}: {key.value} is no text; put it in quotation marks")
        elif fault := _fault(given.value):
            faults.append(f"{place}: {key.value}: {fault}")
        else:
            yield key.value, given.value


def _entries(node: Node | None, file: str, faults: list[str]) -> Iterator[tuple[ScalarNode, Node]]:
    if node is None:
        return
    if not isinstance(node, MappingNode):
        faults.append(f"{_place(file, node)}: no mapping; write `issued:` and its parts below it")
        return
    seen: set[str] = set()
    for key, given in node.value:
        if not isinstance(key, ScalarNode) or key.value in seen:
            faults.append(f"{_place(file, key)}: stands twice, or is no name; keep one")
            continue
        seen.add(key.value)
        yield key, given


def _fault(text: str) -> str:
    """Say what is wrong with one template, and how to mend it; empty for nothing."""
    if not text.strip() or len(text) > LONGEST or not text.isprintable():
        return f"a template is one line of 1 to {LONGEST} characters; shorten it"
    if "://" in text or "www." in text:
        return "a template holds no link: the order's own is added; leave it out"
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        return "a brace stands alone; write {{ or }} for a brace"
    for _, field, form, conversion in fields:
        if field is not None and (field not in FIELDS or form or conversion):
            known = ", ".join(f"{{{one}}}" for one in FIELDS)
            return f"unknown field {{{field}}}; write one of {known}, without anything beside it"
    return ""


def _place(file: str, node: Node) -> str:
    return f"{file}:{node.start_mark.line + 1}"
