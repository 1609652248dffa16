"""What must hold wherever the team answers: one test for each rule, over all ways and states."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.acts import dismissed
from tests.flows.doors.known import ANSWERS
from tests.flows.doors.test_doors import Cells
from tests.flows.doors.ways_in import HALVES, Visitor, opened
from tests.flows.doors.ways_of_answering import Answering, let_answer, open_forum
from tests.flows.phone import Phone
from tests.flows.scenes import status
from tests.flows.test_group_topics import GROUP

pytestmark = [pytest.mark.sentence("5 Guarantees"), pytest.mark.limit(300)]


class Ways(Cells):
    """One request for each way and state."""

    ways: tuple[Answering, ...] = ()
    said: dict[tuple[str, str], Any]

    async def ask(self, *states: str) -> None:
        """Let somebody ask for each way and state."""
        self.said = {}
        by = {type(door): door for door in self.world.doors}
        for way in self.ways:
            for state in states:
                who = self.people[way.name, state] = await self.world.meet(by[way.asks_by])
                await who.asks(f"{who.mark} asks")
        await self.world.settle()
        for (_, state), who in self.people.items():
            await self.world.learn(who, f"{who.mark} asks")
            await self.world.bring(who, state)
        await self.world.stage.pass_time(minutes=1)

    def having(self, what: str) -> list[tuple[tuple[str, str], Answering, Visitor]]:
        """Return the cells whose way can do it."""
        by = {way.name: way for way in self.ways}
        return [(cell, by[cell[0]], who) for cell, who in self.people.items() if what not in by[cell[0]].lacks]

    async def say(self, agent: Phone, said: str, what: str = "") -> None:
        """Let a colleague say it everywhere."""
        for cell, way, who in self.having(what):
            who.is_refused = False
            self.said[cell] = await way.says(agent, who, said.format(who.mark))
        await self.world.settle()

    async def look(self, rule: str, said: str, what: str = "") -> None:
        """Note where these words are, and whether their requester has heard them."""
        for cell, _, who in self.having(what):
            place = await self.where(who, said.format(who.mark))
            heard = said.format(who.mark) in await who.door.heard(who)
            self.seen[cell[0], f"{rule}, {cell[1]}"] = f"{place}{', heard' * heard}"

    def compare(self) -> None:
        """Compare what was seen with what is right."""
        right = {cell: ANSWERS.get(cell) or ANSWERS["", cell[1]] for cell in self.seen}
        wrong = {cell: seen for cell, seen in self.seen.items() if seen != right[cell]}
        assert not wrong, "\n".join(f"{cell}: {seen!r}, should be {right[cell]!r}" for cell, seen in wrong.items())


@pytest_asyncio.fixture
async def ways(database: Database) -> AsyncIterator[Ways]:
    """Olga and Ivan at work everywhere."""
    async with opened(database, board=True, first=open_forum, staff_chat_id=GROUP) as world:
        made = Ways(world)
        made.ways = await let_answer(world)
        yield made


@pytest.mark.parametrize("states", HALVES)
async def test_an_answer_in_each_state(ways: Ways, states: tuple[str, ...]) -> None:
    """It is read once, corrected and taken back, and a note is never read."""
    olga = ways.world.stage.olga
    await ways.ask(*states)
    await ways.say(olga, "Press the red button, {}")
    await ways.look("answers", "Press the red button, {}")
    for cell, _, who in ways.having(""):
        ways.seen[cell[0], f"answers: status, {cell[1]}"] = await status(ways.world.stage, who.number)
    for cell, way, who in ways.having("edit"):
        await way.edits(olga, ways.said[cell], f"Press the green button, {who.mark}", who)
    await ways.world.settle()
    await ways.look("edits the answer", "Press the green button, {}", "edit")
    for cell, way, who in ways.having("withdraw"):
        await way.withdraws(olga, ways.said[cell], who)
    await ways.world.settle()
    await ways.look("withdraws the answer", "Press the green button, {}", "withdraw")
    await ways.say(olga, "// Watch out, {}")
    await ways.look("notes", "Watch out, {}")
    ways.compare()


@pytest.mark.parametrize("who", ["Ivan", "Sam"])
async def test_who_is_not_on_the_team_answers_nobody(ways: Ways, who: str) -> None:
    """Neither a former agent nor somebody who never was one."""
    stage = ways.world.stage
    phone = stage.people[who] if who == "Ivan" else await stage.phone(who)
    await ways.ask("taken")
    if who == "Ivan":
        await dismissed(stage, phone)
    await ways.say(phone, "Press the red button, {}", "others")
    await ways.look("others answer" if who == "Sam" else "former answers", "Press the red button, {}", "others")
    ways.compare()
