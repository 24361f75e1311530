"""Scrapy crawls the generated site: `crawl_scrapy.py PORT plain|tuned`; prints one line of JSON.

Plain: parsel, stock loop. Tuned: uvloop and lexbor. Both with 64 requests at a time, robots obeyed,
no delay, no logs, no pipeline; pages are read for the fields that an article of ours has.
"""

import json
import os
import resource
import sys
import time

import scrapy
from scrapy.crawler import CrawlerProcess

PORT, KIND = int(sys.argv[1]), sys.argv[2]
LISTS = 100
SETTINGS = {
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": True,
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}
if KIND == "tuned":
    SETTINGS["ASYNCIO_EVENT_LOOP"] = "uvloop.Loop"
    from selectolax.lexbor import LexborHTMLParser
articles = []


def by_parsel(response):
    return {
        "title": response.css('meta[name="ArticleTitle"]::attr(content)').get(),
        "date": response.css('meta[name="PubDate"]::attr(content)').get(),
        "source": response.css('meta[name="ContentSource"]::attr(content)').get(),
        "column": response.css('meta[name="ColumnName"]::attr(content)').get(),
        "text": "\n".join(response.css("#zoom ::text").getall()),
        "images": response.css("#zoom img::attr(alt)").getall(),
        "scripts": [response.urljoin(src) for src in response.css("script::attr(src)").getall()],
        "links": [
            (response.urljoin(link.attrib["href"]), "".join(link.css("::text").getall()))
            for link in response.css("a[href]")
        ],
    }


def by_lexbor(response):
    tree = LexborHTMLParser(response.text)
    tags = {n.attributes.get("name"): n.attributes.get("content") for n in tree.css("meta[name]")}
    return {
        "title": tags.get("ArticleTitle"),
        "date": tags.get("PubDate"),
        "source": tags.get("ContentSource"),
        "column": tags.get("ColumnName"),
        "text": (block := tree.css_first("#zoom")).text(separator="\n"),
        "images": [n.attributes["alt"] for n in block.css("img[alt]")],
        "scripts": [response.urljoin(n.attributes["src"]) for n in tree.css("script[src]")],
        "links": [(response.urljoin(n.attributes["href"]), n.text()) for n in tree.css("a[href]")],
    }


class Site(scrapy.Spider):
    name = "site"

    async def start(self):
        for number in range(LISTS):
            yield scrapy.Request(f"http://127.0.0.1:{PORT}/list/{number}.html")

    def parse(self, response):
        for link in response.css(".list a::attr(href)").getall():
            yield response.follow(link, self.article)

    def article(self, response):
        articles.append((by_lexbor if KIND == "tuned" else by_parsel)(response)["title"])


process = CrawlerProcess(SETTINGS)
process.crawl(Site)
begun, cpu = time.perf_counter(), time.process_time()
process.start()
seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
assert len(articles) == 2000, len(articles)
print(
    json.dumps(
        {
            "pages_per_second": (len(articles) + LISTS) / seconds,
            "cpu_ms_per_page": 1000 * cpu / (len(articles) + LISTS),
            "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    ),
    flush=True,
)
os._exit(0)
