"""What the crawler needs to know, from `XUNCHA_*` and `XUNCHA_CRAWLER_*`."""

from pathlib import Path

from pydantic import Field

from shared.settings import SharedSettings


class CrawlerSettings(SharedSettings):
    """Settings of the crawler."""

    crawler_user_agent: str = Field(min_length=10, max_length=200)
    """Names the operator and a contact, so that a webmaster knows whom to ask; required."""
    crawler_interval_seconds: float = Field(default=900.0, ge=1, le=604_800)
    """Shortest business time between two looks at a target that changes often."""
    crawler_longest_interval_seconds: float = Field(default=86_400.0, ge=1, le=604_800)
    """Longest business time between two looks at a quiet target; at least the shortest."""
    crawler_dispatch_seconds: float = Field(default=1.0, gt=0, le=60)
    """Real time between two looks at what is due."""
    crawler_host_delay_seconds: float = Field(default=0.5, ge=0, le=60)
    """Real time between two fetches on one host."""
    crawler_probe_interval_seconds: float = Field(default=3600.0, ge=60, le=4320)
    """Business time between two probes of a website; 4,320 s are the 20 a day that are asked."""
    crawler_control_urls: str = ""
    """Addresses, separated by spaces, that answer whenever our own network works."""
    crawler_proxy: str = Field(default="", pattern=r"^(http://[^/@\s]+:\d{1,5})?$")
    """The operator's proxy, `http://host:port`, through which everything is fetched; names are
    resolved here, and the proxy is asked for vetted addresses only."""
    crawler_vantage: str = Field(default="", max_length=40)
    """Name of the place in the network where this replica stands; probes carry it."""
    crawler_workers: int = Field(default=32, ge=1, le=256)
    """Hosts crawled at the same time by this replica."""
    crawler_pages_per_run: int = Field(default=200, ge=1, le=5_000)
    """Most addresses of one run; a run is a slice, and what is left is due again at once."""
    crawler_run_seconds: float = Field(default=60.0, ge=1, le=600)
    """Longest run on a host, real time."""
    crawler_pages_per_pass: int = Field(default=20_000, ge=1, le=1_000_000)
    """Most addresses of one target in one pass; reaching it is logged and counted."""
    crawler_evidence_days: int = Field(default=30, ge=1, le=3_650)
    """Business days for which a body as fetched is kept that no finding needs."""
    crawler_faces_days: int = Field(default=20, ge=0, le=365)
    """Each article is looked at as a search engine sees it once in so many days, front pages
    daily; 0 never."""
    crawler_import_limit_bytes: int = Field(default=5 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    """Largest import file."""
    crawler_import_limit_rows: int = Field(default=20_000, ge=1, le=100_000)
    """Most rows of one import file."""
    crawler_robots_file: Path | None = None
    """Hosts that the office owns and whose robots.txt is set aside: host, reason on each line."""
    crawler_internal_file: Path | None = None
    """The operator's list of internal targets: host, network and ports on each line."""
