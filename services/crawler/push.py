"""The connector `push`: whoever holds a token hands over posts of one unit's targets."""

from datetime import timedelta
from typing import NamedTuple

from services.crawler.domain.pushed import Wrong, read_pushed
from services.crawler.posts import Posts
from shared import commands
from shared.bearer import hashed
from shared.clock import Clock
from shared.contracts.audit import AuditRecorded
from shared.contracts.connector import Connector, Origin
from shared.contracts.push import IssuePush, PushPosts, PushToken, RevokePush
from shared.outbox import Outbox
from shared.store.pushes import PushStore
from shared.store.targets import TargetReader
from shared.web.limits import Knocks

PUSHES_A_MINUTE = 60
"""Of one token, on one replica."""
EARLY = timedelta(minutes=10)
"""How far the clock of whoever pushes may be ahead of ours."""
REASON = "此凭据不能推送该账号的帖文：请核对账号编号，或请监测单位另发凭据"


class Taken(NamedTuple):
    """How many posts were taken, and what was wrong; nothing is taken when anything is wrong."""

    new: int = 0
    unchanged: int = 0
    wrong: tuple[Wrong, ...] = ()


class Push:
    """Takes pushed posts, and knows who may push.

    Args:
        store: the tokens.
        targets: the registry.
        posts: keeps them.
        outbox: relays what was done to the audit.
        clock: business time.
        limit: counts what each token did.
    """

    def __init__(
        self,
        store: PushStore,
        targets: TargetReader,
        posts: Posts,
        outbox: Outbox,
        clock: Clock,
        limit: Knocks,
    ) -> None:
        self._store = store
        self._targets = targets
        self._posts = posts
        self._outbox = outbox
        self._clock = clock
        self._limit = limit

    async def holder(self, token: str) -> PushToken | None:
        """Return what a token allows; None when it is unknown, revoked or has ended."""
        found = await self._store.find(hashed(token)) if token else None
        stands = found and found.revoked_at is None and self._clock.now() < found.expires_at
        return found if stands else None

    def hurries(self, token: PushToken) -> bool:
        """Count one push of a token; tell whether it has used up what it may do in a minute."""
        if self._limit.spent(token.id):
            return True
        self._limit.count(token.id)
        return False

    async def take(self, token: PushToken, body: bytes) -> Taken:
        """Take posts: all of them, or none when anything is wrong."""
        posts, wrong = read_pushed(body, token.target, self._clock.now() + EARLY)
        if wrong:
            return Taken(wrong=tuple(wrong))
        targets = await self._targets.get_many(list({post.target for post in posts}))
        visits = await self._posts.known([post.url for post in posts])
        for number, post in enumerate(posts, 1):
            target, visit = targets.get(post.target), visits.get(post.url)
            beyond = token.target and post.target != token.target
            if target is None or target.unit != token.unit or beyond:
                wrong.append(Wrong(number, "target", REASON))
            elif visit and visit.target != post.target:
                reason = "该网址已登记在另一个账号名下：请核对网址和账号编号"
                wrong.append(Wrong(number, "url", reason))
        if wrong:
            return Taken(wrong=tuple(wrong))
        each = list({post.url: post for post in posts}.values())
        new = sum(self._posts.is_new(post, visits.get(post.url)) for post in each)
        await self._posts.take(each, Origin(Connector.PUSH, token.id))
        return Taken(new, len(posts) - new)

    async def command(self, command: PushPosts) -> dict[str, int]:
        """Take posts that came by the broker.

        Raises:
            Refused: the token opens nothing or hurries, or a post is wrong.
        """
        token = await self.holder(command.token)
        if token is None:
            raise commands.Refused("凭据无效、已收回或已过期：请向监测单位索取")
        if self.hurries(token):
            raise commands.Refused("推送过于频繁：请一分钟后再试")
        taken = await self.take(token, command.posts.encode())
        if taken.wrong:
            raise commands.Refused("；".join(told(one) for one in taken.wrong))
        return {"new": taken.new, "unchanged": taken.unchanged}

    async def issue(self, command: IssuePush) -> dict[str, str]:
        """Let somebody push.

        Raises:
            NotFound: the target or the unit has nothing on the registry.
            Refused: neither is named.
        """
        unit = command.unit
        if command.target:
            found = await self._targets.get(command.target)
            if found is None or (unit and unit != found.unit):
                name = command.target
                raise commands.NotFound(f"no such target: {name}; see `xuncha registry list`")
            unit = found.unit
        elif not unit:
            raise commands.Refused("name a unit or a target")
        elif not await self._targets.listed(unit=unit, limit=1):
            raise commands.NotFound(f"no target of a unit {unit}; see `xuncha registry list`")
        last = self._clock.now() + timedelta(days=command.days)
        token = PushToken(
            hash=command.hash,
            unit=unit,
            target=command.target,
            label=command.label,
            expires_at=last,
        )
        await self._store.add(token, self._audit("push.issue", token, command.request, command))
        self._outbox.nudge()
        return {"id": token.id, "unit": unit, "expires_at": last.isoformat()}

    async def revoke(self, command: RevokePush) -> dict[str, str]:
        """Take a token back.

        Raises:
            NotFound: no token that stands is called so.
        """
        found = [one for one in await self._store.listed() if one.id == command.id]
        if not found:
            raise commands.NotFound(f"no such token: {command.id}; see `xuncha push list`")
        audit = self._audit("push.revoke", found[0], command.request, command)
        await self._store.revoke(found[0].hash, self._clock.now(), audit)
        self._outbox.nudge()
        return {"id": command.id}

    async def listed(self) -> list[dict[str, str]]:
        """Return the tokens that were not revoked, without their hashes."""
        return [
            {
                "id": one.id,
                "unit": one.unit,
                "target": one.target,
                "label": one.label,
                "expires_at": one.expires_at.isoformat(),
            }
            for one in await self._store.listed()
        ]

    def _audit(
        self, action: str, token: PushToken, cause: str, command: IssuePush | RevokePush
    ) -> AuditRecorded:
        return AuditRecorded(
            actor=command.actor,
            action=action,
            about=token.id,
            cause=cause,
            reason=token.target or token.unit,
            occurred_at=self._clock.now(),
        )


def told(wrong: Wrong) -> str:
    """Say one thing that is wrong in one line."""
    place = f"第 {wrong.post} 条" if wrong.post else "整体"
    return f"{place} {wrong.field}：{wrong.reason}" if wrong.field else f"{place}：{wrong.reason}"
