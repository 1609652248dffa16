"""It makes no difference where Telegram ends one batch and begins the next, for each door of which not all is stored:
sequences from a generator, split in every way, and what was lost by a split."""

import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest_asyncio

from bot.api.client import make_bot
from bot.api.reach import PollError
from bot.features.guest_calls.incoming import CallFilter
from bot.features.own_accounts.incoming import OwnAccountFilter
from bot.runtime import Runtime
from bot.shapes import read_shapes
from bot.updates.group_filter import GroupFilter
from bot.updates.poller import Poller
from bot.updates.worker import Worker
from db.database import Database
from db.locks import WorkerLock
from db.models import GroupChat, Origin, OwnAccount, Person, Role
from db.queue import decode_payload
from desk import Desk, DeskSettings
from desk.admin_settings.changes import CurrentSettings, bump_settings_version
from desk.settings.defaults.groups import GroupRules
from tests.bot.test_shapes import filled
from tests.flows.servers import hang_up
from tests.inbox import make_inbox
from tests.sql import execute, scalars

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BOT, OLGA, IVAN, MIRA, KIM, ROOM = 77, 6, 7, 501, 502, -100_500
NAME = "@desk_bot"
Update = dict[str, Any]


def user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": number == BOT, "first_name": f"P{number}"}


class Doors:
    """Olga's own account takes all, Ivan's those with "help"; the group is allowed, and the bot can be called."""

    def __init__(self, database: Database) -> None:
        self.database = database
        settings = CurrentSettings(DeskSettings(bot_id=BOT, groups=GroupRules(username=NAME[1:])))
        self.runtime = Runtime(make_bot(f"{BOT}:AAAA", "http://127.0.0.1:9"), database, settings, lambda: NOW)
        self.poller = Poller(self.runtime, on_conflict=_never, into_inbox=make_inbox(database))
        self.open()

    def open(self) -> None:
        """Begin as a process does that has not seen anything."""
        self.filters = [make(self.runtime) for make in (OwnAccountFilter, CallFilter, GroupFilter)]

    async def lay_out(self) -> None:
        async with self.database.unit_of_work() as session:
            for owner, word in ((OLGA, None), (IVAN, "help")):
                row = Person(name=f"A{owner}", telegram_id=owner, role=Role.AGENT, created_at=NOW, started_at=NOW)
                session.add(row)
                await session.flush()
                account = OwnAccount(owner_id=row.id, connection_id=str(owner), salt="salt", connected_at=NOW)
                account.is_enabled = account.can_reply = account.can_delete = True
                account.chosen_at, account.word = NOW, word
                session.add(account)
            group = Person(name="Hall", telegram_id=ROOM, role=Role.GROUP, created_at=NOW)
            session.add(group)
            await session.flush()
            session.add(GroupChat(person_id=group.id, kind="supergroup", title="Hall", allowed_at=NOW, created_at=NOW))
            await bump_settings_version(Desk(session, Origin.CLOCK, None, now=NOW, rules=DeskSettings()))

    async def hear(self, updates: Sequence[Update]) -> None:
        """Take in one batch as the poller does."""
        kept = list(updates)
        for update in kept:
            read_shapes(update)
        for one in self.filters:
            kept = await one.filter_updates(kept)
        await self.poller.store(kept)

    async def handle(self) -> None:
        lock = WorkerLock(self.database.engine)
        await lock.acquire()
        while await Worker(self.runtime, lock).run_once():
            pass
        await lock.release()

    async def read(self, query: str) -> list[Any]:
        return await scalars(self, query)

    async def take_stored(self) -> list[Update]:
        """Return what is stored, and empty the inbox."""
        stored = [decode_payload(one) for one in await self.read("select payload from jobs order by id")]
        await execute(self, "delete from jobs")
        return stored


async def _never(_error: PollError) -> None:
    raise AssertionError


@pytest_asyncio.fixture
async def doors(database: Database) -> AsyncIterator[Doors]:
    made = Doors(database)
    await made.lay_out()
    yield made
    await hang_up(made.runtime.bot)


PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]


