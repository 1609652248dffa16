"""What must hold at every door: each rule is one test over all of them, and each cell says its door, rule and state.

A new door is one class in `ways_in.py`. Cells share a desk and are carried out together, so that a cell costs a few
hundredths of a second.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from db.database import Database
from db.models import Entry, Origin, Person, Role
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import blocklist
from desk.merging import merging, splitting
from desk.privacy import erasing
from desk.staff import invites
from desk.text import RichText
from tests.flows.acts import dismissed
from tests.flows.doors.known import KNOWN, OTHERWISE, RIGHT
from tests.flows.doors.ways_in import CONTENT, DOORS, HALVES, Visitor, World, opened
from tests.flows.phone import words
from tests.flows.retention.expiry import find_traces
from tests.flows.scenes import status
from tests.flows.stage import VERA
from tests.sql import scalar

pytestmark = [pytest.mark.sentence("5 Guarantees"), pytest.mark.limit(300)]
Act = Callable[[Visitor], Awaitable[object]]


class Cells:
    """Somebody at each door for each state, and what was seen of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[tuple[str, str], Visitor] = {}
        self.seen: dict[tuple[str, str], str] = {}

    async def begin(self, *states: str, lacks: str = "", name: str = "") -> None:
        """Let somebody ask at each door that can do it, and bring their requests into these states."""
        for door in self.world.doors:
            for state in states if lacks not in door.lacks else ():
                who = self.people[door.name, state] = await self.world.meet(door, name)
                await who.asks(f"{who.mark} asks")
        await self.world.settle()
        for (_, state), who in self.people.items():
            await self.world.learn(who, f"{who.mark} asks")
            await self.world.bring(who, state)
        await self.world.settle()

    async def let(self, needs: str, act: Act) -> None:
        """Let everybody do it whose door can."""
        for who in self.people.values():
            if needs not in who.door.lacks:
                who.is_refused = False
                await act(who)
        await self.world.settle()

    async def note(self, rule: str, needs: str, look: Callable[[Visitor], Awaitable[str]]) -> None:
        """Note what is seen of it, for each cell."""
        for (door, state), who in self.people.items():
            if needs not in who.door.lacks:
                self.seen[door, f"{rule}, {state}"] = await look(who)

    async def note_words(self, rule: str, needs: str, said: str) -> None:
        """Note where these words of everybody are."""
        await self.note(rule, needs, lambda who: self.where(who, f"{who.mark} {said}"))

    async def where(self, who: Visitor, said: str) -> str:
        """Return where words are: on the request, on another one of theirs, kept for `/blocked`, refused or nowhere."""
        found, told = await self.world.find(said), []
        for number, kind, is_filed, is_gone in found:
            place = "kept" if number is None else "joins" if number == who.number else "their own"
            told += [place + " as " * (kind != "comment") + kind * (kind != "comment")
                     + ", waits" * (number is not None and not is_filed) + ", gone" * is_gone]  # fmt: skip
        if not found and who.door.is_left(said):
            return "left there"
        return " and ".join(told) or ("refused" if who.is_refused else "nowhere")

    async def block(self, who: Visitor) -> int:
        """Let Olga block them; return the key that unblocks them."""
        async with self.world.acting(self.world.stage.olga.id) as desk:
            await blocklist.block_requester(desk, who.number)
            return blocklist.get_key(await desk.session.get_one(Person, who.person))

    async def answer(self, said: str) -> None:
        """Let Olga answer everybody."""
        for who in self.people.values():
            async with self.world.acting(self.world.stage.olga.id) as desk:
                await thread.add_reply(desk, who.number, NewEntry(RichText(f"{who.mark} {said}")))
        await self.world.settle()

    async def hears(self, who: Visitor, said: str = "is told") -> str:
        """Return whether they have read the answer."""
        return "heard" if f"{who.mark} {said}" in await who.door.heard(who) else "not heard"

    def judge(self) -> None:
        """Compare what was seen with what is right, but for what is known to be wrong."""
        right = {cell: KNOWN[cell][0] if cell in KNOWN else OTHERWISE.get(cell, RIGHT[cell[1]]) for cell in self.seen}
        wrong = {cell: (seen, right[cell]) for cell, seen in self.seen.items() if seen != right[cell]}
        assert not wrong, "\n".join(f"{cell}: {seen!r}, should be {must!r}" for cell, (seen, must) in wrong.items())


@pytest_asyncio.fixture
async def cells(database: Database) -> AsyncIterator[Cells]:
    """Nobody at any door yet; what was noted is judged at the end of the test."""
    async with opened(database) as world:
        made = Cells(world)
        yield made
        assert made.seen, "nothing was looked at"


