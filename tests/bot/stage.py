"""The bot without a network: updates through the real dispatcher on a real database, letters rendered as delivery
would, each remembered as if it had been sent. What a person sees is read back as text and buttons."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from sqlalchemy import select

from bot.callbacks import Press
from bot.handlers import errors
from bot.updates.processor import the_dispatcher
from bot.views import Rendered
from bot.views.registry import render
from db.database import Database
from db.models import Box, DeskRow, Job, JobState, Message, MessageKind, Origin, Person, Role, Ticket
from desk import Desk, DeskSettings, Refused
from desk.i18n import catalog
from desk.outbox import Menu, React, Relay, Say, Show, stored_letters
from desk.schedule import due_work

BOT = 77
RULES = DeskSettings(bot_id=BOT)


@dataclass(slots=True)
class Seen:
    """A message of the bot's in somebody's chat, as it is now."""

    id: int
    text: str
    buttons: list[str]
    data: list[str]
    slot: str | None
    entities: list[dict[str, Any]] = field(default_factory=list)
    reply_to: int | None = None

    def press(self, label: str) -> str:
        """The data of the button with that label."""
        return self.data[self.buttons.index(label)]


class Phone:
    """One person's private chat with the bot."""

    def __init__(self, town: "Town", telegram_id: int, name: str, language: str) -> None:
        self.town = town
        self.id = telegram_id
        self.name = name
        self.language = language
        self.seen: dict[int, Seen] = {}
        self.reactions: dict[int, str | None] = {}
        self.alert: str | None = None
        self.menus = 0

    @property
    def last(self) -> Seen:
        """The newest message of the bot's."""
        return self.seen[max(self.seen)]

    def slot(self, slot: str) -> Seen:
        """The newest message of a slot."""
        return [s for s in self.seen.values() if s.slot == slot][-1]

    async def says(self, text: str | None = None, **fields: Any) -> int:
        """Send a message; its id."""
        message_id = next(self.town.ids)
        body = {**self.town.head(self, message_id), **({"text": text} if text is not None else {}), **fields}
        await self.town.feed(self, {"message": body})
        return message_id

    async def presses(self, where: Seen, label_or_data: str, *, shown: bool = True) -> str | None:
        """Press a button by its label, or forge data; what the press was answered with. Not `shown`: Telegram says that
        the message has no such button (any more)."""
        data = where.press(label_or_data) if label_or_data in where.buttons else label_or_data
        query = {
            "id": "1",
            "from": self.town.sender(self),
            "chat_instance": "1",
            "data": data,
            "message": {"message_id": where.id, "date": 0 if shown else 1, "chat": {"id": self.id, "type": "private"}},
        }
        self.alert = None
        await self.town.feed(self, {"callback_query": query})
        return self.alert


