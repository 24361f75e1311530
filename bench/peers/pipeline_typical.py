"""Peer: the usual two services; `pipeline_typical.py crawl|analyze PORT NATS_URL LISTS`.

The one fetches with httpx as it comes, reads with trafilatura and publishes message by message; the
other takes message by message, analyses with the same rules and stores document by document.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urljoin

import httpx
import nats
import trafilatura
from lxml import html as markup
from nats.errors import TimeoutError as NothingCame
from pipeline_store import Parts

from shared.contracts.article import Article, Content

ROLE, PORT, URL, LISTS = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
BASE, TOGETHER, PER_LIST = f"http://127.0.0.1:{PORT}", 16, 20
PARTS = Parts()


async def read(client, js, url, seen):
    answer = await client.get(url)
    tree = markup.fromstring(answer.content.decode())
    links = [(urljoin(url, link.get("href")), link.text_content()) for link in tree.iter("a")]
    if "/list/" in url:
        new = [where for where, _ in links if "/art/" in where and where not in seen]
        seen.update(new)
        return new
    found = trafilatura.bare_extraction(answer.text, url=url).as_dict()
    fields = {"title": found["title"] or "", "text": found["text"] or "", "links": links}
    article, content, documents = PARTS.fetched(url, answer.content, fields)
    PARTS.insert_each(documents)
    message = {"article": article.model_dump_json(), "content": content.model_dump_json()}
    await js.publish("peer.articles", json.dumps(message).encode())
    return []


async def crawl():
    broker = await nats.connect(URL)
    js = broker.jetstream()
    waiting, seen = [f"{BASE}/list/{number}.html" for number in range(LISTS)], set()

    async def work(client):
        while waiting:
            waiting.extend(await read(client, js, waiting.pop(), seen))

    async with httpx.AsyncClient() as client:
        begun, cpu = time.time(), time.process_time()
        await asyncio.gather(*(work(client) for _ in range(min(TOGETHER, LISTS))))
        print(json.dumps({"begun": begun, "cpu": time.process_time() - cpu}), flush=True)
    await broker.close()


async def analyze():
    broker = await nats.connect(URL)
    js = broker.jetstream()
    await js.add_stream(name="PEER", subjects=["peer.articles"])
    pulled = await js.pull_subscribe("peer.articles", "peer")
    print("ready", flush=True)
    done, cpu = 0, time.process_time()
    while done < LISTS * PER_LIST:
        try:
            (message,) = await pulled.fetch(1, timeout=60)
        except NothingCame:
            break
        told = json.loads(message.data)
        article = Article.model_validate_json(told["article"])
        PARTS.insert_each(PARTS.analysed(article, Content.model_validate_json(told["content"])))
        await message.ack()
        done += 1
    used = time.process_time() - cpu
    print(json.dumps({"ended": time.time(), "cpu": used, "articles": done}), flush=True)
    await broker.close()


asyncio.run(crawl() if ROLE == "crawl" else analyze())
