"""Spares the collector of cycles what stays for ever."""

import gc

_YOUNG, _MIDDLE, _OLD = 5_000, 20, 20
"""New objects before a collection, and collections of one age before one of the next."""


def settle() -> None:
    """Leave what is here now out of every later collection, and collect less often.

    Libraries, models and tables are a few hundred thousand objects that live as long as the
    service; by default they are gone through again and again for the few cycles of its work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