class Talk:
    """Makes what people write by one door: words that open, and those that do not, albums, edits, deletions."""

    def __init__(self, owner: int | None, seed: int) -> None:
        self.owner, self.random, self.number = owner, random.Random(seed), 100
        self.said: list[dict[str, Any]] = []

    def make(self, length: int) -> list[Update]:
        made: list[Update] = []
        while len(made) < length:
            kinds = (self.words, self.album, self.edit, self.answer, self.delete)
            made += self.random.choices(kinds, (4, 2, 2, 3, 1))[0]()
        return made

    def message(self, by: int, kind: str = "message", **more: Any) -> Update:
        self.number += 1
        said = {"message_id": self.number, "date": int(NOW.timestamp()), "from": user(by), **more}
        if self.owner is None:
            said |= {"chat": {"id": ROOM, "type": "supergroup", "title": "Hall"}}
        else:
            kind = {"message": "business_message", "edited_message": "edited_business_message"}[kind]
            said |= {"chat": {"id": MIRA, "type": "private"}, "business_connection_id": str(self.owner)}
        self.said.append(said)
        return {"update_id": self.number, kind: said}

    def opens(self) -> str:
        return self.random.choice((f"{NAME} please help with the lamp", "it is dark here", "the lamp in the hall"))

    def words(self) -> list[Update]:
        by = self.random.choice((MIRA, KIM)) if self.owner is None else MIRA
        return [self.message(by, text=self.opens())]

    def album(self) -> list[Update]:
        with_words = self.random.randrange(3)
        captions = [{"caption": self.opens()} if at == with_words else {} for at in range(3)]
        group = f"g{self.number}"
        return [self.message(MIRA, photo=PHOTO, media_group_id=group, **one) for one in captions]

    def edit(self) -> list[Update]:
        if not self.said:
            return []
        before = self.random.choice(self.said)
        words = {"caption" if "photo" in before else "text": f"{self.opens()} now"}
        changed = {**before, **words, "edit_date": 2}
        [kind] = self.message(before["from"]["id"], "edited_message").keys() - {"update_id"}
        return [{"update_id": self.number, kind: changed}]

    def answer(self) -> list[Update]:
        above = {"reply_to_message": self.random.choice(self.said)} if self.said else {}
        by_hand = "yes, from ten o'clock" if self.random.random() < 0.5 else "/ticket"
        return [self.message(self.owner or OLGA, text=by_hand, **above)]

    def delete(self) -> list[Update]:
        if not self.said:
            return []
        if self.owner is None:
            before = self.random.choice(self.said)
            return [self.message(before["from"]["id"], text="/delete", reply_to_message=before)]
        self.number += 1
        ids = [self.random.choice(self.said)["message_id"]]
        about = {"business_connection_id": str(self.owner), "chat": {"id": MIRA, "type": "private"}}
        return [{"update_id": self.number, "deleted_business_messages": {**about, "message_ids": ids}}]


def _split(updates: list[Update], cuts: Sequence[int]) -> list[list[Update]]:
    ends = [0, *cuts, len(updates)]
    return [updates[a:b] for a, b in pairwise(ends)]


def _split_in_every_way(updates: list[Update], seed: int) -> list[list[list[Update]]]:
    """All at once, each alone, and two ways between."""
    chosen, inner = random.Random(seed), range(1, len(updates))
    some = [sorted(chosen.sample(inner, min(3, len(inner)))) for _ in range(2)]
    return [_split(updates, cuts) for cuts in ([], list(inner), *some)]


async def test_what_is_stored_is_the_same_however_it_is_split(doors: Doors) -> None:
    opened = 0
    for seed in range(5):
        for owner in (OLGA, IVAN, None):
            updates = Talk(owner, seed).make(9)
            found = []
            for batches in _split_in_every_way(updates, seed):
                doors.open()
                for batch in batches:
                    await doors.hear(batch)
                found.append(await doors.take_stored())
            assert found[1:] == found[:1] * 3, (seed, owner)
            opened += bool(found[0])
    assert opened > 7, "the sequences say too little"


