"""What waits has a keeper: whatever happens, in whatever order, it is filed, ended with its author told, or shown."""

import ast
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.migrate import SCRIPTS
from db.models import Approval, Entry, Origin, OwnAccount, Person, Role, Status, Ticket
from desk import Desk, Outdated, Refused
from desk.admin_settings import changes
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import blocklist
from desk.inbound.message_withdrawal import withdraw_wholly
from desk.own_accounts import connections, other_chat
from desk.own_accounts.connections import ReportedConnection
from desk.people.chat_ids import make_chat_id
from desk.people.person_rows import make_admin_by_setting
from desk.people.waiting import count_asked
from desk.policy.permissions import is_staff
from desk.privacy import erasing
from desk.requests import consent, drafts
from desk.requests.deciding import LOOK_AGAIN
from desk.schedule import clock_skew
from desk.settings import VERSION
from desk.staff import members
from desk.text import RichText
from tests.desk.cast import lines
from tests.desk.stage import Someone, Stage
from tests.sources import files, nodes
from tests.sql import get, scalar, scalars

STEPS = 14
Event = Callable[[], Awaitable[Any]]


class City:
    """Mira writes to the bot, and she or somebody else to Olga's own account; Vera decides about both."""

    def __init__(self, stage: Stage, dice: random.Random, *, same: bool) -> None:
        self.stage, self.dice, self.same, self.said = stage, dice, same, 0

    async def build(self) -> None:
        stage = self.stage
        stage.with_rules(privacy__waiting=timedelta(days=60), team__own_at_once=True)
        self.vera, self.olga = await stage.person("Vera", Role.ADMIN), await stage.person("Olga", Role.AGENT)
        self.mira = await stage.person("Mira")
        async with stage.database.unit_of_work() as session:
            account = OwnAccount(
                owner_id=self.olga.id, connection_id=f"{self.olga.id}", is_enabled=True, can_reply=True,
                can_delete=False, salt="s", excluded=[], connected_at=stage.now, chosen_at=stage.now,
            )  # fmt: skip
            session.add(account)
            await session.flush()
            chat = make_chat_id(account.id, self.mira.chat if self.same else self.mira.chat + 100_000)
            there = Person(telegram_id=chat, name="Mira", created_at=stage.now, started_at=stage.now)
            session.add(there)
            await session.flush()
            self.there = Someone(there.id, chat)
        self.numbers = [await stage.files(one, "The lamp flickers") for one in (self.mira, self.there)]
        await self.terms()

    def events(self, whose: Someone) -> dict[str, Event]:
        """Everything that may happen to what waits in that chat."""
        number = self.numbers[whose is self.there]
        return {
            "writes": lambda: self.writes(whose),
            "agrees": lambda: self.agrees(whose),
            "terms": self.terms,
            "no terms": lambda: self.terms(off=True),
            "terms while it is filed": self.terms_while_it_is_filed,
            "joins": lambda: self.by_vera(self._joins),
            "becomes admin": lambda: self.by_vera(self._starts_as_admin),
            "leaves": lambda: self.by_vera(lambda desk: members.dismiss_member(desk, self.mira.chat)),
            "owner leaves": lambda: self.by_vera(lambda desk: members.dismiss_member(desk, self.olga.chat)),
            "account ends": lambda: self.connects(on=False),
            "account is back": lambda: self.connects(on=True),
            "blocked": lambda: self.by_vera(lambda desk: blocklist.block_requester(desk, number)),
            "unblocked": lambda: self.by_vera(lambda desk: blocklist.unblock_requester(desk, whose.chat)),
            "merged": lambda: self.by_vera(lambda desk: other_chat.join_other_chat(desk, self.numbers[1])),
            "deleted": lambda: self.deletes(whose),
            "erased": lambda: self.erased(whose),
            "minutes": lambda: self.time(minutes=3),
            "weeks": lambda: self.time(days=20),
        }

    async def writes(self, whose: Someone) -> None:
        self.said += 1
        me = await get(self.stage, Person, whose.id)
        if me.telegram_id == whose.chat and not is_staff(me):
            message = self.stage.message(whose, f"New request: the gate squeaks marker{self.said}x")
            if not await self.stage.does(whose, blocklist.keep_listed, message):
                await self.stage.sends(whose, message)

    async def agrees(self, whose: Someone) -> None:
        with suppress(Outdated):
            await self.stage.does(whose, lambda desk: consent.give_consent(desk, desk.rules.privacy.consent))

    async def terms(self, *, off: bool = False) -> None:
        version = 0 if off else self.stage.rules.privacy.consent + 1
        await self.by_vera(lambda desk: changes.change_setting(desk, "consent", str(version)))
        await self._reads_settings(version)

    async def _reads_settings(self, version: int) -> None:
        now = await scalar(self.stage, select(VERSION))
        self.stage.with_rules(privacy__consent=version, version=now or 0)

    async def terms_while_it_is_filed(self) -> None:
        """The clock has read the settings of a moment ago."""
        before = self.stage.rules
        await self.terms(off=self.dice.random() < 0.5)
        after, self.stage.rules = self.stage.rules, before
        self.stage.later(minutes=3)
        await self.stage.ticks()
        self.stage.rules = after

    async def by_vera(self, act: Callable[[Desk], Awaitable[Any]]) -> None:
        with suppress(Refused):
            await self.stage.does(self.vera, act)

    async def _joins(self, desk: Desk) -> None:
        mira = await desk.session.get_one(Person, self.mira.id)
        if not is_staff(mira) and mira.erased_at is None:
            await members.add_member(desk, mira, Role.AGENT)

    async def _starts_as_admin(self, desk: Desk) -> None:
        """ADMIN_IDS names her: no verb of the team is called."""
        mira = await desk.session.get_one(Person, self.mira.id)
        if mira.erased_at is None:
            await make_admin_by_setting(desk, mira)

    async def connects(self, *, on: bool) -> None:
        said = ReportedConnection(f"{self.olga.id}", is_enabled=on, can_reply=on, can_delete=False)
        await self.stage.does(self.olga, connections.follow_connection, said)

    async def deletes(self, whose: Someone) -> None:
        async def withdraws(desk: Desk) -> None:
            newest = select(Entry).where(Entry.author_id == whose.id, Entry.withdrawn_at.is_(None), Entry.body > "")
            entry = await desk.session.scalar(newest.order_by(Entry.id.desc()).limit(1))
            if entry is not None and entry.ticket_id is not None:
                await withdraw_wholly(desk, entry)

        with suppress(Refused):
            await self.stage.does(whose, withdraws)

    async def erased(self, whose: Someone) -> None:
        async with self.stage.database.unit_of_work() as session:
            person = await session.get_one(Person, whose.id)
            if not is_staff(person):
                desk = Desk(session, Origin.CLOCK, None, now=self.stage.now, rules=self.stage.rules)
                await erasing.erase_person(desk, whose.id, since=self.stage.now)

    async def time(self, **length: float) -> None:
        self.stage.later(**length)
        await self.looks()

    async def looks(self) -> None:
        await self._reads_settings(self.stage.rules.privacy.consent)
        async with self.stage.database.unit_of_work() as session:
            await clock_skew.repair_due_times(session, self.stage.now, self.stage.rules)
        await self.stage.ticks()
        await self.stage.sent()  # so that it stays where it was asked

    async def list_drafts(self) -> list[Ticket]:
        return await scalars(self.stage, select(Ticket).where(Ticket.filed_at.is_(None), Ticket.status == Status.NEW))

    async def check(self) -> None:
        """Each draft waits for an agreement of today's terms and is counted, or for its author's block to end."""
        await self.time(minutes=30)
        await self.looks()  # who was asked just now is looked at by the newest settings
        stage, shown, blocked = self.stage, 0, set[str]()
        async with stage.database.reading() as session:
            counted = await count_asked(session)
            for one in await blocklist.list_blocked(session):
                blocked |= {said.text for said in one.said}
        for draft in await self.list_drafts():
            author = await get(stage, Person, draft.requester_id)
            assert draft.file_at is not None and stage.now < draft.file_at <= stage.now + LOOK_AGAIN
            words = [one.body for one in await stage.entries(draft.number) if one.withdrawn_at is None]
            assert words and not is_staff(author) and author.erased_at is None
            if author.blocked_at is not None:
                assert {words[-1]} <= blocked
                continue
            assert draft.consent_asked == stage.rules.privacy.consent > (author.consent_version or 0)
            slot = f"consent:{draft.consent_asked}"
            assert [one for one in await stage.letters(Someone(author.id, 0)) if one.get("slot") == slot], "asked there"
            shown += 1
        assert counted.n == shown


