"""Verbs about the actor alone. Knows no door."""

from sqlalchemy import func, select

from db.models import Person, Ticket
from desk.errors import NotAllowed, Refused
from desk.outbox.letters import Menu
from desk.policy.permissions import is_staff
from desk.policy.transitions import OPEN
from desk.tickets.status import Changes

LANGUAGES = ("en", "ru")


class Presence(Changes):
    """away, back, quiet, set_language."""

    async def away(self) -> int:
        """No broadcasts from now on; returns how many open tickets the actor holds."""
        me = await self._staff()
        me.away = True
        held = select(func.count()).where(Ticket.assignee_id == me.id, Ticket.status.in_(OPEN))
        return await self.session.scalar(held) or 0

    async def back(self) -> None:
        """Broadcasts again."""
        (await self._staff()).away = False

    async def quiet(self) -> bool:
        """Broadcasts without sound, or with it again; returns whether they are silent now."""
        me = await self._staff()
        me.quiet = not me.quiet
        return me.quiet

    async def set_language(self, code: str) -> None:
        """`en` or `ru`; anything else raises Refused."""
        if code not in LANGUAGES:
            raise Refused("outdated")
        await self.refresh_actor()
        self.me().language_chosen = code
        self.news.post(self.me(), Menu())

    async def _staff(self) -> Person:
        await self.refresh_actor()
        me = self.me()
        if not is_staff(me):
            raise NotAllowed
        return me
