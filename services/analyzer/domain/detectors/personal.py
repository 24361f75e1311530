"""Leaked personal data: values that identify a person and stand unmasked on a public page."""

from collections.abc import Collection, Iterator
from functools import partial

from services.analyzer.domain.detectors.personal_rules import LIST, RECOMBINABLE, RULES, WEAK_MASK
from services.analyzer.domain.lists import Lists
from services.analyzer.domain.privacy.lists import Leak, inside, lists_in
from services.analyzer.domain.privacy.masks import flaws_in
from services.analyzer.domain.privacy.rows import Rows
from services.analyzer.domain.privacy.values import Value, values_of
from services.analyzer.domain.privacy.weighed import Lesson
from services.analyzer.domain.rule import Detector, Hit, View, in_attachment, mended
from services.analyzer.domain.signs import Sign, signs_in
from shared.clock import office_date

__all__ = ["RULES", "detectors"]

_PERSONAL = frozenset(
    {
        Sign.DIGITS,
        Sign.CODED,
        Sign.PASSPORT,
        Sign.HOME,
        Sign.HOUSE,
        Sign.MASK,
        Sign.PEOPLE,
    }
)
_MENDS = {rule.id: rule.mend for rule in RULES}


def personal(view: View, learned: Lesson) -> Iterator[Hit]:
    """Find personal values, lists of people and masks that do not hide, on page and attachments."""
    yield from _found(view, view.text, view.signs, learned)
    for attachment in view.content.attachments:
        where = in_attachment(attachment.name)
        place = view.mention(attachment.name)
        text = mended(attachment.text)
        for hit in _found(view, text, signs_in(text), learned):
            yield hit._replace(span=place, why=where + hit.why, attached=True)


def detectors(lists: Lists) -> tuple[Detector, ...]:
    """Make the detectors of this file from the weights that were learned."""
    return (partial(personal, learned=lists.learned),)


def _found(view: View, text: str, signs: Collection[Sign], learned: Lesson) -> Iterator[Hit]:
    if _PERSONAL.isdisjoint(signs):
        return
    rows = Rows(text)
    today = office_date(view.fetched_at) if view.fetched_at else None
    values = values_of(text, rows, today, signs, learned)
    leaks = lists_in(text, rows, values, signs)
    yield from map(_list_hit, leaks)
    covered = [leak.covers for leak in leaks]
    yield from (_hit(value) for value in values if not inside(value.span[0], covered))
    for flaw in flaws_in(text, rows) if Sign.MASK in signs else ():
        rule = RECOMBINABLE if flaw.recombinable else WEAK_MASK
        yield Hit(rule, flaw.masked.span, flaw.masked.chars, _MENDS[rule], flaw.why)


def _hit(value: Value) -> Hit:
    return Hit(
        value.rule, value.span, value.key, _MENDS[value.rule], value.why, severity=value.severity
    )


def _list_hit(leak: Leak) -> Hit:
    why = f"名单泄露{leak.rows}人的{'、'.join(leak.kinds)}（共{leak.rows}行）"
    return Hit(LIST, leak.span, leak.key, _MENDS[LIST], why, severity=leak.severity)
