"""Requests of clients get prices, and their people pay by Telegram's invoices: once, twice at once, declined, and while
every bot is killed between Telegram's question and its news of the payment. `verdict_payments` counts the money."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tests.chaos.cast import NORA
from tests.chaos.city import VERA, City
from tests.chaos.clients import ADA, BEN, CYD, EVE
from tests.chaos.company import Company, MissedError
from tests.chaos.ledger import Ledger

Row = dict[str, Any]
_NUMBERS = """
select t.number from tickets t join people p on p.id = t.requester_id
where p.telegram_id = :person and t.filed_at is not null order by random() limit 1
"""
_MORE_THAN_ANY_BALANCE = 90_000
_OF_ALPHA = (ADA, BEN, EVE)  # who leads the organization when the price is set pays, else Eve
_PAID = "select count(*) as n from ledger_entries where charge_id is not null"


class Payers(Company):
    """Ben and Cyd, in the calm Eve, and Vera and Nora who set prices."""

    def __init__(self, city: City, cast: Any, ledger: Ledger, seed: int) -> None:
        super().__init__(city, cast, ledger, seed)
        self.dice = random.Random(f"payers {seed}")

    async def pass_by(self, over: asyncio.Event, *, pause: float) -> None:
        """Price and pay until the day is over."""
        while not over.is_set():
            person = self.dice.choice((BEN, CYD))
            if self.dice.random() < 0.4:
                await self._prices(person)
            else:
                await self._pays(person, self.dice.choice((1, 1, 2)), declined=self.dice.random() < 0.2)
            await asyncio.sleep(self.dice.expovariate(1 / pause))

    async def _prices(self, person: int) -> None:
        found = await self.asked(_NUMBERS, person=person)
        if found:
            await self.writes(VERA, f"/price {found['number']} {self.dice.randint(100, 9000)}")

    async def _pays(self, person: int, times: int, *, declined: bool = False) -> None:
        invoices = self._invoices(person)
        if invoices:
            on = self.dice.choice(invoices[-3:])["message_id"]
            given = {"person": person, "message_id": on, "times": times, "declined": declined}
            await self.city.try_to(self.city.telegram, "pay", **given)

    def _invoices(self, person: int) -> list[Row]:
        return [one for one in self.city.from_bot(person) if one["content"] == "invoice"]

    async def in_the_calm(self) -> None:
        """Who is asked for Eve's request pays twice at once, and no bot survives the moment."""
        self.calm = True
        try:
            await self._calm()
        except MissedError as miss:
            self.ledger.complaints.append(f"in the calm never happened: {miss}")

    async def _calm(self) -> None:
        number = await self.files(EVE, "the till wants a new roll")
        await self.writes(NORA, f"/claim {number}")
        await self.becomes(number, "assigned")
        before = {person: len(self._invoices(person)) for person in _OF_ALPHA}

        def asked() -> list[int]:
            return [person for person, count in before.items() if len(self._invoices(person)) > count]

        await self.writes(NORA, f"/price {number} {_MORE_THAN_ANY_BALANCE}")
        await self.until(lambda: bool(asked()), f"somebody gets the invoice of #{number}")
        had = int((await self.asked(_PAID))["n"])
        payer = asked()[0]
        on = self._invoices(payer)[-1]["message_id"]
        await self.city.telegram.do("pay", person=payer, message_id=on, times=2)
        for slot in list(self.city.bots.running):
            await self.city.bots.kill(slot)
        await self.city.settle_fleets()
        await self.until(lambda: all(self._tried(payer)), f"Telegram is answered about #{number}")
        if {*self._tried(payer)} == {"expired"}:  # it waits ten seconds for the answer; then nobody has paid
            await self.city.telegram.do("pay", person=payer, message_id=on)
        await self.sees(lambda: self._has_more(had), f"the payment of #{number} is counted")

    def _tried(self, payer: int) -> list[str]:
        return [one.state for one in self.city.telegram_world.checkouts.values() if one.person_id == payer][-2:]

    async def _has_more(self, had: int) -> bool:
        return int((await self.row(_PAID))["n"]) > had


async def assemble(city: City) -> None:
    """The desk takes cards."""
    await city.telegram.do("message", person=VERA, text="/settings payments on")
