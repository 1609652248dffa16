"""The scene of a whole day: requesters write, agents take and answer in Telegram or on the board, faster than in life.

The clock of both services and of the product's processes runs up to `pace` times as fast (see `DayClock`); everybody
acts by it. What the product itself takes is not made faster, so that a second of its work is up to `pace` seconds of
the day.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from bench import day_clock
from bench.day_clock import DayClock
from bench.day_log import DayLog, find_marks
from bench.day_model import FIRST_HOUR, HOUR, HOURS, DayModel, PlannedRequest, Shift
from bench.participants import FIRST_AGENT, FIRST_REQUESTER, Participants
from bench.phones import find_number
from bench.wait_times import WaitTimes
from sandbox.servers import PROJECT_NAMES
from sandbox.telegram import perform_action
from sandbox.telegram.chats import Message, Query
from sandbox.todoist import comment_commands, task_commands

_PATIENCE, _MOMENT = 30.0, 10.0
"""Seconds of the machine's clock: so long people wait for the sign of a press, and for the card that follows it."""
_LEFT = 120.0
"""Seconds after which an agent without a card takes a request from the queue."""
_HOLDS = 3
"""Requests that an agent works on beside each other at most."""
_LOOK_SECONDS, _REACTION_SECONDS, _RESOLVES_SECONDS = 90.0, 25.0, 20.0
_ADDS_SECONDS, _CONFIRMS_SECONDS = 300.0, 600.0
_PHOTO = {"kind": "photo", "size": 180_000}
_DOCUMENT = {"kind": "document", "name": "guide.pdf", "mime": "application/pdf", "size": 250_000}


@dataclass(slots=True)
class _Request:
    """A request under way: its number once there is a receipt, its agent, and the times of the day."""

    person: int
    plan: PlannedRequest
    left: int
    mark: int = 0
    number: int = 0
    taken: float = 0.0
    answered: float = 0.0
    closed: bool = False


