"""What the crawler's store holds, as metrics."""

from datetime import datetime

from shared.stock import Stock
from shared.store.articles import ArticleReader
from shared.store.runs import RunKind, RunStore

ARTICLE = "article"
KINDS = (ARTICLE, *RunKind)
"""Of data whose newest moment the crawler tells."""


def counted(stock: Stock, articles: ArticleReader, runs: RunStore) -> Stock:
    """Let `stock` tell when the last article was fetched, and the last run of each kind ended."""

    async def look(now: datetime) -> None:
        stock.tell(ARTICLE, await articles.newest(now))
        for kind in RunKind:
            stock.tell(kind, await runs.newest(kind, now))

    stock.looks = (look,)
    return stock