def test_what_is_known_is_of_a_door_and_a_rule_and_is_not_right() -> None:
    doors = {door.name for door in DOORS}
    assert not [cell for cell in {**KNOWN, **OTHERWISE} if cell[0] not in doors or cell[1] not in RIGHT]
    assert not [cell for cell, (seen, _) in KNOWN.items() if seen == OTHERWISE.get(cell, RIGHT[cell[1]])]
    assert not [cell for cell, seen in OTHERWISE.items() if seen == RIGHT[cell[1]]]


@pytest.mark.parametrize("states", HALVES)
async def test_a_request_in_each_state(cells: Cells, states: tuple[str, ...]) -> None:
    """Answers are read; words are corrected, added and taken back."""
    await cells.begin(*states)
    await cells.answer("is told")
    await cells.note("answered", "hear", cells.hears)
    await cells.let("edit", lambda who: who.door.edits(who, f"{who.mark} asks", f"{who.mark} means", who))
    await cells.note_words("edits", "edit", "means")
    await cells.let("add", lambda who: who.adds(f"{who.mark} adds"))
    await cells.note_words("adds", "add", "adds")
    await cells.note("adds: status", "add", lambda who: status(cells.world.stage, who.number))
    await cells.let("withdraw", lambda who: who.door.withdraws(who, f"{who.mark} adds", who))
    await cells.note_words("withdraws", "withdraw", "adds")
    cells.judge()


@pytest.mark.parametrize("states", [("resolved", "closed"), ("new", "taken", "on hold")])
async def test_a_press_of_yes_in_each_state(cells: Cells, states: tuple[str, ...]) -> None:
    """An older one, too."""
    await cells.begin(*states, lacks="press")
    await cells.let("press", lambda who: who.door.presses(who, who))
    await cells.note("says yes", "press", lambda who: status(cells.world.stage, who.number))
    cells.judge()


async def test_who_is_blocked(cells: Cells) -> None:
    """What they send is kept and shown in `/blocked`, or they are told; answers reach them; unblocked, it is a
    request."""
    await cells.begin("taken", lacks="block")
    keys = {}
    for who in cells.people.values():
        keys[who.number] = await cells.block(who)
    await cells.let("add", lambda who: who.adds(f"{who.mark} adds"))
    await cells.note_words("blocked adds", "add", "adds")
    await cells.let("again", lambda who: who.asks(f"{who.mark} begins"))
    await cells.note_words("blocked asks", "again", "begins")
    await cells.world.stage.olga.writes("/blocked")
    shown = await cells.world.stage.olga.reads()
    await cells.note("blocked shown", "again", lambda who: _is_in(f"{who.mark} begins", shown))
    await cells.let("edit", lambda who: who.door.edits(who, f"{who.mark} asks", f"{who.mark} means", who))
    await cells.note_words("blocked edits", "edit", "means")
    await cells.let("withdraw", lambda who: who.door.withdraws(who, f"{who.mark} adds", who))
    await cells.note_words("blocked withdraws", "withdraw", "adds")
    await cells.answer("is told")
    await cells.note("blocked answered", "hear", cells.hears)
    for key in keys.values():
        async with cells.world.acting(cells.world.stage.olga.id) as desk:
            await blocklist.unblock_requester(desk, key)
    await cells.world.settle()
    await cells.note_words("unblocked", "again", "begins")
    for (door, _), who in cells.people.items():
        if cells.seen.get((door, "unblocked, taken")) == "their own":
            await cells.world.learn(who, f"{who.mark} begins")
    await cells.answer("is told again")
    await cells.note("unblocked answered", "hear", lambda who: cells.hears(who, "is told again"))
    cells.judge()


@pytest.mark.parametrize("refusal", ["blocked", "before agreeing"])
async def test_each_kind_of_content_is_found_again(cells: Cells, refusal: str) -> None:
    """Whatever it is, it is on the list or waits, as words do."""
    if refusal != "blocked":
        await cells.world.stage.vera.writes("/settings consent 1")
    for door in (one for one in cells.world.doors if one.kinds):
        who = cells.people[door.name, "new"] = await cells.world.meet(door)
        await who.asks(f"{who.mark} asks")
    await cells.world.settle()
    for who in cells.people.values():
        await cells.world.learn(who, f"{who.mark} asks")
        if refusal == "blocked":
            await cells.block(who)
    for kind in CONTENT:
        cells.world.stage.clock.on(seconds=3)
        for who in cells.people.values():
            if kind in who.door.kinds:
                await who.door.sends(who, kind, f"{who.mark}{kind}")
        await cells.world.settle()
    for (name, _), who in cells.people.items():
        told = {await cells.where(who, f"{who.mark}{kind}") for kind in who.door.kinds}
        cells.seen[name, f"{refusal} sends, new"] = " and ".join(sorted(told))
    cells.judge()


