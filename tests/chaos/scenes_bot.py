"""Scenes with the bot itself: seats lost while sends are under way, presses by mistake, rounds, a clock that fails."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db.queue import LOCK_CLASS
from tests.chaos.cast import EVA, IDA, KIM, LEA, NORA, buttons
from tests.chaos.city import City
from tests.chaos.company import Company, Row
from tests.chaos.ledger import Means, Word

REFUSED = "the day refuses it"
_UNDO_SECONDS = 0.5
_SLOW_SECONDS = 2.0
_TERMINATE = text("""
select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = :cls and granted
""")
_REFUSES = (
    f"create function chaos_refuses() returns trigger language plpgsql as $$ begin raise '{REFUSED}'; end $$",
    "create trigger chaos_refuses before update of filed_at on tickets for each row"
    " when (new.requester_id = {person} and new.filed_at is not null) execute function chaos_refuses()",
)
_ALLOWS = "drop function if exists chaos_refuses cascade"


async def terminate_seats(city: City) -> None:
    """End the backends whose locks say that a worker lives; their processes go on."""
    with suppress(SQLAlchemyError, OSError):
        async with city.database.unit_of_work() as session:
            await session.execute(_TERMINATE, {"cls": LOCK_CLASS})


class BotScenes(Company):
    """Lea's, Kim's and Ida's tickets."""

    played: Counter[str]
    rounds = 0

    async def seat_lost(self) -> None:
        """Telegram answers slowly; meanwhile the database loses the seats of those who wait for its answer."""
        number = await self.ready(LEA)
        async with self._slow():
            word = await self._answers(number)
            entry = await self.stored(word)
            started = (
                "select 1 from jobs where box = 'to_telegram' and entry_id = :id"
                " and started_at is not null and state = 'waiting'"
            )
            await self.sees(lambda: self.row(started, id=entry), f"{word.mark} is being sent")
            await terminate_seats(self.city)
            if self.calm:
                self.ledger.once.add(word.mark)
            await asyncio.sleep(_SLOW_SECONDS)
        await self.until(lambda: self.has(LEA, word.mark), f"{word.mark} reaches Lea")
        self.played["seat lost"] += 1

    @asynccontextmanager
    async def _slow(self) -> AsyncIterator[None]:
        given = {"method": "send*", "chat_id": LEA, "delay": _SLOW_SECONDS, "times": None}
        order = await self.city.telegram.do("fault", **given)
        try:
            yield
        finally:
            await self.city.telegram.do("fault/clear", id=order["id"])

    async def _answers(self, number: int) -> Word:
        """Under a card that the desk knows. One is not known whose sender was killed before it had stored it: what is
        said under it is asked about, and the card comes once more."""
        card = await self.sees(lambda: self._card(number), f"Nora has a card of #{number}")
        return await self.says(NORA, Means.ANSWERED, to=card["message_id"])

    async def _card(self, number: int) -> Row:
        known = "select coalesce(array_agg(message_id), '{}') as ids from messages where chat_id = :chat"
        ids = (await self.row(known, chat=NORA))["ids"]
        cards = (one for one in reversed(self.city.from_bot(NORA)) if f"resolve:{number}" in buttons(one))
        return next((one for one in cards if one["message_id"] in ids), {})

    async def resolved_by_mistake(self) -> None:
        """Resolve on what waits for its requester, undone at once: they hear nothing, and it still waits for them."""
        number = await self.ready(LEA)
        word = await self._answers(number)
        await self.until(lambda: self.has(LEA, word.mark), f"{word.mark} reaches Lea")
        await self.presses(NORA, f"pending:{number}")
        await self.until(
            lambda: any("waiting for your answer" in one for one in self._heard(number)), "Lea hears it waits"
        )
        newest = await self.sees(lambda: self.row("select max(id) as id from history"), "a look at the history")
        before, last = self._heard(number), newest["id"]
        message = await self.until(lambda: self.button(NORA, f"resolve:{number}"), "Resolve is there")
        press = {"verb": "press", "person": NORA, "message_id": message["message_id"], "data": f"resolve:{number}"}
        undo = {"verb": "message", "person": NORA, "text": f"/reopen {number}"}
        await self.city.telegram.do("batch", calls=[press, undo])
        changed = (
            "select max(h.at) - min(h.at) as apart from history h join tickets t on t.id = h.ticket_id"
            " where t.number = :number and h.field = 'status' and h.id > :last having count(*) = 2"
        )
        found = await self.sees(lambda: self.row(changed, number=number, last=last), f"#{number} there and back")
        if not self.calm or found["apart"].total_seconds() >= _UNDO_SECONDS:
            return
        await asyncio.sleep(3 * _UNDO_SECONDS)
        await self.becomes(number, "pending")
        heard = self._heard(number)  # an older one, such as the receipt, may still be brought up to date
        if len(heard) != len(before) or heard[-2:] != before[-2:]:
            self.ledger.complaints.append(f"Lea heard of what was undone: {heard[-2:]}, before {before[-2:]}")
        self.played["undone"] += 1

    def _heard(self, number: int) -> list[str]:
        """What names that request: others are told of meanwhile, and mailings come."""
        said = (str(one.get("text", "")) for one in self.city.from_bot(LEA))
        return [words for words in said if re.search(rf"#{number}\b", words)]

    async def a_contact(self) -> None:
        """Somebody shares a number: it stays in Telegram, its name goes everywhere."""
        await self.ready(LEA)
        mark, number = self.ledger.mark(), f"7999{self.dice.randrange(10**7):07}"
        contact = {"phone_number": f"+{number}", "first_name": f"{mark} Oleg"}
        self.ledger.contacts[mark] = number
        await self.city.telegram.do("message", person=LEA, content={"contact": contact})
        stored = "select 1 from entries where content_line like '%' || :mark || ' Oleg%'"
        await self.sees(lambda: self.row(stored, mark=mark), f"the contact {mark} is stored")
        self.played["contact"] += 1

    async def cancelled_and_reopened(self) -> None:
        """There and back, twice, as fast as it goes; no more in the trouble: what somebody opens anew counts among the
        five requests of an hour."""
        number = await self.ready(KIM)
        for _ in range(2):
            self.rounds += 1
            if self.rounds > 2 and not self.calm:
                return
            await self.writes(KIM, f"/cancel {number}")
            await self.becomes(number, "cancelled")
            await self.presses(KIM, f"reopen:{number}")
            await self.becomes(number, "reopened", "assigned", "in_progress")
        self.played["rounds"] += 1

    async def history_asked_for(self) -> None:
        """What was, for the agent and for the requester; lists and threads."""
        number = await self.ready(KIM)
        for person, names in ((NORA, ("thread:{}:1", "history:{}:0")), (KIM, ("thread:{}:1",))):
            for name in names:
                await self.writes(person, f"/ticket {number}")
                await self.presses(person, name.format(number))
        for person, line in ((KIM, "/tickets"), (KIM, "/tickets lamp"), (NORA, "/find lamp"), (NORA, "/mine")):
            await self.writes(person, line)
        self.played["history"] += 1

    async def a_draft_cannot_be_filed(self) -> None:
        """The clock fails at one ticket, over and over; everybody else's is filed meanwhile, and theirs afterwards."""
        await self.writes(IDA, "/start")
        known = "select id from people where telegram_id = :id"
        ida = (await self.sees(lambda: self.row(known, id=IDA), "Ida is known"))["id"]
        about = "select t.id, t.number from tickets t join entries e on e.ticket_id = t.id where e.id = :id"
        try:
            await self._order(*(one.format(person=ida) for one in _REFUSES))
            entry = await self.stored(await self.says(IDA, Means.ASKED, before="/new "))
            ticket = await self.sees(lambda: self.row(about, id=entry), "a look at the draft")
            failed = "select 1 from due_failures where kind = 'file' and object_id = :id"
            await self.sees(lambda: self.row(failed, id=ticket["id"]), f"the filing of #{ticket['number']} fails")
            number = await self.stored(await self.says(EVA, Means.ASKED, before="/new "))
            await self.sees(lambda: self.row(f"{about} and t.filed_at is not null", id=number), "another is filed")
        finally:
            await self._order(_ALLOWS)
        filed = f"{about} and t.filed_at is not null"
        await self.sees(lambda: self.row(filed, id=entry), f"#{ticket['number']} is filed after all")
        self.played["clock failed"] += 1

    async def _order(self, *statements: str) -> None:
        async with self.city.database.unit_of_work() as session:
            for statement in statements:
                await session.execute(text(statement))
