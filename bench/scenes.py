"""The scenes at the simulated services: each is one act of many people.

Runs inside the sandbox's process, so that a person answers the moment a message is there. Returns JSON objects.
Here: the scenes by name, and those of presses, of a backlog and of first answers.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import chain
from time import perf_counter
from typing import Any

from bench.board_scenes import BoardScenes
from bench.forum import Forum
from bench.participants import FIRST_AGENT, FIRST_REQUESTER, Participants
from bench.round_trips import RoundTrips
from bench.wait_times import WaitTimes
from bench.working_day import WorkingDay
from sandbox.servers import SimulatedServices


class Scenes:
    """All scenes of one pair of services."""

    def __init__(self, simulated: SimulatedServices) -> None:
        self._simulated = simulated
        self._crowd = Participants(simulated)
        self._trips = RoundTrips(self._crowd)
        self._board = BoardScenes(self._crowd)
        self._day = WorkingDay(self._crowd)
        self.people = self._crowd.people

    def list_scenes(self) -> dict[str, Callable[..., Awaitable[Any]]]:
        """Return the scenes by name."""
        return {
            "agents": self._crowd.add_agents,
            "tickets": self._crowd.file_tickets,
            "forum": Forum(self._crowd).open_forum,
            "warm_up": self._trips.warm_up,
            "trips": self._trips.run_trips,
            "loop": self._trips.run_loop,
            "presses": self.press_at_once,
            "backlog": self.announce_backlog,
            "board_comments": self._board.comment_on_board,
            "board_has": self._board.wait_for_board,
            "counts": self.get_counts,
            "limits": self.switch_limits,
            "answered_since": self.time_first_answer,
            "pictures": self.request_charts,
            "mirrored_since": self._board.time_mirroring,
            "begin_clock": self._day.begin_clock,
            "open_board": self._day.open_board,
            "list_shifts": self._day.list_shifts,
            "day": self._day.play_day,
        }

    async def press_at_once(self, agents: int) -> dict[str, Any]:
        """Let all agents press Take on one card in the same moment."""
        requester = FIRST_REQUESTER + 90_000 + self._simulated.telegram.updates.last_id % 1000
        self._crowd.add_person(requester, "Rita")
        number = await self._crowd.file_request(requester)
        everybody = range(FIRST_AGENT, FIRST_AGENT + agents)
        claim = f"claim:{number}"
        await self.people.wait_until(
            lambda: all(self.people.find_button(p, claim) for p in everybody), "a card for everybody"
        )
        began = perf_counter()
        for person in everybody:
            self.people.press_button(person, claim)
        presses = [self._simulated.telegram.people[p].presses[-1] for p in everybody]
        await self.people.wait_until(lambda: all(query.answered for query in presses), "every press is answered")
        answered = perf_counter() - began
        await self.people.wait_until(
            lambda: not any(self.people.find_button(p, claim) for p in everybody), "no card offers it"
        )
        waits = WaitTimes.from_seconds(
            [(query.answered - query.asked).total_seconds() for query in presses if query.answered]
        )
        winners = [p for p in everybody if self.people.find_button(p, f"resolve:{number}")]
        return {
            **waits.to_json(),
            "all_answered": round(answered, 2),
            "all_edited": round(perf_counter() - began, 2),
            "winners": len(winners),
        }

    async def announce_backlog(self, tickets: int, agents: int, seconds: float, rate: float) -> dict[str, Any]:
        """Announce that many new tickets to all agents, while people go on talking."""
        cards = self._count_messages(agents)
        for requester in range(FIRST_REQUESTER + 50_000, FIRST_REQUESTER + 50_000 + tickets):
            self._crowd.add_person(requester, f"New{requester}")
            self.people.write_text(requester, "Nothing works any more since this morning")
        await self.people.wait_until(lambda: self._count_messages(agents) > cards, "the announcements begin")
        before = self._count_messages(agents)
        result = await self._trips.run_trips(rate, seconds)
        went = self._count_messages(agents) - before
        refused = self._simulated.telegram.limits.refused
        return {**result, "announced_meanwhile": went, "refused": refused}

    def _count_messages(self, agents: int) -> int:
        chats = self._simulated.telegram.chats
        return sum(chats[p].last_id for p in range(FIRST_AGENT, FIRST_AGENT + agents))

    async def switch_limits(self, on: bool) -> dict[str, Any]:
        """Switch Telegram's rate limits on or off."""
        self._simulated.telegram.limits.switch_limits(on)
        return {"on": on}

    async def get_counts(self) -> dict[str, Any]:
        """Return the number of requests to both services so far."""
        telegram = self._simulated.telegram
        return {
            "syncs": self._simulated.board.counts["sync"],
            "comments": len(self._simulated.todoist.notes.rows),
            "calls": sum(telegram.calls.by_method.values()) - telegram.calls.by_method["getUpdates"],
            "by_method": dict(telegram.calls.by_method),
            "refused": telegram.limits.refused,
        }

    async def time_first_answer(self) -> dict[str, Any]:
        """Write a message of a new person; return how long the bot takes to answer it."""
        person = FIRST_REQUESTER + 80_000 + self._simulated.telegram.updates.last_id % 10_000
        self._crowd.add_person(person, "Nora")
        began = perf_counter()
        self.people.write_text(person, "/start")
        chat = self._simulated.telegram.chats[person]
        await self.people.wait_until(partial(_has_first_word, chat), "a first word")
        return {"seconds": round(perf_counter() - began, 2)}

    async def request_charts(self, admins: int, asked: str, rate: float, seconds: float) -> dict[str, Any]:
        """Let that many admins request charts as long as people go on talking, each the next one when theirs has
        arrived."""
        who = range(FIRST_AGENT, FIRST_AGENT + admins)
        talk = asyncio.create_task(self._trips.run_trips(rate, seconds))
        waited = await asyncio.gather(*(self._request_charts_of(person, asked, talk) for person in who))
        return {**await talk, "pictures": WaitTimes.from_seconds(list(chain.from_iterable(waited))).to_json()}

    async def _request_charts_of(self, person: int, asked: str, talk: asyncio.Task[Any]) -> list[float]:
        """Return how long each chart took that this person requested."""
        waited = [await self._time_chart(person, asked)]
        while not talk.done():
            waited.append(await self._time_chart(person, asked))
        return waited

    async def _time_chart(self, person: int, asked: str) -> float:
        chat, began = self._simulated.telegram.chats[person], perf_counter()
        last = chat.last_id
        self.people.write_text(person, f"/stats {asked}")

        def there() -> bool:
            return any(
                "photo" in chat.messages[n].body for n in range(last + 1, chat.last_id + 1) if n in chat.messages
            )

        await self.people.wait_until(there, "a picture", patience=300)
        return perf_counter() - began


def _has_first_word(chat: Any) -> bool:
    return bool(chat.last_id > 1)