async def test_a_door_that_is_shut(cells: Cells) -> None:
    """What is sent there is not taken; what is answered waits, or went another way."""
    await cells.begin("taken", lacks="shut")
    for door in cells.world.doors:
        await door.shuts()
    await cells.world.settle()
    await cells.let("shut", lambda who: who.asks(f"{who.mark} begins"))
    await cells.note_words("shut asks", "again", "begins")
    await cells.let("shut", lambda who: who.adds(f"{who.mark} adds"))
    await cells.note_words("shut adds", "add", "adds")
    await cells.answer("is told")
    await cells.note("shut answered", "hear", cells.hears)
    for door in cells.world.doors:
        await door.opens()
    await cells.world.settle()
    await cells.note("opened answered", "hear", cells.hears)
    await cells.note_words("opened adds", "add", "adds")
    cells.judge()


@pytest.mark.parametrize("state", ["resolved", "taken"])
async def test_a_request_of_somebody_else(cells: Cells, state: str) -> None:
    """Nobody adds to it, takes words from it or ends it."""
    await cells.begin(state, lacks="another")
    others = {cell: await cells.world.meet(who.door) for cell, who in cells.people.items()}
    for other in others.values():
        await other.asks(f"{other.mark} asks")
    await cells.world.settle()
    of = {who.number: others[cell] for cell, who in cells.people.items()}
    await cells.let("add", lambda who: of[who.number].adds(f"{who.mark} adds", who))
    await cells.note("another adds", "add", lambda who: _anothers(cells, who, of[who.number]))
    await cells.let("withdraw", lambda who: who.door.withdraws(of[who.number], f"{who.mark} asks", who))
    await cells.note_words("another withdraws", "withdraw", "asks")
    await cells.let("press", lambda who: who.door.presses(of[who.number], who))
    await cells.note("another says yes", "press", lambda who: status(cells.world.stage, who.number))
    await cells.note("another hears", "hear", lambda who: _reads(of[who.number], f"{who.mark} asks"))
    cells.judge()


async def _anothers(cells: Cells, who: Visitor, other: Visitor) -> str:
    seen = await cells.where(who, f"{who.mark} adds")
    return "refused" if seen == "nowhere" and other.is_refused else seen


async def _reads(other: Visitor, said: str) -> str:
    return "heard" if said in await other.door.heard(other) else "not heard"


async def test_terms_wait_for_an_agreement(cells: Cells) -> None:
    """What was said before it is not read by the team, and nothing of it is lost; new terms are asked for again."""
    await cells.world.stage.vera.writes("/settings consent 1")
    for door in cells.world.doors:
        who = cells.people[door.name, "new"] = await cells.world.meet(door)
        await who.asks(f"{who.mark} asks")
    await cells.world.settle()
    await cells.note_words("before agreeing", "agree", "asks")
    told = " ".join([words(one) for one in await cells.world.stage.people["Ivan"].received()])
    await cells.note("team before agreeing", "agree", lambda who: _is_in(f"{who.mark} asks", told))
    for who in cells.people.values():
        if "agree" not in who.door.lacks and not who.is_refused:
            await cells.world.learn(who, f"{who.mark} asks")
    await cells.let("agree", lambda who: who.door.agrees(who))
    await cells.note_words("agreed", "agree", "asks")
    for who in cells.people.values():
        await cells.world.learn(who, f"{who.mark} asks")
        await cells.world.bring(who, "closed")
    await cells.world.stage.vera.writes("/settings consent 2")
    await cells.let("agree", lambda who: who.asks(f"{who.mark} begins"))
    await cells.note_words("raised", "agree", "begins")
    cells.judge()


async def _is_in(said: str, told: str) -> str:
    return "heard" if said in told else "not heard"


async def test_two_of_one_name_are_two(cells: Cells) -> None:
    """All are called the same, at every door: each has one request, and hears what is said to them alone."""
    await cells.begin("new", "taken", name="Kim")
    await cells.answer("is told")
    await cells.note("namesake answered", "hear", cells.hears)
    await cells.let("add", lambda who: who.adds(f"{who.mark} adds"))
    await cells.note_words("namesake adds", "add", "adds")
    everybody = {who.mark: await who.door.heard(who) for who in cells.people.values() if "hear" not in who.door.lacks}
    for (door, state), who in cells.people.items():
        others = [heard for mark, heard in everybody.items() if mark != who.mark and f"{who.mark} is told" in heard]
        cells.seen[door, f"namesakes hear, {state}"] = "heard" if others else "not heard"
    requesters = text("select count(distinct requester_id) from tickets")
    assert await scalar(cells.world.stage, requesters) == len(cells.people)
    cells.judge()