class Town:
    """Everybody, the clock, and the outbox."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self.rules = RULES
        self.ids = count(100)
        self._bot = Bot("77:AAAA")
        self._dispatcher = the_dispatcher()
        self._phones: dict[int, Phone] = {}
        self._done: set[int] = set()

    def head(self, phone: Phone, message_id: int) -> dict[str, Any]:
        chat = {"id": phone.id, "type": "private"}
        return {
            "message_id": message_id,
            "date": int(self.now.timestamp()),
            "chat": chat,
            "from": self.sender(phone),
        }

    def sender(self, phone: Phone) -> dict[str, Any]:
        return {"id": phone.id, "is_bot": False, "first_name": phone.name, "language_code": phone.language}

    async def phone(self, name: str, role: Role = Role.REQUESTER, language: str = "en") -> Phone:
        """A person of that role who has started the bot."""
        phone = Phone(self, 1000 + len(self._phones), name, language)
        self._phones[phone.id] = phone
        async with self.database.unit_of_work() as session:
            await session.merge(DeskRow(id=1, bot_id=BOT, bot_username="pulldesk_bot"))
            session.add(
                Person(
                    telegram_id=phone.id,
                    name=name,
                    role=role,
                    role_given=role if role is not Role.REQUESTER else None,
                    language=language,
                    created_at=self.now,
                    started_at=self.now,
                )
            )
        return phone

    async def stands(
        self, phone: Phone, slot: str | None, number: int | None = None, question_id: int | None = None
    ) -> Seen:
        """A message of an earlier time in somebody's chat."""
        made = Seen(next(self.ids), "", [], [], slot)
        async with self.database.unit_of_work() as session:
            ticket_id = await session.scalar(select(Ticket.id).where(Ticket.number == number))
            about = {"ticket_id": ticket_id, "question_id": question_id, "slot": slot, "sent_at": self.now}
            session.add(Message(bot_id=BOT, chat_id=phone.id, message_id=made.id, kind=MessageKind.SLOT, **about))
        return made

    async def feed(self, phone: Phone, fields: dict[str, Any]) -> None:
        """One update in one unit of work, a refusal said in another; then everything is delivered."""
        update = Update.model_validate({"update_id": 1, **fields}, context={"bot": self._bot})
        query = update.callback_query
        press = (
            Press(query.id, query.data or "", phone.id, query.message.message_id) if query and query.message else None
        )
        try:
            async with self.database.unit_of_work() as session:
                data = await self._data(session, phone, press)
                await self._dispatcher.feed_update(self._bot, update, **data)
        except Refused as refusal:
            async with self.database.unit_of_work() as session:
                await errors.refused(refusal, update=update, **await self._data(session, phone, press))
        if press is not None and press.key is not None:
            phone.alert = catalog.say(phone.language, press.key, **press.args)
        await self.deliver()

    async def _data(self, session: Any, phone: Phone, press: Press | None) -> dict[str, Any]:
        me = (await session.scalars(select(Person).where(Person.telegram_id == phone.id))).one()
        desk = Desk(session, Origin.TELEGRAM, me, now=self.now, rules=self.rules)
        return {
            "session": session,
            "me": me,
            "desk": desk,
            "now": self.now,
            "rules": self.rules,
            "press": press,
            "bot_id": BOT,
        }

    async def later(self, **length: float) -> None:
        """Time passes; what is due is worked off."""
        self.now += timedelta(**length)
        async with self.database.sessions() as session:
            work = await due_work.due_work(session, self.now)
        for item in work:
            async with self.database.unit_of_work() as session:
                await due_work.do(item, session, self.now, self.rules)
        await self.deliver()

    async def deliver(self) -> None:
        """Render every letter that is due, in order."""
        while True:
            async with self.database.unit_of_work() as session:
                jobs = await session.scalars(
                    select(Job)
                    .where(Job.box == Box.TO_TELEGRAM, Job.state == JobState.WAITING, Job.due_at <= self.now)
                    .order_by(Job.id)
                )
                waiting = [job for job in jobs if job.id not in self._done]
                for job in waiting:
                    self._done.add(job.id)
                    await self._letter(session, job)
            if not waiting:
                return

    async def _letter(self, session: Any, job: Job) -> None:
        person = await session.get_one(Person, job.person_id, populate_existing=True)
        phone = self._phones.get(person.telegram_id or 0)
        letter = stored_letters.load(json.loads(job.payload))
        if phone is None:
            return
        if isinstance(letter, React):
            phone.reactions[letter.message_id] = letter.emoji
        elif isinstance(letter, Menu):
            phone.menus += 1
        else:
            made = await render(session, letter, person, now=self.now, settings=self.rules, bot_id=BOT)
            if made is not None:
                await self._put(session, phone, letter, made, job)

    async def _put(self, session: Any, phone: Phone, letter: Say | Show | Relay, made: Rendered, job: Job) -> None:
        slot = f"entry:{letter.entry_id}" if isinstance(letter, Relay) else letter.slot
        standing = [s for s in phone.seen.values() if slot is not None and s.slot == slot]
        only_edit = getattr(letter, "only_edit", False) or getattr(letter, "edit", False)
        fresh = getattr(letter, "fresh", False) or (isinstance(letter, Say) and not (letter.replace or only_edit))
        buttons = [b for row in made.buttons for b in row]
        assert all(row for row in made.buttons), "an empty row of buttons"
        assert "{$" not in made.words.text, "an argument is missing"
        assert all(b.url or (b.data and len(b.data.encode()) <= 64) for b in buttons)
        if only_edit and not standing:
            return
        edits = bool(standing) and not fresh
        seen = Seen(
            standing[-1].id if edits else next(self.ids),
            made.words.text + "".join(f"\n[{f.name}]" for f in made.files),
            [b.text for b in buttons],
            [b.data or b.url or "" for b in buttons],
            slot,
            made.words.dump(),
            made.reply_to,
        )
        if not edits:
            for old in standing:
                old.slot = None
                gone = await session.get_one(Message, (BOT, phone.id, old.id))
                gone.slot = None
            self._remember(session, phone, letter, made, job, seen)
        phone.seen[seen.id] = seen

    def _remember(
        self, session: Any, phone: Phone, letter: Say | Show | Relay, made: Rendered, job: Job, seen: Seen
    ) -> None:
        kind = MessageKind.RELAY if isinstance(letter, Relay) else MessageKind.SLOT
        session.add(
            Message(
                bot_id=BOT,
                chat_id=phone.id,
                message_id=seen.id,
                kind=kind,
                ticket_id=made.ticket_id or job.ticket_id,
                entry_id=made.entry_id,
                question_id=made.question_id,
                slot=seen.slot,
                sent_at=self.now,
            )
        )
