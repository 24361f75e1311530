"""The analyzer's sweep alone, from the environment of a service, until it is killed."""

import asyncio

from services.analyzer.app import create
from services.analyzer.settings import AnalyzerSettings
from services.analyzer.sweep import Sweep


async def main() -> None:
    service = create(AnalyzerSettings())
    await service.broker.connect()
    for step in service.prepare:
        await step()
    owners = [getattr(loop, "__self__", None) for loop in service.loops]
    (sweep,) = [owner for owner in owners if isinstance(owner, Sweep)]
    while await sweep.once():
        pass


if __name__ == "__main__":
    asyncio.run(main())
