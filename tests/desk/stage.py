"""A desk for tests of incoming messages and due work: people on a real database, a clock moved by hand, letters read
back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from db import queue
from db.database import Database
from db.models import (
    Box,
    Entry,
    FileKind,
    Job,
    JobKey,
    JobState,
    Message,
    MessageKind,
    Origin,
    Person,
    Question,
    Role,
    Ticket,
)
from desk import Desk, RouteOutdated
from desk.conversation.new_entry import IncomingFile, IncomingMessage
from desk.inbound import receiver
from desk.inbound.routing_types import Received
from desk.schedule import due_items, due_work
from desk.text import RichText
from tests.rules import rules_with
from tests.sql import add, execute, get, scalars, sole

BOT = 77
RULES = rules_with(bot_id=BOT, board__enabled=True)
PHOTO = IncomingFile(FileKind.PHOTO, "photo.jpg", "image/jpeg", 1000, None, "file-1", "u-1")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the tests, by ids."""

    id: int
    chat: int


class Stage:
    """A desk in a test, one unit of work a step."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self.rules = RULES
        self._messages = 100
        self._people = 1000

    async def person(self, name: str, role: Role = Role.REQUESTER, **more: Any) -> Someone:
        self._people += 1
        return Someone(
            (
                await add(
                    self,
                    Person(
                        telegram_id=self._people, name=name, role=role, created_at=self.now, started_at=self.now, **more
                    ),
                )
            ).id,
            self._people,
        )

    def later(self, **length: float) -> None:
        self.now += timedelta(**length)

    def message(self, who: Someone, text: str = "", **more: Any) -> IncomingMessage:
        self._messages += 1
        return IncomingMessage(RichText(text), who.chat, self._messages, self.now, **more)

    async def says(self, who: Someone, text: str = "", **more: Any) -> Received:
        return await self.sends(who, self.message(who, text, **more))

    async def sends(self, who: Someone, incoming: IncomingMessage) -> Received:
        for attempt in range(3):
            try:
                return await self.does(who, receiver.receive_message, incoming, {}, attempt=attempt)
            except RouteOutdated:
                continue
        raise AssertionError("the last attempt was refused")

    async def does(self, who: Someone, what: Any, *given: Any, origin: Origin = Origin.TELEGRAM, **named: Any) -> Any:
        """Have somebody do what takes a desk, with what else is given to it."""
        async with self.database.unit_of_work() as session:
            person = await session.get_one(Person, who.id)
            return await what(Desk(session, origin, person, now=self.now, rules=self.rules), *given, **named)

    async def ticks(self) -> int:
        """Do all work that is due at `now`."""
        async with self.database.sessions() as session:
            work = await due_items.find_due_work(session, self.now, withdrawn=self.rules.retention.withdrawn)
        for item in work:
            async with self.database.unit_of_work() as session:
                await due_work.do_item(item, session, self.now, self.rules)
        return len(work)

    async def files(self, who: Someone, text: str) -> int:
        """File a ticket; return its number."""
        heard = await self.does(who, receiver.begin_request, self.message(who, text))
        self.later(minutes=3)
        await self.ticks()
        assert heard.number is not None
        return int(heard.number)

    async def shown(self, who: Someone, slot: str | None, number: int | None = None, **more: Any) -> int:
        """Store a message of the bot in a chat, as delivery remembers it; return its id."""
        self._messages += 1
        ticket_id = (await self.ticket(number)).id if number is not None else None
        row = {"kind": MessageKind.SLOT, "slot": slot, "ticket_id": ticket_id, "sent_at": self.now, **more}
        await add(self, Message(bot_id=BOT, chat_id=who.chat, message_id=self._messages, **row))
        return self._messages

    async def sent(self) -> None:
        """Mark everything queued for people as sent."""
        await execute(
            self, update(Job).where(Job.box == Box.TO_TELEGRAM).values(state=JobState.DONE, settled_at=self.now)
        )
        await execute(self, delete(JobKey).where(JobKey.box == Box.TO_TELEGRAM))

    async def ticket(self, number: int) -> Ticket:
        return await sole(self, select(Ticket).where(Ticket.number == number))

    async def change(self, number: int, **values: Any) -> None:
        """Change a ticket's row as the test needs it."""
        async with self.database.unit_of_work() as session:
            ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
            for name, value in values.items():
                setattr(ticket, name, value)

    async def tickets(self, who: Someone | None = None) -> list[Ticket]:
        query = select(Ticket).order_by(Ticket.number)
        return await scalars(self, query if who is None else query.where(Ticket.requester_id == who.id))

    async def entries(self, number: int) -> list[Entry]:
        query = select(Entry).join(Ticket, Ticket.id == Entry.ticket_id).where(Ticket.number == number)
        return await scalars(self, query.order_by(Entry.id))

    async def texts(self, number: int) -> list[str]:
        return [entry.body for entry in await self.entries(number)]

    async def question(self, question_id: int | None) -> Question:
        return await get(self, Question, question_id)

    async def letters(self, who: Someone) -> Sequence[dict[str, Any]]:
        """Return the letters queued for a person, oldest first."""
        query = select(Job).where(Job.box == Box.TO_TELEGRAM, Job.person_id == who.id).order_by(Job.id)
        return [queue.decode_payload(job.payload) for job in await scalars(self, query)]

    async def board_jobs(self) -> Sequence[dict[str, Any]]:
        query = select(Job).where(Job.box == Box.TO_TODOIST).order_by(Job.id)
        return [queue.decode_payload(job.payload) for job in await scalars(self, query)]

    def with_rules(self, **changes: Any) -> None:
        self.rules = rules_with(self.rules, **changes)
