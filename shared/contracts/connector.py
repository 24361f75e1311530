"""Connectors: by which way an article came, and where the posts of an account are read."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from shared.contracts.base import ID_PATTERN, Contract
from shared.contracts.command import Command


class Connector(StrEnum):
    """By which way an article came."""

    CRAWL = "crawl"
    """The crawler read a page of a website or a column."""
    FEED = "feed"
    """A feed (RSS or Atom) named or held it."""
    LISTING = "listing"
    """A public list of posts led to it."""
    PUSH = "push"
    """A unit or a vendor handed it over."""
    FILE = "file"
    """Staff imported it."""


class Origin(NamedTuple):
    """By which way an article came, and from whom."""

    connector: Connector = Connector.CRAWL
    giver: str = ""
    """Host of the feed or the list, id of the token, who imported the file; empty for a crawl."""


CRAWLED = Origin()


class Connection(Contract):
    """Where the posts of one account are read."""

    target: str
    connector: Connector
    host: str
    """Host and port of the address: its run reads the account, too."""
    url: str
    """Masked."""
    sealed_url: bytes
    """The address itself, sealed: feeds often carry a key in it."""


class SetConnection(Command):
    """Read the posts of an account at an address from now on."""

    target: str = Field(pattern=ID_PATTERN)
    connector: Connector
    url: str = Field(min_length=8, max_length=2_000, repr=False)


class DropConnection(Command):
    """Read the posts of an account no more."""

    target: str = Field(pattern=ID_PATTERN)
