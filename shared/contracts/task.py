"""Tasks: work that any replica of the crawler may take."""

from pydantic import AwareDatetime

from shared.contracts.base import Event, identity


class CrawlTask(Event):
    """Crawl what is due on one host: at most one is queued or in flight for each host."""

    host: str
    hosthash: str
    slot: AwareDatetime
    """The `next_at` that made it due."""

    @property
    def subject(self) -> str:
        """One subject per host: the stream refuses a second one."""
        return f"task.crawl.{self.hosthash}"

    @property
    def msg_id(self) -> str:
        """Host and due time."""
        return identity("task.crawl", self.host, self.slot.isoformat())


class ProbeTask(Event):
    """Look whether a website opens: at most one is queued or in flight for each."""

    target: str
    url: str
    slot: AwareDatetime
    """The `next_at` that made it due."""

    @property
    def subject(self) -> str:
        """One subject per website: the stream refuses a second one."""
        return f"task.probe.{self.target}"

    @property
    def msg_id(self) -> str:
        """Website and due time."""
        return identity("task.probe", self.target, self.slot.isoformat())


class RecheckTask(Event):
    """Look now whether a finding still stands at its addresses; always answered."""

    request: str
    finding: str
    target: str
    addresses: tuple[str, ...]
    """Ids of visits, the places where the finding stood."""
    times_put_back: int = 0
    """How often it went to the end of the queue, because too many waited for its host."""

    @property
    def subject(self) -> str:
        """One subject per request."""
        return f"task.now.{self.request}"

    @property
    def msg_id(self) -> str:
        """The request; each time it was put back it is another message."""
        return f"{self.request}.{self.times_put_back}" if self.times_put_back else self.request

    def put_back(self) -> "RecheckTask":
        """Return the task as it goes to the end of the queue."""
        return self.model_copy(update={"times_put_back": self.times_put_back + 1})


def host_hash(host: str) -> str:
    """Compute the subject token of a host."""
    return identity("host", host)
