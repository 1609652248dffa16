"""Every door by which the team answers: say, edit and withdraw there. Acts are quiet, as those of `ways_in`."""

from __future__ import annotations

from typing import Any, ClassVar

from desk.integrations.scopes import Scope
from tests.flows.acts import linked
from tests.flows.api.client import Client, token_of
from tests.flows.board import Board
from tests.flows.doors.ways_in import Account, Door, Group, Private, Visitor, World
from tests.flows.hours import sets
from tests.flows.phone import Phone
from tests.flows.stage import VERA, Stage
from tests.flows.test_group_topics import GROUP, RIGHTS, Forum


class Answering:
    """One way to answer who came by the door `asks_by`. `lacks`: what cannot be done there."""

    name: ClassVar[str]
    asks_by: ClassVar[type[Door]] = Private
    lacks: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, world: World) -> None:
        self.world = world

    async def says(self, agent: Phone, who: Visitor, said: str) -> Any:
        """Let a colleague say it; return where it lies."""
        raise NotImplementedError

    async def edits(self, agent: Phone, place: Any, new: str, who: Visitor) -> None:
        """Let them correct it."""
        await self.world.stage.telegram.do("edit", person=agent.id, message_id=place, text=new)

    async def withdraws(self, agent: Phone, place: Any, who: Visitor) -> None:
        """Let them take it back."""
        await agent.writes("/delete", reply_to=place, quietly=True)


class Card(Answering):
    """A reply to the card in the agent's own chat."""

    name = "card"

    async def says(self, agent: Phone, who: Visitor, said: str) -> Any:
        await agent.writes(f"/ticket {who.number}")
        return await agent.writes(said, reply_to=await agent.last_id(), quietly=True)


class Topic(Answering):
    """A line in the request's topic of the team's forum."""

    name = "topic"

    async def says(self, agent: Phone, who: Visitor, said: str) -> Any:
        topics = await Forum(self.world.stage).topics()
        (topic,) = [key for key, one in topics.items() if f"#{who.number} " in one["name"]]
        return await self._does(agent, "message", text=said, topic=topic)

    async def _does(self, agent: Phone, verb: str, **what: Any) -> Any:
        done = await self.world.stage.telegram.do(verb, person=agent.id, chat=GROUP, **what)
        return done["message_ids"][0] if done else None

    async def edits(self, agent: Phone, place: Any, new: str, who: Visitor) -> None:
        await self.world.stage.telegram.do("edit", person=agent.id, chat=GROUP, message_id=place, text=new)

    async def withdraws(self, agent: Phone, place: Any, who: Visitor) -> None:
        await self._does(agent, "message", text="/delete", reply_to=place)


class Comment(Answering):
    """A comment under the task on the board."""

    name = "board"

    @property
    def board(self) -> Board:
        return self.world.stage.board

    async def says(self, agent: Phone, who: Visitor, said: str) -> Any:
        by = self.world.accounts[agent.name]
        return (await self.board.comment(who.number, said, by=by, quietly=True))["id"]

    async def edits(self, agent: Phone, place: Any, new: str, who: Visitor) -> None:
        by = self.world.accounts[agent.name]
        await self.board.does("comment/update", by=by, id=place, content=new, quietly=True)

    async def withdraws(self, agent: Phone, place: Any, who: Visitor) -> None:
        await self.board.does("comment/delete", by=self.world.accounts[agent.name], id=place, quietly=True)


class ByHand(Answering):
    """What the owner of an account types there."""

    name = "account by hand"
    asks_by = Account
    lacks = frozenset({"others"})

    async def _does(self, who: Visitor, verb: str, **what: Any) -> Any:
        at = {"owner": self.world.stage.olga.id, "with": who.key.id, "by_owner": True}
        return await self.world.stage.telegram.do(f"account/{verb}", **at, **what)

    async def says(self, agent: Phone, who: Visitor, said: str) -> Any:
        return (await self._does(who, "message", text=said))["message_ids"][0]

    async def edits(self, agent: Phone, place: Any, new: str, who: Visitor) -> None:
        await self._does(who, "edit", message_id=place, text=new)

    async def withdraws(self, agent: Phone, place: Any, who: Visitor) -> None:
        await self._does(who, "delete", message_ids=[place])


class InGroup(Answering):
    """A reply to the request in a group of organizers."""

    name = "group"
    asks_by = Group

    async def _writes(self, agent: Phone, who: Visitor, said: str, to: int) -> int:
        assert isinstance(who.door, Group)
        return await who.door.chat.write(agent, said, reply_to=to, quietly=True)

    async def says(self, agent: Phone, who: Visitor, said: str) -> Any:
        return await self._writes(agent, who, said, next(iter(who.said.values())))

    async def edits(self, agent: Phone, place: Any, new: str, who: Visitor) -> None:
        assert isinstance(who.door, Group)
        await self.world.stage.telegram.do("edit", person=agent.id, chat=who.door.chat.id, message_id=place, text=new)

    async def withdraws(self, agent: Phone, place: Any, who: Visitor) -> None:
        await self._writes(agent, who, "/delete", place)


class Replies(Answering):
    """A system that answers in its own name."""

    name = "api"
    lacks = frozenset({"edit", "withdraw", "others"})

    async def says(self, agent: Phone, who: Visitor, said: str) -> Any:
        await self.world.crm.asks("POST", f"/tickets/{who.number}/replies", {"text": said})
        who.is_refused = self.world.crm.status >= 400


ANSWERING = (Card, Topic, Comment, ByHand, InGroup, Replies)


async def open_forum(stage: Stage) -> None:
    """Let the team have a forum with a topic for each request."""
    await stage.telegram.do("group", person=VERA, title="The team")
    await stage.telegram.do("group/forum", chat=GROUP)
    await stage.telegram.do("group/admin", person=VERA, chat=GROUP, rights=RIGHTS)
    await stage.settle()
    await sets(stage, group_tickets="created, topics")


async def let_answer(world: World) -> tuple[Answering, ...]:
    """Let Olga and Ivan, and somebody of no team, have accounts on the board, and a system answer."""
    stage = world.stage
    for name in ("Olga", "Ivan"):
        world.accounts[name] = await linked(stage, stage.people[name])
    world.accounts["Sam"] = await stage.board.user("Sam")
    scopes = Scope.ALL_READ, Scope.ALL_WRITE
    world.crm = Client(world.api.http, await token_of(stage.vera, "Crm", *scopes))
    return tuple(way(world) for way in ANSWERING)
