"""The ceiling: a raw asyncio client and lexbor, no guards; `crawl_ceiling.py PORT`."""

import asyncio
import json
import resource
import sys
import time
from urllib.parse import urljoin

import uvloop
from selectolax.lexbor import LexborHTMLParser

PORT, LISTS, TOGETHER = int(sys.argv[1]), 100, 16
TAGS = ("ArticleTitle", "PubDate", "ContentSource", "ColumnName")
BASE = f"http://127.0.0.1:{PORT}"
articles = []


class Client(asyncio.Protocol):
    def __init__(self):
        self.data, self.length, self.waiter = bytearray(), -1, None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.data += data
        if self.length < 0 and (end := self.data.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.data[:end])
            start = head.index(b"Content-Length:") + 15
            self.length = int(head[start:].split(b"\r\n", 1)[0])
            del self.data[: end + 4]
        if 0 <= self.length <= len(self.data):
            body, self.data, self.length = bytes(self.data), bytearray(), -1
            self.waiter.set_result(body)

    async def get(self, path):
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        return await self.waiter


def read(body, path):
    tree = LexborHTMLParser(body)
    tags = {n.attributes.get("name"): n.attributes.get("content") for n in tree.css("meta[name]")}
    base = BASE + path
    links = [(urljoin(base, n.attributes["href"]), n.text()) for n in tree.css("a[href]")]
    block = tree.css_first("#zoom")
    text = block.text(separator="\n") if block else ""
    images = [n.attributes["alt"] for n in block.css("img[alt]")] if block else []
    scripts = [urljoin(base, n.attributes["src"]) for n in tree.css("script[src]")]
    return [*map(tags.get, TAGS), text, images, scripts, links]


async def work(paths, seen):
    _, client = await asyncio.get_running_loop().create_connection(Client, "127.0.0.1", PORT)
    while paths:
        path = paths.pop()
        title, *_, links = read(await client.get(path), path)
        if title:
            articles.append(title)
            continue
        for url, _ in links:
            if "/art/" in url and url not in seen:
                seen.add(url)
                paths.append(url.removeprefix(BASE))


async def main():
    paths = [f"/list/{number}.html" for number in range(LISTS)]
    seen = set()
    await asyncio.gather(*(work(paths, seen) for _ in range(TOGETHER)))


begun, cpu = time.perf_counter(), time.process_time()
uvloop.run(main())
seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
assert len(articles) == 2000, len(articles)
print(
    json.dumps(
        {
            "pages_per_second": (len(articles) + LISTS) / seconds,
            "cpu_ms_per_page": 1000 * cpu / (len(articles) + LISTS),
            "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