@dataclass(slots=True)
class _Agent:
    """An agent: cards with Take that they have seen, and what waits for their answer, the oldest first."""

    person: int
    shift: Shift
    account: str = ""
    cards: dict[int, int] = field(default_factory=dict)
    work: deque[_Request] = field(default_factory=deque)
    mine: dict[int, _Request] = field(default_factory=dict)
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class WorkingDay:
    """The scenes of the day, in this order: `begin_clock`, `open_board`, `play_day`."""

    def __init__(self, crowd: Participants) -> None:
        self._crowd, self._people, self._simulated = crowd, crowd.people, crowd.simulated
        self._model = DayModel(1)
        self._log = DayLog(crowd.simulated, self._now)
        self._clock: DayClock | None = None
        self._agents: list[_Agent] = []
        self._requests: dict[int, _Request] = {}
        self._by_mark: dict[int, _Request] = {}
        self._acts: list[asyncio.Task[None]] = []
        self.counts: dict[str, int] = {
            "requests": 0, "answers": 0, "on_board": 0, "files": 0, "notes": 0, "closed": 0, "reopened": 0, "missed": 0,
        }  # fmt: skip

    async def begin_clock(self, at: str) -> dict[str, Any]:
        """Set the clock of everybody to that moment before the day begins."""
        clock = self._simulated.clock
        assert clock.path is not None
        clock.path.parent.mkdir(parents=True, exist_ok=True)
        clock.skip_ahead(datetime.fromisoformat(at) - clock.now())
        return {"at": clock.now().isoformat()}

    async def open_board(self, agents: int) -> dict[str, str]:
        """Let the agents who answer on the board join it, as on a paid plan; return their accounts by Telegram id."""
        world = self._simulated.todoist
        world.most_collaborators = agents + 1
        project = next(row["id"] for row in world.projects.rows.values() if row["name"] == PROJECT_NAMES["en"])
        for number, shift in enumerate(self._model.plan_shifts(agents)):
            agent = _Agent(FIRST_AGENT + number, shift)
            if shift.board:
                agent.account = str(world.add_user(f"Agent{agent.person} Board")["id"])
                world.add_collaborator(project, agent.account)
            self._agents.append(agent)
        return {str(one.person): one.account for one in self._agents if one.account}

    async def list_shifts(self) -> list[list[int]]:
        """Return each agent's Telegram id with the first and the last minute of their shift, from midnight."""
        found = [(one.person, one.shift.begins, one.shift.ends) for one in self._agents]
        return [[person, *(int(at / 60) + FIRST_HOUR * 60 for at in times)] for person, *times in found]

    async def play_day(
        self, requests: int, pace: float, begins: str, database: str, hours: int = HOURS
    ) -> dict[str, Any]:
        """Play the day that starts at `begins` (ISO 8601), up to `pace` times as fast as in life; return counts and
        measurements. The clock runs as in life while jobs in the desk's `database` (a URL) wait for long.

        `hours`: fewer for a small run; the shifts stay.
        """
        clock, at = self._simulated.clock, datetime.fromisoformat(begins)
        clock.skip_ahead(max(timedelta(), at - clock.now()))
        connection, find_lag = await day_clock.connect(database)
        self._clock = DayClock(clock, at, pace, find_lag)
        self._log.begin()
        self._log.on_message = self._read_message
        running = asyncio.create_task(self._clock.run())
        try:
            await self._play(self._model.plan_requests(requests, hours), hours * HOUR)
        finally:
            running.cancel()
            for act in self._acts:
                act.cancel()
            await connection.close()
        ended = await asyncio.gather(*self._acts, return_exceptions=True)
        if failed := [one for one in ended if isinstance(one, Exception)]:
            raise LookupError(f"{len(failed)} people failed, the first: {failed[0]!r}")
        await self._wait(lambda: not self._log.count_lost(), "everything has arrived")
        return self._sum_up(hours)

    def _now(self) -> float:
        return self._clock.now() if self._clock is not None else 0.0

    async def _sleep(self, length: float) -> None:
        """Sleep for `length` seconds of the simulated day."""
        assert self._clock is not None
        await self._clock.sleep(length)

    def _start(self, act: Coroutine[Any, Any, None]) -> None:
        self._acts.append(asyncio.create_task(act))

    async def _play(self, plans: list[PlannedRequest], ends: float) -> None:
        for agent in self._agents:
            self._start(self._work(agent))
        for number, plan in enumerate(plans):
            person = FIRST_REQUESTER + number
            self._crowd.add_person(person, f"Asker{person}")
            perform_action(self._simulated.telegram, "person", {"id": person, "language_code": plan.language})
            await self._sleep(plan.at - self._now())
            self._ask(person, plan)
        await self._sleep(ends - self._now())

    # ---------------------------------------------------------------- requesters

    def _ask(self, person: int, plan: PlannedRequest) -> None:
        request = self._requests[person] = _Request(person, plan, plan.answers, next(self._people.marks))
        files = [_PHOTO] if plan.photo else []
        self._by_mark[request.mark] = request
        self._log.expect(request.mark, "request to an agent", FIRST_AGENT)
        self._log.expect(request.mark, "request on the board", 0)
        message = self._say(person, f"mark-{request.mark} {plan.words}", files=files)
        self._log.expect_receipt(person, message, "request to its receipt")
        self.counts["requests"] += 1

    def _say(self, person: int, text: str, *, to: int | None = None, files: list[dict[str, Any]] | None = None) -> int:
        held: dict[str, Any] = {"caption": text, "files": files} if files else {"text": text}
        result = perform_action(self._simulated.telegram, "message", {"person": person, "reply_to": to, **held})
        self.counts["files"] += len(files or [])
        return int(result["message_ids"][0])

    async def _add(self, request: _Request, agent: _Agent) -> None:
        """Add something after an answer, so that another one is needed."""
        await self._sleep(self._model.draw_wait(_ADDS_SECONDS))
        mark = next(self._people.marks)
        self._log.expect(mark, "added words to the agent", agent.person)
        message = self._say(request.person, f"mark-{mark} {self._model.draw_more(request.plan.language)}")
        self._log.expect_receipt(request.person, message, "added words to their sign")
        self._give_work(agent, request)

    async def _confirm(self, request: _Request, agent: _Agent) -> None:
        """Say whether it worked, if this person does."""
        ending = request.plan.ending if not request.closed else ""
        if not ending:
            return
        await self._sleep(self._model.draw_wait(_CONFIRMS_SECONDS))
        if not await self._press(request.person, f"solved:{request.number}:{ending}", "press to its sign"):
            return
        request.closed = True
        if ending == "no":
            self.counts["reopened"] += 1
            request.left = 1
            self._give_work(agent, request)
        else:
            self.counts["closed"] += 1
            if self._model.is_lucky(0.5):
                await self._sleep(10)
                await self._press(request.person, f"rate:{request.number}:5", "press to its sign")

    # --------------------------------------------------------------------- agents

    def _read_message(self, chat: int, message: Message) -> None:
        """Handle a message that the bot sent to `chat`."""
        if chat < FIRST_AGENT:
            request = self._requests.get(chat)
            if request is not None and not request.number:
                request.number = find_number(message, "cancel:")
            return
        agent = self._agents[chat - FIRST_AGENT]
        if number := find_number(message, "claim:"):
            for mark in find_marks(message):
                if mark in self._by_mark:
                    self._by_mark[mark].number = number
            agent.cards[number] = message.message_id
            agent.heard.set()
        elif number := find_number(message, "resolve:"):
            self._note_taken(agent, number)

    def _note_taken(self, agent: _Agent, number: int) -> None:
        """Note that a request has become this agent's: only on their card it can be resolved."""
        request = next((one for one in self._requests.values() if one.number == number), None)
        agent.cards.pop(number, None)
        if request is not None and not request.taken:
            request.taken = self._now()
            agent.mine[number] = request
            self._give_work(agent, request)

    def _give_work(self, agent: _Agent, request: _Request) -> None:
        agent.work.append(request)
        agent.heard.set()

    async def _work(self, agent: _Agent) -> None:
        """Work from the beginning of the shift until its end: answers first, then a card."""
        await self._sleep(agent.shift.begins - self._now())
        while self._now() < agent.shift.ends:
            if not agent.shift.is_at_work(self._now()):
                await self._sleep(60)
            elif agent.work:
                await self._answer(agent, agent.work.popleft())
            elif not await self._take(agent):
                await self._wait_for_card(agent)

    async def _wait_for_card(self, agent: _Agent) -> None:
        assert self._clock is not None
        agent.heard.clear()
        if await self._clock.wait(agent.heard, _LOOK_SECONDS):
            await self._sleep(self._model.draw_wait(_REACTION_SECONDS))

    async def _take(self, agent: _Agent) -> bool:
        """Press Take on the oldest card that still has it, or take the next one of the queue; return True if the agent
        has one request more."""
        before = len(agent.mine)
        if before >= _HOLDS:
            return False
        if card := self._find_card(agent):
            number, message = card
            await self._press(agent.person, f"claim:{number}", "press of Take to its sign", message)
            agent.cards.pop(number, None)
            await self._wait_a_moment(lambda: len(agent.mine) > before or message.has_button(f"open:{number}"))
        elif any(one.number and not one.taken and self._now() - one.plan.at > _LEFT for one in self._requests.values()):
            chat = self._simulated.telegram.chats[agent.person]
            said = self._people.write_text(agent.person, "/next")
            await self._wait_a_moment(lambda: len(agent.mine) > before or chat.last_id > said)
        return len(agent.mine) > before

    def _find_card(self, agent: _Agent) -> tuple[int, Message] | None:
        chat = self._simulated.telegram.chats[agent.person]
        for number, message_id in sorted(agent.cards.items()):
            message = chat.find_message(message_id)
            if message is not None and message.has_button(f"claim:{number}"):
                return number, message
            del agent.cards[number]
        return None

    async def _wait_a_moment(self, seen: Callable[[], bool]) -> None:
        with suppress(TimeoutError):
            await self._people.wait_until(seen, "a card", patience=_MOMENT)

    async def _answer(self, agent: _Agent, request: _Request) -> None:
        """Work on a request and answer; after its last answer resolve it, otherwise the requester adds something."""
        await self._sleep(self._model.draw_work())
        if request.plan.noted and not request.answered:
            self._reply(agent, request, f"// mark-{next(self._people.marks)} has been seen before")
            self.counts["notes"] += 1
        mark = next(self._people.marks)
        text = f"mark-{mark} {self._model.draw_reply(request.plan.language)}"
        if not self._comment(agent, request, mark, text):
            self._log.expect(mark, "answer in Telegram to the requester", request.person)
            self._log.expect(mark, "answer in Telegram to the board", 0)
            files = [_DOCUMENT] if self._model.is_lucky(0.06) else []
            self._reply(agent, request, text, files=files)
        self.counts["answers"] += 1
        request.answered = request.answered or self._now()
        request.left -= 1
        if request.left > 0:
            self._start(self._add(request, agent))
            return
        await self._sleep(self._model.draw_wait(_RESOLVES_SECONDS))
        await self._resolve(agent, request)
        self._start(self._confirm(request, agent))

    def _comment(self, agent: _Agent, request: _Request, mark: int, text: str) -> bool:
        """Answer on the board, if the agent does and the board has the task."""
        task = self._log.tasks.get(request.number)
        if not agent.account or task is None:
            return False
        self._log.expect(mark, "answer on the board to the requester", request.person)
        comment_commands.add_comment(self._simulated.todoist, agent.account, {"content": text, "item_id": task})
        self.counts["on_board"] += 1
        return True

    def _reply(self, agent: _Agent, request: _Request, text: str, files: list[dict[str, Any]] | None = None) -> None:
        card = self._people.find_button(agent.person, f"resolve:{request.number}")
        if card is None:
            self.counts["missed"] += 1
        else:
            self._say(agent.person, text, to=card.message_id, files=files)

    async def _resolve(self, agent: _Agent, request: _Request) -> None:
        """Resolve with the button, or on the board by completing the task."""
        task = self._log.tasks.get(request.number)
        agent.mine.pop(request.number, None)
        if agent.account and task is not None and self._model.is_lucky(0.7):
            task_commands.close_task(self._simulated.todoist, agent.account, {"id": task})
        else:
            await self._press(agent.person, f"resolve:{request.number}", "press to its sign")

    async def _press(self, person: int, data: str, kind: str, message: Message | None = None) -> bool:
        """Press a button and wait for its sign; return False if there is no such button, or nothing comes."""
        message = message or self._people.find_button(person, data)
        if message is None:
            return False
        began = perf_counter()
        self._people.press_button(person, data)
        query: Query = self._simulated.telegram.people[person].presses[-1]
        if not await self._wait(lambda: query.query_id in self._log.signed, data):
            return False
        self._log.add_wait(kind, began)
        return True

    async def _wait(self, seen: Any, what: str) -> bool:
        try:
            await self._people.wait_until(seen, what, patience=_PATIENCE)
        except TimeoutError:
            self.counts["missed"] += 1
            return False
        return True

    # ------------------------------------------------------------------- figures

    def _sum_up(self, hours: int) -> dict[str, Any]:
        assert self._clock is not None
        asked = list(self._requests.values())
        quarter = max(self._log.board.values(), default=0)
        return {
            "counts": self.counts,
            "seconds": round(self._clock.lasted),
            "open": sum(not one.answered for one in asked),
            "waits": self._log.get_waits(),
            "lost": dict(self._log.count_lost()),
            "sends_a_minute": max(self._log.sends.values(), default=0),
            "sends": self._log.sends.total(),
            "board": {"changes": self._log.board.total(), "quarter": quarter, "by_people": self._log.by_people},
            "syncs": self._simulated.board.counts["sync"],
            "to_take": _format_times([one.taken - one.plan.at for one in asked if one.taken]),
            "to_answer": _format_times([one.answered - one.plan.at for one in asked if one.answered]),
            "sounds": [
                self._log.sounds[one.person, hour] for one in self._agents for hour in one.shift.list_hours(hours)
            ],
            "silent": self._log.silent,
        }


def _format_times(seconds: list[float]) -> dict[str, float]:
    """Return p50 and p95 in minutes."""
    waits = WaitTimes.from_seconds(seconds)
    return {"p50": round(waits.p50 / 60_000, 1), "p95": round(waits.p95 / 60_000, 1)}
