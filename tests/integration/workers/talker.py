"""Says what must not be read, in every way that a process can: `talker <secret> <personal>`."""

import asyncio
import logging
import sys
import warnings

import structlog

from shared.logs import configure
from shared.redaction import keep_secret


def fail(said: str, personal: str) -> None:
    raise ValueError(said) from KeyError(personal)


def main(secret: str, personal: str) -> None:
    configure("talker")
    keep_secret(secret)
    log = structlog.get_logger()
    said = f"https://a.cn/o/{secret}?k={secret} of {personal}"
    log.info("page.read", url=said, nested={"list": [said, (personal, secret)]})
    try:
        fail(said, personal)
    except ValueError:
        log.exception("page.failed")
        logging.getLogger("uvicorn.error").exception("Exception in %s", said)
    logging.getLogger("nats").error("at nats://u:%s@h for %s", secret, personal)
    logging.getLogger("uvicorn.access").info('"GET /o/%s?sfz=%s"', secret, personal)
    warnings.warn(said, stacklevel=1)

    async def forgotten() -> None:
        raise RuntimeError(said)

    async def forget() -> None:
        task = asyncio.create_task(forgotten())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(forget())
    raise SystemError(said)


if __name__ == "__main__":
    main(*sys.argv[1:])
