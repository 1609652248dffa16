"""The people of the day: what they write and press, and when. They know of the desk what a phone shows.

Who has a request writes it, sends it off, answers when asked, says whether it is solved. Agents on shift look at what
rings, take what is free as long as they have room, answer, forget some.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sandbox.telegram import TelegramWorld, perform
from sandbox.telegram.chats import Message, Side

FIRST_AGENT, FIRST_REQUESTER = 600_000, 400_000
_LOOKED_AT = 80  # messages of a chat, from its end


@dataclass(slots=True)
class Agent:
    """Somebody of the team: when they work (minutes of the day), what they hold, how they work."""

    person: int
    name: str
    starts: int
    ends: int
    by_next: bool = False
    holds: set[int] = field(default_factory=set)
    tried: set[int] = field(default_factory=set)

    def works(self, at: datetime) -> bool:
        """Whether they are on shift."""
        return self.starts <= at.hour * 60 + at.minute < self.ends


@dataclass(slots=True)
class Town:
    """Everybody, what they do next, and what was done in this step: by person, which tickets."""

    world: TelegramWorld
    random: Random
    agents: list[Agent]
    now: datetime
    room: int = 4
    acted: dict[int, set[int]] = field(default_factory=dict)
    requester_of: dict[int, int] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)
    done: dict[str, int] = field(default_factory=dict)
    _next: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _count: Iterator[int] = field(default_factory=itertools.count)

    # ------------------------------------------------------------------ time

    def at(self, when: datetime, what: Callable[[], None]) -> None:
        """Somebody does something then."""
        heapq.heappush(self._next, (when, next(self._count), what))

    def soon(self, low: float, high: float, what: Callable[[], None]) -> None:
        """Somebody does something in so many minutes from now."""
        self.at(self.now + timedelta(minutes=self.random.uniform(low, high)), what)

    def step(self, now: datetime) -> bool:
        """All that is done by then; whether it was anything."""
        self.now = now
        self.acted.clear()
        while self._next and self._next[0][0] <= now:
            heapq.heappop(self._next)[2]()
        return bool(self.acted)

    @property
    def next_at(self) -> datetime:
        """When somebody does something next."""
        return self._next[0][0]

    # ------------------------------------------------------------------ phones

    def says(self, person: int, text: str, *, to: int | None = None, about: int = 0) -> None:
        """Write; `about`: the ticket, 0 for none."""
        self.acted.setdefault(person, set()).add(about)
        perform(self.world, "message", {"person": person, "text": text, "reply_to": to})

    def presses(self, person: int, on: Message, data: str, about: int) -> None:
        """Press a button, which may have gone meanwhile."""
        self.acted.setdefault(person, set()).add(about)
        given = {"person": person, "message_id": on.message_id, "data": data, "force": True}
        perform(self.world, "press", given)

    def buttons(self, person: int, beginning: str) -> Iterator[tuple[Message, str]]:
        """Of the newest messages of a chat, the buttons that begin so, newest first."""
        for message in itertools.islice(reversed(self.world.chats[person].messages.values()), _LOOKED_AT):
            if message.side is Side.BOT and not message.deleted:
                for row in message.inline:
                    for button in row:
                        data = str(button.get("callback_data") or "")
                        if data.startswith(beginning):
                            yield message, data

    def button(self, person: int, data: str) -> Message | None:
        """The newest message with it."""
        return next((message for message, found in self.buttons(person, data) if found == data), None)

    def did(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    # ------------------------------------------------------------------ requesters

    def asks(self, person: int, words: str) -> None:
        """A request, sent off a moment later."""
        self.says(person, f"/new {words}")
        self.did("requests")
        self.soon(0.25, 0.3, lambda: self._sends(person))

    def _sends(self, person: int) -> None:
        found = next(self.buttons(person, "send:"), None)
        if found is None:
            return
        message, data = found
        number = int(data.removeprefix("send:"))
        self.requester_of[number] = person
        if self.random.random() < 0.6:
            self.presses(person, message, f"cat:{number}:{self.random.randint(1, 5)}", number)
        self.presses(person, message, data, number)

    def _answers_back(self, number: int, agent: Agent) -> None:
        person = self.requester_of.get(number)
        if person is not None:
            newest = next((m for m in reversed(self.world.chats[person].messages.values()) if m.side is Side.BOT), None)
            self.says(person, "It still does that, on the second floor", to=newest and newest.message_id, about=number)
            self.did("answers back")
            self.soon(1, 8, lambda: self._answers(agent, number))

    def _judges(self, number: int, agent: Agent) -> None:
        person = self.requester_of.get(number)
        message = self.button(person, f"solved:{number}:yes") if person is not None else None
        if person is None or message is None:
            return
        good = self.random.random() < 0.9
        self.presses(person, message, f"solved:{number}:{'yes' if good else 'no'}", number)
        self.did("confirmed" if good else "not solved")
        if not good:
            agent.holds.add(number)
            self.soon(2, 15, lambda: self._answers(agent, number))

    # ------------------------------------------------------------------ agents

    def looks(self, agent: Agent) -> None:
        """An agent on shift looks at the phone now and then, and takes what is free."""
        soon = (3, 6) if agent.by_next else (0.3, 1.5)
        self.soon(*soon, lambda: self.looks(agent))
        if not agent.works(self.now) or len(agent.holds) >= self.room:
            return
        if agent.by_next:
            self.says(agent.person, "/next")
            self.soon(0.25, 0.3, lambda: self._has(agent, None))
            return
        free = ((m, data) for m, data in self.buttons(agent.person, "claim:") if m.message_id not in agent.tried)
        message, data = next(free, (None, ""))
        if message is not None:
            number = int(data.removeprefix("claim:"))
            agent.tried.add(message.message_id)
            self.presses(agent.person, message, data, number)
            self.did("presses on Take")
            self.soon(0.25, 0.3, lambda: self._has(agent, number))

    def _has(self, agent: Agent, number: int | None) -> None:
        """Whether what was pressed has become theirs, as the card shows."""
        for _, data in self.buttons(agent.person, f"resolve:{number or ''}"):
            found = int(data.removeprefix("resolve:"))
            if found not in agent.holds and found not in self.answered and (number is None or found == number):
                agent.holds.add(found)
                self._begins(agent, found)
                return

    def _begins(self, agent: Agent, number: int) -> None:
        self.did("taken")
        chance = self.random.random()
        if chance < 0.1:
            self.says(agent.person, f"/priority {number} 2", about=number)
        elif chance < 0.12:
            self.says(agent.person, f"/priority {number} 1", about=number)
        if chance > 0.98:
            agent.holds.discard(number)
            self.says(agent.person, f"/release {number}", about=number)
            self.did("released")
        elif chance > 0.95:
            self.did("forgotten for hours")
            self.soon(90, 240, lambda: self._answers(agent, number))
        else:
            self.soon(0.5, 5, lambda: self._answers(agent, number))

    def _answers(self, agent: Agent, number: int) -> None:
        card = self.button(agent.person, f"resolve:{number}")
        if card is None or number not in agent.holds:
            agent.holds.discard(number)
            return
        self.answered.add(number)
        self.says(agent.person, "Have you tried the other door?", to=card.message_id, about=number)
        self.did("answers")
        if self.random.random() < 0.45:
            self.soon(2, 25, lambda: self._answers_back(number, agent))
        else:
            self.soon(1, 12, lambda: self._resolves(agent, number))

    def _resolves(self, agent: Agent, number: int) -> None:
        card = self.button(agent.person, f"resolve:{number}")
        agent.holds.discard(number)
        if card is None:
            return
        if self.random.random() < 0.03:
            self.says(agent.person, f"/pending {number}", about=number)
            return
        self.presses(agent.person, card, f"resolve:{number}", number)
        self.did("resolved")
        if self.random.random() < 0.75:
            self.soon(1, 60, lambda: self._judges(number, agent))


def when(random: Random, begins: datetime, share_outside: float = 0.08) -> datetime:
    """A moment of the day: two peaks within the hours, few outside them."""
    if random.random() < share_outside:
        hour = random.choice([*range(0, 8), *range(20, 24)]) + random.random()
    else:
        hour = next(
            hour
            for hour in iter(lambda: random.choice((random.gauss(10.5, 1.6), random.gauss(15, 2.2))), None)
            if 8 <= hour < 20
        )
    return begins + timedelta(hours=hour)
