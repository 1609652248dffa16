"""The people at the third door in a day: during the trouble, once more in the calm, and what they read at its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy import select

from db.models import Origin, Person
from desk import Desk, DeskSettings
from desk.integrations import integrations
from desk.integrations.scopes import Scope
from tests.chaos.city import VERA, City, now
from tests.chaos.integrations import CRM, SHOP, Systems
from tests.chaos.ledger import Ledger, Means
from tests.chaos.own_records import OwnRecords
from tests.chaos.panel import Panel

_MAY = {
    SHOP: (Scope.EVENTS, Scope.WEBHOOKS),
    CRM: (Scope.EVENTS, Scope.WEBHOOKS, Scope.ALL_READ, Scope.NOTES, Scope.ORGANIZATIONS),
}
_PATIENCE_SECONDS = 130.0
_LOOK_SECONDS = 0.3


class ThirdDoor:
    """Pia at the panel, the shop and the reader at the API, and what the CRM changes there."""

    def __init__(self, city: City, ledger: Ledger, panel: Panel, systems_: Systems, own: OwnRecords) -> None:
        self._city, self._ledger = city, ledger
        self.panel, self.systems, self.own = panel, systems_, own

    async def pass_by(self, over: asyncio.Event, *, pause: float) -> None:
        """All of them, until the day is over."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.panel.pass_by(over, pause=pause))
            group.create_task(self.systems.pass_by(over, pause=pause))
            group.create_task(self.own.pass_by(over, pause=pause))

    async def in_the_calm(self) -> None:
        """A request by API, taken and answered at the panel, read in all three ways."""
        await self.own.in_the_calm()
        number = await self.systems.opens()
        await self._comes(lambda: self.panel.does(number, "claim"), f"Pia takes #{number}")
        word = await self.panel.says(number, Means.ANSWERED)
        if word is None:
            self._ledger.complaints.append(f"in the calm the panel did not take Pia's words for #{number}")
            return
        await self._comes(lambda: self._read(number, word.mark), f"the shop reads {word.mark}")
        await self._comes(lambda: self._told(number, word.mark), f"the shop's feed tells {word.mark}")
        await self._comes(lambda: self._sent(SHOP, word.mark), f"the shop is sent {word.mark}")
        await self._comes(lambda: self._sent(CRM, word.mark), f"the reader is sent {word.mark}")
        await self._comes(lambda: self.panel.does(number, "resolve"), f"Pia resolves #{number}")

    async def _comes(self, look: Callable[[], Awaitable[bool]], what: str) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE_SECONDS
        while not await look():
            if loop.time() > end:
                self._ledger.complaints.append(f"in the calm never happened: {what}")
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def _read(self, number: int, mark: str) -> bool:
        return mark in await self.systems.reads(number)

    async def _told(self, number: int, mark: str) -> bool:
        told = await self.systems.polls(SHOP)
        return any(one["ticket"]["number"] == number and mark in str(one.get("message")) for one in told)

    async def _sent(self, who: str, mark: str) -> bool:
        return any(mark in str(one.get("message")) for one in self._city.catcher.taken[who])


@asynccontextmanager
async def third_door(city: City, ledger: Ledger, seed: int) -> AsyncIterator[ThirdDoor]:
    """Pia signs in, the systems have their tokens and have subscribed. Before anybody asks for anything."""
    tokens = {name: await _token(city, name, *scopes) for name, scopes in _MAY.items()}
    panel, callers = Panel(city, ledger, seed), Systems(city, ledger, tokens, seed)
    try:
        await panel.signs_in()
        city.secrets += [*tokens.values(), *[await callers.subscribes(name) for name in tokens]]
        yield ThirdDoor(city, ledger, panel, callers, OwnRecords(city, callers, ledger, seed))
    finally:
        await panel.aclose()
        await callers.aclose()


async def _token(city: City, name: str, *more: Scope) -> str:
    """Vera makes a system. By its verbs: how it is pressed is no subject of these days."""
    async with city.database.unit_of_work() as session:
        vera = (await session.scalars(select(Person).where(Person.telegram_id == VERA))).one()
        desk = Desk(session, Origin.TELEGRAM, vera, now=now(), rules=DeskSettings())
        key, token = await integrations.create_integration(desk, name)
        for scope in more:
            await integrations.switch_scope(desk, key, scope, on=True)
        for _ in range(len(integrations.TOKEN_REQUESTS_PER_MINUTE) - 1):
            await integrations.set_next_rate(desk, key)
    return token
