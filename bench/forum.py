"""A staff group with a forum topic for each requester, for another bot that answers there. Must not know trips."""

from typing import Any

from bench.participants import FIRST_AGENT, FIRST_REQUESTER, Participants, TicketPair
from sandbox.servers import ADMIN
from sandbox.telegram.api_call import Call
from sandbox.telegram.app import HANDLERS
from sandbox.telegram.chat_access import require_chat
from sandbox.telegram.chats import Topic
from sandbox.telegram.groups import create_group
from sandbox.telegram.world import TelegramWorld

_KEPT = 100_000


class Forum:
    """The group of one scene; every requester has an agent of their own, whom no limit for one person stops."""

    def __init__(self, crowd: Participants) -> None:
        self._crowd = crowd

    async def open_forum(self, count: int) -> dict[str, Any]:
        """Create the group, and that many requesters and agents; an admin opens the bot. Returns the group's id."""
        HANDLERS["createForumTopic"] = self._create_topic
        world = self._crowd.simulated.telegram
        for number in range(count):
            self._crowd.add_person(FIRST_REQUESTER + number, _name(FIRST_REQUESTER + number))
            self._crowd.add_person(FIRST_AGENT + number, f"Agent{number}")
            self._crowd.pairs.append(TicketPair(FIRST_REQUESTER + number, FIRST_AGENT + number, 0))
        group: int = create_group(world, {"person": FIRST_AGENT, "title": "Staff"})["id"]
        chat = world.chats[group]
        chat.about |= {"type": "supergroup", "is_forum": True}
        chat.is_admin, chat.keep = True, _KEPT
        self._crowd.group = group
        self._crowd.people.write_text(ADMIN["id"], "/start")
        return {"group": group}

    def _create_topic(self, world: TelegramWorld, call: Call) -> dict[str, Any]:
        """Answer the method `createForumTopic`; a bot gets no update of what it does itself."""
        chat, name = require_chat(world, call), call.get_text("name")
        topic = chat.take_next_id()
        chat.topics[topic] = Topic(name)
        self._crowd.topics |= {pair.requester: topic for pair in self._crowd.pairs if _name(pair.requester) == name}
        return {"message_thread_id": topic, "name": name, "icon_color": 0}


def _name(requester: int) -> str:
    return f"Asker{requester}"
