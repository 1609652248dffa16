"""A few people of their own, whose tickets nobody else touches, so that a scene can say what has to become of them.

They say, press and wait; what they play stands in `scenes`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tests.chaos.cast import NORA, Cast, buttons
from tests.chaos.city import City
from tests.chaos.ledger import Ledger, Means, Word, marks

Row = dict[str, Any]
T = TypeVar("T")
_LOOK_SECONDS = 0.03
_TICKET = """
select t.number, t.filed_at, t.status, a.telegram_id as held_by from tickets t
join people p on p.id = t.requester_id left join people a on a.id = t.assignee_id
where p.telegram_id = :person and t.status <> 'closed' order by t.id desc limit 1
"""
_FIRST_NEWCOMER = 2000
_FILED = """
select t.number from entries e join tickets t on t.id = e.ticket_id where e.body ~ :mark and t.filed_at is not null
"""
STANDS_ON = "select t.number from entries e join tickets t on t.id = e.ticket_id where e.body ~ :mark"
"""The ticket on which a word stands."""
_ANYBODY = -1
_KNOWN_TASK = """
select 1 from board_cards c join tickets t on t.id = c.ticket_id where t.number = :number and c.task_id = :id
"""
_HELD_BY = """
select a.telegram_id as held_by from tickets t left join people a on a.id = t.assignee_id where t.number = :number
"""
_BACK = {"pending": "progress", "on_hold": "progress", "resolved": "reopen", "cancelled": "reopen"}


class MissedError(AssertionError):
    """What the scene needs did not come about in time."""


class Company:
    """The people of the scenes. `calm`: nothing goes wrong any more but what the scene itself orders."""

    def __init__(self, city: City, cast: Cast, ledger: Ledger, seed: int) -> None:
        self.city = city
        self.cast = cast
        self.ledger = ledger
        self.dice = random.Random(f"scenes {seed}")
        self.calm = False

    @property
    def patience(self) -> float:
        """Seconds to wait for one thing: in the calm longer than any pause that the doors make after trouble."""
        return 130.0 if self.calm else 8.0

    async def sees(self, look: Callable[[], Awaitable[T]], what: str) -> T:
        """Look into the tables, again and again, until there is something. Raises `MissedError`."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.patience
        while loop.time() < end:
            with suppress(SQLAlchemyError, OSError):
                if value := await look():
                    return value
            await asyncio.sleep(_LOOK_SECONDS)
        raise MissedError(what)

    async def until(self, seen: Callable[[], Any], what: str) -> Any:
        """The same for the chats and the board."""
        try:
            return await self.city.until(seen, what, seconds=self.patience)
        except AssertionError as error:
            raise MissedError(what) from error

    async def row(self, query: str, **given: Any) -> Row:
        """The first row of an answer, empty where there is none."""
        async with self.city.database.sessions() as session:
            found = (await session.execute(text(query), given)).mappings().first()
        return dict(found) if found is not None else {}

    async def asked(self, query: str, **given: Any) -> Row:
        """The same, waited for while the database is away."""

        async def found() -> tuple[Row]:
            return (await self.row(query, **given),)

        return (await self.sees(found, "what the database says"))[0]

    async def stored(self, word: Word) -> int:
        """The entry that a word became."""
        query = "select id from entries where body ~ :mark and ticket_id is not null"
        found = await self.sees(lambda: self.row(query, mark=rf"\m{word.mark}\M"), f"{word.mark} is stored")
        return int(found["id"])

    async def newcomer(self) -> int:
        """Somebody who has never written; with them nobody shares a request, a limit or an answer they have had."""
        self.ledger.newcomers += 1
        person = _FIRST_NEWCOMER + self.ledger.newcomers
        await self.city.telegram.do("person", id=person, first_name=f"New{person}", language_code="en")
        return person

    async def files(self, person: int, said: str) -> int:
        """A request of theirs that says this, filed; its number."""
        mark = self.ledger.mark()
        done = await self.city.telegram.do("message", person=person, text=f"/new {mark} {said}")
        self.ledger.words.append(Word(mark, person, Means.ASKED, int(done["message_ids"][0])))
        found = await self.sees(lambda: self.row(_FILED, mark=rf"\m{mark}\M"), f"{mark} is filed")
        self.ledger.apart.add(int(found["number"]))
        return int(found["number"])

    async def becomes(self, number: int, *wanted: str) -> None:
        """Wait for one of these statuses."""
        query = "select 1 from tickets where number = :number and status = any(:wanted)"
        await self.sees(
            lambda: self.row(query, number=number, wanted=list(wanted)), f"#{number} is {' or '.join(wanted)}"
        )

    async def says(self, person: int, means: Means, *, to: int | None = None, before: str = "") -> Word:
        """Somebody writes a word of their own."""
        mark = self.ledger.mark()
        tail = self.dice.choice(("the second lamp is out", "room 4_12, on the left", "it says *stop* & beeps"))
        done = await self.city.telegram.do("message", person=person, text=f"{before}{mark} {tail}", reply_to=to)
        word = Word(mark, person, means, int(done["message_ids"][0]), to=to)
        self.ledger.words.append(word)
        return word

    async def writes(self, person: int, line: str, *, to: int | None = None) -> None:
        """A command, or anything else that is no word of the ledger."""
        await self.city.telegram.do("message", person=person, text=line, reply_to=to)

    async def presses(self, person: int, data: str) -> None:
        """The newest button of that kind."""
        message_id = (await self.until(lambda: self.button(person, data), f"{person} has {data}"))["message_id"]
        done = await self.city.try_to(self.city.telegram, "press", person=person, message_id=message_id, data=data)
        if done is None:
            raise MissedError(f"{data} went away")
        if self.calm:
            self.ledger.presses.append((person, str(done["query_id"])))

    def button(self, person: int, data: str) -> Row | None:
        """The newest message that has it."""
        return next((one for one in reversed(self.city.from_bot(person)) if data in buttons(one)), None)

    def has(self, person: int, mark: str) -> bool:
        """Whether a word stands in what the bot sent somebody."""
        return any(mark in marks(str(one.get("text", ""))) for one in self.city.from_bot(person))

    async def takes(self, number: int, by: int) -> None:
        """An agent of the scenes takes a ticket; who took it before it was known to be of the scenes gives it back."""
        found = await self.asked(_HELD_BY, number=number)
        if found["held_by"] not in (None, by):
            await self.writes(int(found["held_by"]), f"/release {number}")
            await self.sees(lambda: self._is_held(number, None), f"#{number} is given back")
        await self.writes(by, f"/claim {number}")
        await self.sees(lambda: self._is_held(number, by), f"#{number} is taken by {by}")

    async def _is_held(self, number: int, by: int | None) -> bool:
        return (await self.row(_HELD_BY, number=number)).get("held_by") == by

    async def answers(self, number: int, by: int = NORA) -> Word:
        """An agent answers under a card that the desk knows."""
        return await self.says(by, Means.ANSWERED, to=(await self.card(number, by))["message_id"])

    async def card(self, number: int, by: int = NORA) -> Row:
        """An agent's card of a ticket, once the desk knows it. One is not known whose sender was killed before it had
        stored it: what is said under it is asked about, and the card comes once more."""
        return await self.sees(lambda: self._card(number, by), f"{by} has a card of #{number}")

    async def _card(self, number: int, by: int) -> Row:
        known = "select coalesce(array_agg(message_id), '{}') as ids from messages where chat_id = :chat"
        ids = (await self.row(known, chat=by))["ids"]
        cards = (one for one in reversed(self.city.from_bot(by)) if f"resolve:{number}" in buttons(one))
        return next((one for one in cards if one["message_id"] in ids), {})

    async def task_of(self, number: int) -> str:
        """The id of a ticket's task, once it has one and the desk knows it."""
        begins = f"#{number} "
        found = await self.until(
            lambda: next((one for one in self.city.tasks() if one["content"].startswith(begins)), None),
            f"#{number} stands on the board",
        )
        await self.sees(
            lambda: self.row(_KNOWN_TASK, number=number, id=str(found["id"])), f"the task of #{number} is known"
        )
        return str(found["id"])

    async def ready(self, person: int) -> int:
        """Their ticket, filed, held by Nora, and at work; a new one where they have none."""
        found = await self.sees(lambda: self._ticket(person), "a look at the tickets")
        if "number" not in found:
            await self.says(person, Means.ASKED, before="/new ")
            found = await self.sees(lambda: self._ticket(person, there=True), "a draft")
        number = int(found["number"])
        self.ledger.apart.add(number)
        filed = "select 1 from tickets where number = :number and filed_at is not null"
        await self.sees(lambda: self.row(filed, number=number), f"#{number} is filed")
        if found["held_by"] != NORA:
            await self.writes(NORA, f"/claim {number}")
        if found["status"] in _BACK:
            await self.writes(NORA, f"/{_BACK[found['status']]} {number}")
        await self.becomes(number, "assigned", "in_progress", "reopened", "new")
        await self._comes_to_nora(person, number)
        return number

    async def _comes_to_nora(self, person: int, number: int) -> None:
        """Who took it before it was known to be of the scenes gives it back."""
        taken = await self.sees(lambda: self._held(person), f"#{number} is taken")
        if taken["held_by"] != NORA:
            await self.writes(int(taken["held_by"]), f"/release {number}")
            await self.sees(lambda: self._held(person, by=None), f"#{number} is given back")
            await self.writes(NORA, f"/claim {number}")
            await self.sees(lambda: self._held(person, by=NORA), f"#{number} is Nora's")

    async def _ticket(self, person: int, *, there: bool = False) -> Row:
        found = await self.row(_TICKET, person=person)
        return found if found or there else {"nothing": True}

    async def _held(self, person: int, by: int | None = _ANYBODY) -> Row:
        """Their ticket where somebody holds it; where `by` does, where None nobody."""
        found = await self.row(_TICKET, person=person)
        meant = found.get("held_by") == by if by != _ANYBODY else found.get("held_by") is not None
        return found if meant else {}