async def test_what_becomes_of_it_is_the_same_too(doors: Doors) -> None:
    """Also if all of a batch is handled before the next one comes."""
    rows = (
        "select concat_ws(' ', e.kind, e.body, e.withdrawn_at is not null, (select count(*) from files f"
        " where f.entry_id = e.id)) from entries e join tickets t on t.id = e.ticket_id order by t.number, e.id"
    )
    for seed in range(2):
        updates, found = Talk(IVAN, seed).make(8), []
        for number, batches in enumerate(_split_in_every_way(updates, seed)[:3]):
            doors.open()
            for batch in batches:
                mine = [_of_chat(one, MIRA + 10 * (1 + number + 10 * seed)) for one in batch]
                await doors.hear(mine)
                await doors.handle()
            found.append(await doors.read(rows))
            await _forget(doors)
        assert found[1:] == found[:1] * 2, seed


def _of_chat(update: Update, person: int) -> Update:
    """The same update of another person's chat."""
    [kind] = update.keys() - {"update_id"}
    said = {**update[kind], "chat": {"id": person, "type": "private"}}
    if said.get("from", {}).get("id") == MIRA:
        said["from"] = user(person)
    return {"update_id": update["update_id"] + 1000 * person, kind: said}


async def _forget(doors: Doors) -> None:
    await execute(doors, "truncate jobs, tickets, entries cascade")


async def test_the_rest_of_a_batch_is_not_lost(doors: Doors) -> None:
    """With the first words come an answer by hand and an album of which one picture has the word."""
    talk = Talk(IVAN, 0)
    first = talk.message(MIRA, photo=PHOTO, media_group_id="g")
    opening = talk.message(MIRA, photo=PHOTO, media_group_id="g", caption="Can you help with these?")
    rest = [talk.message(MIRA, photo=PHOTO, media_group_id="g"), talk.message(IVAN, text="yes, from ten o'clock")]
    await doors.hear([first, opening, *rest])
    await doors.handle()
    assert await doors.read("select count(*) from files") == [3]
    assert await doors.read("select body from entries where kind = 'reply'") == ["yes, from ten o'clock"]


async def test_a_picture_that_was_deleted_before_its_album_opens_is_not_stored(doors: Doors) -> None:
    talk = Talk(IVAN, 0)
    first = talk.message(MIRA, photo=PHOTO, media_group_id="g")
    about = {"business_connection_id": str(IVAN), "chat": {"id": MIRA, "type": "private"}, "message_ids": [101]}
    gone = {"update_id": 900, "deleted_business_messages": about}
    await doors.hear([first, gone, talk.message(MIRA, photo=PHOTO, media_group_id="g", caption="help")])
    assert [one["update_id"] for one in await doors.take_stored()] == [102]


_SOME = ("item", "cell", "heading", "credit", "option", "task", "card", "prize", "gift", "game")


async def test_words_in_each_shape_come_in_by_each_door(doors: Doors) -> None:
    """They open where words open: the word of an account, a reply to the bot in a group, a call under them."""
    for number, name in enumerate(_SOME):
        words = f"{NAME} help, lamp {number} is dark"
        shape = filled(name, words)
        chats = [{"id": MIRA + number, "type": "private"}, {"id": ROOM, "type": "supergroup", "title": "Hall"}]
        about = {"message_id": 300 + number, "date": int(NOW.timestamp()), "from": user(MIRA + number), **shape}
        mention = {"reply_to_message": {"message_id": 2, "date": 1, "chat": chats[1], "from": user(BOT)}}
        by_account = {**about, "chat": chats[0], "business_connection_id": str(IVAN)}
        in_group = {**about, "chat": chats[1], **mention}
        bare = {"text": NAME, "entities": [{"type": "mention", "offset": 0, "length": len(NAME)}]}
        above = {"reply_to_message": {**about, "chat": chats[1]}, "guest_query_id": name}
        called = {**about, **dict.fromkeys(shape), **bare, **above, "chat": {**chats[1], "id": ROOM - 1}}
        called = {key: value for key, value in called.items() if value is not None}
        kinds = {"business_message": by_account, "message": in_group, "guest_message": called}
        updates = [{"update_id": 1000 * number + at, kind: said} for at, (kind, said) in enumerate(kinds.items())]
        await doors.hear(updates)
    await doors.handle()
    said = "\n".join(await doors.read("select body from entries where kind = 'comment' and ticket_id is not null"))
    counts = {name: said.count(f"help, lamp {number} is dark") for number, name in enumerate(_SOME)}
    assert counts == dict.fromkeys(_SOME, 3)
    assert await doors.read("select count(*) from entries where content_line like '%unknown%'") == [0]
