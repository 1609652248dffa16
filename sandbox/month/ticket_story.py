"""One ticket of the demo's finished month: who does what to it and when, drawn by lot.

Yields steps only: must not know how they are carried out, nor any table.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from desk import Desk, ratings
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.metrics.use_counting import UseKind
from desk.requests import drafts
from desk.text import RichText
from desk.tickets import assignment, closing, escalation, fields, lifecycle, promises
from sandbox.month.texts import AGENTS, ASIDES, PLACES, TOPICS

SILENCE: Final = timedelta(days=5)
"""Before the month's end; a ticket resolved later is not left to be closed without an answer."""
_HURRY: Final = timedelta(hours=60)
_LAST_MINUTES: Final = timedelta(minutes=30)
_MORNING, _EVENING = 9, 21


@dataclass(frozen=True, slots=True)
class Step:
    """At that moment a person (by name) uses the bot in this way, and the operation is carried out."""

    at: datetime
    who: str
    kind: UseKind
    name: str
    verb: Callable[[Desk], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """A request to be played; `category`: the topic's id, `telegram`: the agents' Telegram ids by name."""

    requester: str
    language: str
    topic: str
    category: int
    filed_at: datetime
    ends_at: datetime
    telegram: dict[str, int]


Steps = Generator[Step, Any, None]


class TicketStory:
    """Plays one ticket step by step; each step is answered with the result of its operation."""

    def __init__(self, asked: StoryRequest, random: Random) -> None:
        self._asked, self._random, self._at = asked, random, asked.filed_at
        self._number = 0

    def make_steps(self) -> Steps:
        """Yield all steps, in the order of time."""
        random, asked = self._random, self._asked
        question, answer = random.choice(TOPICS[asked.topic][asked.language])
        words = f"{question} {random.choice(PLACES[asked.language])}" if random.random() < 0.7 else question
        filed = yield self._words(
            asked.requester, lambda desk: drafts.start_request(desk, [_make_entry(words)], at_once=True)
        )
        self._number = filed.number
        if random.random() < 0.75:
            yield self._press(asked.requester, "cat", self._categorise, minutes=0.3)
        if random.random() < 0.05:
            yield self._press(asked.requester, "cancel", lambda desk: closing.cancel(desk, self._number), minutes=15)
            return
        agent = random.choices(list(AGENTS), list(AGENTS.values()))[0]
        agent = yield from self._take_ticket(agent)
        yield from self._work_on_ticket(agent, answer)
        yield from self._end_ticket(agent)

    def _take_ticket(self, agent: str) -> Generator[Step, Any, str]:
        random, number = self._random, self._number
        self._wait_for_day()
        yield self._press(agent, "claim", lambda desk: assignment.claim(desk, number), minutes=22)
        if random.random() < 0.4:
            priority = random.choices((1, 2, 4), (1, 5, 4))[0]
            yield self._press(agent, "prio", lambda desk: fields.prioritise(desk, number, priority), minutes=1)
        yield self._press(agent, "cat", self._categorise, minutes=1)
        if random.random() < 0.09:
            other = random.choice([name for name in AGENTS if name != agent])
            telegram = self._asked.telegram[other]
            yield self._press(agent, "give", lambda desk: assignment.hand_over(desk, number, telegram), minutes=9)
            return other
        return agent

    def _work_on_ticket(self, agent: str, answer: str) -> Steps:
        random, number, requester = self._random, self._number, self._asked.requester
        if random.random() < 0.3:
            yield self._reply(agent, self._make_aside("which"), minutes=12)
            if random.random() < 0.5:
                yield self._press(agent, "pending", lambda desk: lifecycle.set_pending(desk, number), minutes=2)
            yield self._words(
                requester, lambda desk: thread.add_comment(desk, number, self._make_aside("more")), minutes=50
            )
        if random.random() < 0.12:
            yield self._words(agent, lambda desk: thread.add_note(desk, number, self._make_aside("note")), minutes=6)
        if random.random() < 0.1:
            hours = random.randint(3, 20)
            promise = lambda desk: promises.promise_time(desk, number, _round_to_hour(desk.now, hours))  # noqa: E731
            yield self._command(agent, "promise", promise, minutes=4)
        if random.random() < 0.06:
            yield self._command(
                agent, "hold", lambda desk: thread.put_on_hold(desk, number, self._get_aside("waits")), minutes=20
            )
            self._let_time_pass(minutes=400)
            yield self._press(agent, "progress", lambda desk: lifecycle.start_progress(desk, number), minutes=30)
        if random.random() < 0.04:
            yield self._command(
                agent, "escalate", lambda desk: escalation.escalate(desk, number, self._get_aside("older"))
            )
        self._let_time_pass(minutes=1500 if random.random() < 0.12 else 75)
        self._wait_for_day()
        yield self._reply(agent, _make_entry(answer), minutes=10)

    def _end_ticket(self, agent: str) -> Steps:
        random, number, asked = self._random, self._number, self._asked
        yield self._press(agent, "resolve", lambda desk: lifecycle.resolve(desk, number), minutes=6)
        if random.random() < 0.09:
            yield self._press(asked.requester, "solved", lambda desk: closing.deny(desk, number), minutes=40)
            self._wait_for_day()
            yield self._reply(agent, self._make_aside("again"), minutes=25)
            yield self._press(agent, "resolve", lambda desk: lifecycle.resolve(desk, number), minutes=80)
        if random.random() < 0.35 and self._at < asked.ends_at - SILENCE:
            return
        yield self._press(asked.requester, "solved", lambda desk: closing.confirm(desk, number), minutes=70)
        if random.random() < 0.62:
            yield from self._rate_ticket()

    def _rate_ticket(self) -> Steps:
        random, number, requester = self._random, self._number, self._asked.requester
        stars = random.choices((5, 4, 3, 2, 1), (52, 30, 10, 5, 3))[0]
        yield self._press(requester, "rate", lambda desk: ratings.rate_solution(desk, number, stars), minutes=0.5)
        if random.random() < 0.6:
            of_agent = min(5, stars + random.randint(0, 1))
            yield self._press(requester, "rate_agent", lambda desk: ratings.rate_agent(desk, number, of_agent))
        if random.random() < 0.2:
            word = self._get_aside("praise" if stars > 3 else "blame")
            yield self._words(requester, lambda desk: ratings.add_rating_words(desk, number, word), minutes=1)

    # the parts of a step

    @property
    def _is_hurried(self) -> bool:
        return self._asked.ends_at - self._at < _HURRY

    def _press(self, who: str, name: str, verb: Any, *, minutes: float = 3) -> Step:
        return self._step(who, UseKind.BUTTON, name, verb, minutes)

    def _command(self, who: str, name: str, verb: Any, *, minutes: float = 3) -> Step:
        return self._step(who, UseKind.COMMAND, name, verb, minutes)

    def _words(self, who: str, verb: Any, *, minutes: float = 0) -> Step:
        return self._step(who, UseKind.MESSAGE, "", verb, minutes)

    def _reply(self, who: str, said: NewEntry, *, minutes: float) -> Step:
        return self._words(who, lambda desk: thread.add_reply(desk, self._number, said), minutes=minutes)

    def _step(self, who: str, kind: UseKind, name: str, verb: Any, minutes: float) -> Step:
        self._let_time_pass(minutes)
        return Step(self._at, who, kind, name, verb)

    def _categorise(self, desk: Desk) -> Awaitable[Any]:
        return fields.categorise(desk, self._number, self._asked.category)

    def _let_time_pass(self, minutes: float) -> None:
        """Let that long pass on average, and less before the month's end."""
        if minutes:
            mean = min(minutes, 20) if self._is_hurried else minutes
            later = self._at + timedelta(seconds=1 + round(self._random.expovariate(1 / (mean * 60))))
            last = max(self._asked.ends_at - _LAST_MINUTES, self._at + timedelta(seconds=5))
            self._at = min(later, last)

    def _wait_for_day(self) -> None:
        """Wait for the morning: nobody answers at night."""
        if not self._is_hurried and not _MORNING <= self._at.hour < _EVENING:
            days = 1 if self._at.hour >= _EVENING else 0
            morning = self._at.replace(hour=_MORNING, minute=0, second=0) + timedelta(days=days)
            self._at = morning + timedelta(seconds=self._random.randrange(3600))

    def _get_aside(self, aside: str) -> str:
        return ASIDES[aside][self._asked.language]

    def _make_aside(self, aside: str) -> NewEntry:
        return _make_entry(self._get_aside(aside))


def _make_entry(words: str) -> NewEntry:
    return NewEntry(RichText(words))


def _round_to_hour(now: datetime, hours: int) -> datetime:
    return now.replace(minute=0, second=0) + timedelta(hours=hours)
