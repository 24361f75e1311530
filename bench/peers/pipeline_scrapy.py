"""Peer: Scrapy, the same analysis and the same store in one process.

`pipeline_scrapy.py PORT LISTS`: parsel, 64 requests at a time, robots obeyed; the item
pipeline analyses and stores 100 at a time.
"""

import json
import os
import sys
import time

import scrapy
from pipeline_store import Parts
from scrapy.crawler import CrawlerProcess

PORT, LISTS, TOGETHER = int(sys.argv[1]), int(sys.argv[2]), 100
PARTS = Parts()
stored = []


class Store:
    def open_spider(self):
        self.waiting = []

    def process_item(self, item):
        self.waiting.append(item)
        if len(self.waiting) >= TOGETHER:
            self.flush()
        return item

    def close_spider(self):
        self.flush()

    def flush(self):
        kept, told = {}, {}
        for item in self.waiting:
            article, content, documents = PARTS.fetched(**item)
            for name, some in documents.items():
                kept.setdefault(name, []).extend(some)
            for name, some in PARTS.analysed(article, content).items():
                told.setdefault(name, []).extend(some)
        PARTS.insert_all(kept)
        PARTS.insert_all(told)
        stored.extend(item["url"] for item in self.waiting)
        self.waiting = []


class Site(scrapy.Spider):
    name = "site"

    async def start(self):
        for number in range(LISTS):
            yield scrapy.Request(f"http://127.0.0.1:{PORT}/list/{number}.html")

    def parse(self, response):
        for link in response.css(".list a::attr(href)").getall():
            yield response.follow(link, self.article)

    def article(self, response):
        def tag(name):
            return response.css(f'meta[name="{name}"]::attr(content)').get("")

        fields = {
            "title": tag("ArticleTitle"),
            "source": tag("ContentSource"),
            "column": tag("ColumnName"),
            "text": "\n".join(response.css("#zoom ::text").getall()),
            "links": [
                (response.urljoin(link.attrib["href"]), "".join(link.css("::text").getall()))
                for link in response.css("a[href]")
            ],
        }
        yield {"url": response.url, "body": response.body, "fields": fields}


process = CrawlerProcess(
    {
        "ITEM_PIPELINES": {Store: 300},
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
)
process.crawl(Site)
begun, cpu = time.perf_counter(), time.process_time()
process.start()
seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
print(json.dumps({"articles": len(stored), "seconds": seconds, "cpu": cpu}), flush=True)
os._exit(0)