async def _end(city: City) -> None:
    """What waits for too long is erased, and its author told, once for each."""
    for _ in range(4):
        await city.time(days=31)
    stage = city.stage
    for draft in await city.list_drafts():
        assert (await get(stage, Person, draft.requester_id)).blocked_at is not None
    gone = await scalars(stage, select(Ticket).where(Ticket.end_reason == "waited"))
    told = [*await lines(stage, city.mira), *await lines(stage, city.there)]
    assert told.count("waited-too-long") == len(gone)
    assert all(one.emptied_at and one.status is Status.CANCELLED for one in gone)


@pytest.mark.parametrize("seed", range(6))
async def test_nothing_that_waits_is_forgotten(stage: Stage, seed: int) -> None:
    dice = random.Random(seed)
    city = City(stage, dice, same=seed % 3 > 0)
    await city.build()
    for _ in range(STEPS):
        events = city.events(dice.choice((city.mira, city.there)))
        name = dice.choice([*[one for one in events if one != "erased"], *["writes", "minutes"] * 3])
        await events[name if dice.random() > 0.02 else "erased"]()
        if dice.random() < 0.3:
            await city.check()
    await city.check()
    await _end(city)


@pytest.mark.parametrize("name", ["merged", "joins"])
async def test_words_of_a_blocked_row_stay_listed_when_it_becomes_another(stage: Stage, name: str) -> None:
    city = City(stage, random.Random(0), same=True)
    await city.build()
    await city.terms(off=True)
    await city.events(city.there)["blocked"]()
    await city.writes(city.there)
    await city.events(city.there)[name]()
    async with stage.database.reading() as session:
        said = [one.said[-1].text for one in await blocklist.list_blocked(session) if one.said]
    assert said == ["New request: the gate squeaks marker1x"]
    await city.events(city.mira)["unblocked"]()
    await city.looks()
    assert said == [one.body for one in await stage.entries(3)]