async def test_what_is_split_off_and_merged_back(cells: Cells) -> None:
    """Both are answered and go on where their requester asked, apart and as one; a block finds them as one."""
    await cells.begin("taken", lacks="add")
    await cells.let("add", lambda who: who.adds(f"{who.mark} adds"))
    parts = {}
    for who in cells.people.values():
        async with cells.world.acting(cells.world.stage.people["Olga"].id) as desk:
            said = select(Entry.id).where(Entry.body.contains(f"{who.mark} adds"))
            done = await splitting.split(desk, who.number, (await desk.session.scalars(said)).one())
            parts[who.number] = done.number
    await cells.world.settle()
    for who in cells.people.values():
        async with cells.world.acting(cells.world.stage.people["Olga"].id) as desk:
            await thread.add_reply(desk, parts[who.number], NewEntry(RichText(f"{who.mark} apart")))
    await cells.world.settle()
    await cells.note("split answered", "hear", lambda who: cells.hears(replace(who, number=parts[who.number]), "apart"))
    for who in cells.people.values():
        async with cells.world.acting(cells.world.stage.people["Olga"].id) as desk:
            await merging.merge_ticket(desk, parts[who.number], who.number)
    await cells.world.settle()
    await cells.answer("is told")
    await cells.note("merged answered", "hear", cells.hears)
    await cells.let("add", lambda who: who.adds(f"{who.mark} goes on"))
    await cells.note_words("merged adds", "add", "goes on")
    await cells.let("add", lambda who: who.adds(f"{who.mark} means both", replace(who, number=parts[who.number])))
    await cells.note_words("merged adds there", "add", "means both")
    for who in cells.people.values():
        await cells.block(who)
    await cells.let("add", lambda who: who.adds(f"{who.mark} insists"))
    await cells.note_words("merged and blocked adds", "add", "insists")
    cells.judge()


@pytest.mark.parametrize("states", HALVES)
async def test_who_is_erased(cells: Cells, states: tuple[str, ...]) -> None:
    """Nothing is left of them in any table, whatever the state; who comes again is somebody new."""
    await cells.begin(*states)
    await cells.let("add", lambda who: who.adds(f"{who.mark} adds"))
    for who in cells.people.values():
        async with cells.world.stage.database.unit_of_work() as session:
            stage = cells.world.stage
            desk = Desk(session, Origin.CLOCK, None, now=stage.clock(), rules=stage.settings)
            await erasing.erase_person(desk, who.person, since=stage.clock() - timedelta(days=1))
    await cells.world.settle()
    left = await find_traces(cells.world.stage.database, "guest")
    assert left == {}, left
    await cells.let("again", lambda who: who.asks(f"{who.mark} begins"))
    await cells.note_words("erased asks again", "again", "begins")
    await cells.note("erased request", "", lambda who: status(cells.world.stage, who.number))
    cells.judge()


async def test_a_requester_joins_the_team_and_leaves_it(cells: Cells) -> None:
    """Their request goes on where it was, whoever they are meanwhile."""
    await cells.begin("taken", lacks="former")
    for who in cells.people.values():
        async with cells.world.acting(VERA) as desk:
            code = await invites.create_invite(desk, Role.AGENT)
        await who.key.writes(f"/start {code}")
    for when in ("joined", "left"):
        await cells.let("former", lambda who, when=when: who.adds(f"{who.mark} {when}"))
        await cells.note_words(f"{when} adds", "former", when)
        await cells.answer(f"is told, {when}")
        await cells.note(f"{when} answered", "former", lambda who, when=when: _reads_there(who, f"is told, {when}"))
        for who in cells.people.values() if when == "joined" else ():
            await dismissed(cells.world.stage, who.key)
    cells.judge()


async def _reads_there(who: Visitor, said: str) -> str:
    """Who has joined the team is answered in their chat with the bot, or where they asked."""
    heard = f"{await who.door.heard(who)} {' '.join(await who.key.texts())}"
    return "heard" if f"{who.mark} {said}" in heard else "not heard"


async def test_a_former_agent_is_a_requester(cells: Cells) -> None:
    """What they ask is a request, and what they write at that of somebody else answers nothing."""
    await cells.begin("taken", lacks="former")
    former = {}
    for cell, who in cells.people.items():
        phone = await cells.world.stage.agent(f"Former{who.number}")
        await dismissed(cells.world.stage, phone)
        former[who.number] = Visitor(who.door, phone.name, phone, number=0)
        assert cell
    await cells.let("former", lambda who: former[who.number].asks(f"{who.mark} begins"))
    await cells.note_words("former asks", "former", "begins")
    await cells.let("another", lambda who: former[who.number].adds(f"{who.mark} adds", who))
    await cells.note_words("former adds", "another", "adds")
    await cells.note("former adds: status", "former", lambda who: status(cells.world.stage, who.number))
    cells.judge()