async def test_what_a_system_asks_for_is_a_request_beside_what_waits(stage: Stage) -> None:
    city = City(stage, random.Random(0), same=False)
    await city.build()
    await city.writes(city.mira)
    (waits,) = await city.list_drafts()
    said = [NewEntry(RichText("The shop is closed"))]
    made = await stage.does(city.mira, drafts.start_request, said, at_once=True, origin=Origin.API)
    assert not made.is_draft and [one.body for one in await stage.entries(made.number)] == ["The shop is closed"]
    assert [one.id for one in await city.list_drafts()] == [waits.id]
    await city.check()
    await city.agrees(city.mira)
    assert await city.list_drafts() == []


async def test_an_answer_that_waits_for_approval_ends_with_the_erasure_of_whom_it_is_for(stage: Stage) -> None:
    """Nobody could send it any more. The other answer, to somebody else, waits on."""
    tess, rita, mira = await stage.person("Tess", Role.TRAINEE), await stage.person("Rita"), await stage.person("Mira")
    said = NewEntry(RichText("Turn the knob"))
    for whose in (rita, mira):
        number = await stage.files(whose, "The lamp flickers")
        await stage.does(tess, thread.add_reply, number, said)
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await erasing.erase_person(desk, rita.id, since=stage.now)
    assert await scalars(stage, select(Approval.state).order_by(Approval.id)) == ["ended", "waiting"]


def test_one_function_sets_what_a_person_is_to_the_team() -> None:
    """So that no way in or out forgets what waits. Groups and memberships have roles of another kind."""
    setting = {
        path.name
        for path in files(SCRIPTS.parent / "desk")
        if path.parent.name != "organizations"
        for node in nodes(path, ast.Assign)
        if "GROUP" not in ast.unparse(node.value)
        for target in node.targets
        for one in ast.walk(target)
        if isinstance(one, ast.Attribute) and one.attr == "role"
    }
    assert setting == {"person_rows.py"}


ALONE = {"joins", "becomes admin", "merged", "terms", "no terms", "unblocked"}


@pytest.mark.parametrize(("same", "blocked"), [(True, False), (False, False), (False, True)])
async def test_each_thing_that_happens_decides_what_waits(stage: Stage, same: bool, blocked: bool) -> None:
    """In both chats something waits, or in the account alone (`same` person). `blocked`: of people who were blocked
    before they were asked, or after."""
    city = City(stage, random.Random(0), same=same)
    await city.build()
    for name in ALONE if blocked or same else city.events(city.mira):
        await city.build()
        await city.writes(city.there)
        if blocked:
            await city.events(city.there)["blocked"]()
        if not same:
            await city.writes(city.mira)
        await city.check()
        if blocked:
            await city.events(city.mira)["blocked"]()
        await city.check()
        for whose in (city.there, city.mira):
            await city.events(whose)[name]()
        await city.check()
        await city.terms(off=True)
        for whose in (city.there, city.mira):
            await city.events(whose)["unblocked"]()
        await city.check()
        assert await city.list_drafts() == []
