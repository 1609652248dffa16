"""What people do in a day, decided by a seed and by what they see: in Telegram and on the board, both at once."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tests.chaos.cast import APART, CATEGORIES, GUS, NORA, SEAN, Cast, buttons
from tests.chaos.city import FORUM, City, now
from tests.chaos.ledger import Ledger, Means, Word

Row = dict[str, Any]
_TAILS = (
    "the upload of the second file fails here",
    "nothing happens when I press it",
    "it says *time is up* and <b>stops</b>",
    "we are in room 4_12, second floor",
    "please have a look at it today",
    "и ещё раз, файл не открывается",
)
_CABLING = "cabling of the hall"
_NUMBER = re.compile(r"#(\d+)")
_FEW_STARS = re.compile("★+ (from|от) ")  # what is said to these stays inside
_SECTIONS = ("New", "Assigned", "In progress", "Pending", "On hold", "Resolved", "Reopened")
_DUES = 4  # of one account; above five in ten minutes somebody is asked
_STATUS = ("progress", "pending", "hold", "resolve", "resolve", "reopen", "release")


class Day:
    """One day's acts. Each is one message, press or change; what is not possible any more is left."""

    def __init__(self, city: City, cast: Cast, seed: int) -> None:
        self._city = city
        self._cast = cast
        self._dice = random.Random(f"day {seed}")
        self.ledger = Ledger()
        self._away: dict[str, str] = {}
        self._dues: Counter[str] = Counter()

    async def pass_by(self, seconds: float, *, pause: float) -> None:
        """Act until the day is over, on average every `pause` seconds."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            await self.act()
            await asyncio.sleep(min(self._dice.expovariate(1 / pause), 5 * pause))

    async def act(self) -> None:
        """One act of somebody."""
        acts, weights = zip(*self._acts(), strict=True)
        await self._dice.choices(acts, weights)[0]()
        self.ledger.acts += 1

    def _acts(self) -> list[tuple[Callable[[], Awaitable[None]], float]]:
        return [
            (self._asks, 14),
            (self._adds, 16),
            (self._requester_presses, 6),
            (self._takes, 12),
            (self._answers, 16),
            (self._answers_in_topic, 8),
            (self._agent_presses, 9),
            (self._commands, 6),
            (self._merges, 3),
            (self._splits, 2),
            (self._comments, 18),
            (self._edits_words, 6),
            (self._drags, 7),
            (self._edits_task, 9),
            (self._ticks, 4),
            (self._adds_task, 1),
            (self._takes_away, 2),
            (self._sets_due, 3),
            (self._deletes_task, 1),
        ]

    # ------------------------------------------------------------- requesters

    async def _asks(self) -> None:
        person = self._dice.choice(self._cast.requesters)
        before = "/new " if self._dice.random() < 0.4 else ""
        await self._say(person, Means.ASKED, before=before)

    async def _adds(self) -> None:
        """A reply to something the bot said about a ticket."""
        person = self._dice.choice(self._cast.requesters)
        if message := self._message(person, lambda m: bool(_NUMBER.search(_text(m)))):
            await self._say(person, Means.ASKED, to=message["message_id"])

    async def _requester_presses(self) -> None:
        person = self._dice.choice(self._cast.requesters)
        wanted = ("solved:", "solved:", "rate:", "rate_agent:", "cat:", "send:", "cancel:", "reopen:", "to:", "nowait:")
        await self._press(person, self._dice.choice(wanted), but=("to:new",))

    # ----------------------------------------------------------------- agents

    async def _takes(self) -> None:
        await self._press(self._dice.choice(self._cast.staff), "claim:")

    async def _answers(self) -> None:
        """A reply to a card or to what was passed on: an answer, or a note."""
        person = self._dice.choice(self._cast.staff)
        means = Means.NOTED if self._dice.random() < 0.25 else Means.ANSWERED
        message = self._message(person, lambda m: bool(_NUMBER.search(_text(m))) and bool(buttons(m)))
        if message is not None:
            means = Means.NOTED if _FEW_STARS.match(_text(message)) else means
            before = "// " if means is Means.NOTED else ""
            await self._say(person, means, to=message["message_id"], before=before)

    async def _answers_in_topic(self) -> None:
        """A line in the topic of a ticket that the desk knows as its own."""
        person = self._dice.choice(self._cast.staff)
        found = [(key, one.name) for key, one in self._city.topics().items() if not self._apart(one.name)][-12:]
        topic, name = self._dice.choice(found) if found else (0, "")
        if not topic or self._is_staffs(int(_NUMBER.findall(name)[0])) or not await self._is_known(topic):
            return
        means = Means.NOTED if self._dice.random() < 0.25 else Means.ANSWERED
        mark = self.ledger.mark()
        text = f"{'// ' if means is Means.NOTED else ''}{mark} {self._dice.choice(_TAILS)}"
        given = {"person": person, "chat": FORUM, "topic": topic, "text": text}
        done = await self._city.telegram.do("message", **given)
        self.ledger.words.append(Word(mark, person, means, int(done["message_ids"][0]), to=topic, there=FORUM))

    async def _is_known(self, topic: int) -> bool:
        """Whether the desk has stored whose topic it is; one it has not is told that nothing was sent."""
        known = text("select 1 from messages where chat_id = :chat and message_id = :topic")
        with suppress(SQLAlchemyError, OSError):
            async with self._city.database.sessions() as session:
                return await session.scalar(known, {"chat": FORUM, "topic": topic}) is not None
        return False

    async def _agent_presses(self) -> None:
        person = self._dice.choice(self._cast.staff)
        wanted = ("pending:", "resolve:", "release:", "hand:", "give:", "to:", "open:", "canwait:", "gone:", "alike:")
        wanted = (*wanted, "join:", "also_to:", "also_to:", "leave:")
        await self._press(person, self._dice.choice(wanted), but=("to:new", "to:none"))

    async def _commands(self) -> None:
        number = self._number()
        if number is None:
            return
        line = self._dice.choice(
            (
                f"/priority {number} {self._dice.randint(1, 4)}",
                f"/category {number} {self._dice.choice(CATEGORIES)}",
                f"/{self._dice.choice(_STATUS)} {number}",
                f"/claim {number}",
                f"/promise {number} in {self._dice.randint(2, 30)} hours",
                f"/promise {number} off",
                f"/escalate {number} it is urgent",
                f"/deescalate {number}",
                f"/note {number} ",
            )
        )
        person = self._dice.choice(self._cast.staff)
        if line.startswith("/note") and not self._is_staffs(number):
            await self._say(person, Means.NOTED, before=line)
        elif not line.startswith(
            ("/hold", "/note")
        ):  # the reason is asked for: what is said next would be taken for it
            await self._city.telegram.do("message", person=person, text=line)

    async def _merges(self) -> None:
        """Two requests of one person become one, or are taken apart again."""
        person, agent = self._dice.choice(self._cast.requesters), self._dice.choice(self._cast.staff)
        if person not in self._city.telegram_world.people:
            return
        said = " ".join(_text(message) for message in self._city.from_bot(person)[-15:])
        numbers = sorted({int(n) for n in _NUMBER.findall(said)} - self.ledger.apart)
        if len(numbers) < 2:
            return
        one, other = self._dice.sample(numbers, 2)
        text = f"/unmerge {one}" if self._dice.random() < 0.3 else f"/merge {one} into {other}"
        await self._city.telegram.do("message", person=agent, text=text)

    async def _splits(self) -> None:
        """A message of a requester's becomes a ticket of its own."""
        agent = self._dice.choice(self._cast.staff)
        if message := self._message(agent, lambda m: bool(re.match(r"#\d+ · ", _text(m)))):
            await self._city.telegram.do("message", person=agent, text="/split", reply_to=message["message_id"])

    # -------------------------------------------------------------- the board

    async def _comments(self) -> None:
        task, by = self._task(), self._account()
        if task is None:
            return
        means = Means.NOTED if self._dice.random() < 0.3 else Means.ANSWERED
        mark = self.ledger.mark()
        text = f"{'// ' if means is Means.NOTED else ''}{mark} {self._dice.choice(_TAILS)}"
        done = await self._board("comment/add", by, task_id=task["id"], content=text)
        if done is not None:
            self.ledger.words.append(Word(mark, by, means, str(done["id"]), task=task["id"]))

    async def _edits_words(self) -> None:
        """Somebody edits what they wrote, in Telegram or on the board."""
        words = [one for one in self.ledger.words if one.said and one.by not in (*APART, NORA, SEAN, GUS)]
        if not words:
            return
        word, ending = self._dice.choice(words[-20:]), f"edited {self._dice.randrange(10_000)}"
        text = f"{'// ' if word.means is Means.NOTED else ''}{word.mark} {ending}"
        if isinstance(word.by, str):
            done = await self._board("comment/update", word.by, id=word.said, content=text)
        else:
            where = {"person": word.by, "chat": word.there, "message_id": word.said}
            done = await self._city.try_to(self._city.telegram, "edit", **where, text=text)
        if done is not None:
            self.ledger.edited[word.mark] = ending

    async def _drags(self) -> None:
        if task := self._task(live=True):
            wanted = self._dice.choice(_SECTIONS)
            section = next(one for one, name in self._city.sections().items() if name == wanted)
            await self._board("task/move", self._account(), id=task["id"], section_id=section)

    async def _edits_task(self) -> None:
        task = self._task(live=True)
        if task is None:
            return
        labels = [*CATEGORIES, "Access_cards", "vip", "late", "escalated"]
        people: list[str | None] = [None, *self._cast.board.values()]
        change: Row = self._dice.choice(
            [
                {"priority": self._dice.randint(1, 4)},
                {"content": f"#{_NUMBER.findall(task['content'])[0]} renamed {self._dice.randrange(1000)}"},
                {"content": f"renamed {self._dice.randrange(1000)}"},
                {"labels": self._dice.sample(labels, self._dice.randint(0, 3))},
                {"responsible_uid": self._dice.choice(people)},
                {"responsible_uid": self._dice.choice(people)},
                {"description": task["description"] + f"\nmine {self._dice.randrange(1000)}"},
            ]
        )
        await self._board("task/update", self._account(), id=task["id"], **change)

    async def _ticks(self) -> None:
        done = self._dice.random() < 0.4
        found = [t for t in self._tasks() if bool(t.get("checked")) is done]
        if found:
            verb = "task/uncomplete" if done else "task/complete"
            await self._board(verb, self._account(), id=self._dice.choice(found)["id"])

    async def _adds_task(self) -> None:
        project = next(p["id"] for p in self._city.service.world.projects.rows.values() if p["name"] == "Support")
        content = f"{self.ledger.mark()} {_CABLING}"
        await self._board("task/add", self._account(), content=content, project_id=project)

    async def _takes_away(self) -> None:
        """Somebody moves a task to a project of their own; the next to do so moves it back instead."""
        if self._away:
            await self.brings_back()
        elif task := self._task(live=True):
            by = self._account()
            inbox = self._city.service.world.accounts[by].user["inbox_project_id"]
            if await self._board("task/move", by, id=task["id"], project_id=inbox) is not None:
                self._away[task["id"]] = by

    async def _sets_due(self) -> None:
        """Of as many as may be moved without a question."""
        task, by = self._task(live=True), self._account()
        if task is None or self._dues[by] >= _DUES:
            return
        at = now() + timedelta(hours=self._dice.randint(2, 60))
        due = self._dice.choice([{"date": f"{at:%Y-%m-%dT%H:%M:%SZ}"}, {"date": f"{at:%Y-%m-%d}"}, None])
        self._dues[by] += 1
        await self._board("task/update", by, id=task["id"], due=due)

    async def _deletes_task(self) -> None:
        """One under which nobody has written: what nobody has read goes with it."""
        task = self._task(live=True)
        if task is not None and all(word.task != task["id"] for word in self.ledger.words):
            await self._board("task/delete", self._account(), id=task["id"])

    async def brings_back(self) -> None:
        """What was moved away stands in the project again, in no section."""
        project = next(p["id"] for p in self._city.service.world.projects.rows.values() if p["name"] == "Support")
        for task, by in list(self._away.items()):
            await self._board("task/move", by, id=task, project_id=project)
            del self._away[task]

    async def _board(self, verb: str, by: str, **arguments: Any) -> Any:
        return await self._city.try_to(self._city.todoist, verb, **{"as": by, **arguments})

    # ------------------------------------------------------------------ parts

    async def _say(self, person: int, means: Means, *, to: int | None = None, before: str = "") -> None:
        mark = self.ledger.mark()
        text = f"{before}{mark} {self._dice.choice(_TAILS)}"
        done = await self._city.telegram.do("message", person=person, text=text, reply_to=to)
        self.ledger.words.append(Word(mark, person, means, int(done["message_ids"][0]), to=to))

    async def _press(self, person: int, prefix: str, *, but: tuple[str, ...] = ()) -> None:
        """Press one of the newest buttons that begin so."""
        found = [
            (message["message_id"], data)
            for message in self._city.from_bot(person)[-15:]
            for data in buttons(message)
            if data.startswith(prefix) and data not in but and not self._names_apart(data)
        ]
        if found:
            message_id, data = self._dice.choice(found[-4:])
            await self._city.try_to(self._city.telegram, "press", person=person, message_id=message_id, data=data)

    def _message(self, person: int, fits: Callable[[Row], bool]) -> Row | None:
        if person not in self._city.telegram_world.people:
            return None
        found = [m for m in self._city.from_bot(person)[-12:] if fits(m) and not self._apart(_text(m))]
        return self._dice.choice(found) if found else None

    def _number(self) -> int | None:
        found = [int(n) for task in self._tasks() for n in _NUMBER.findall(task["content"])[:1]]
        return self._dice.choice(found) if found else None

    def _is_staffs(self, number: int) -> bool:
        """Whether it began as a task that somebody added: in their own nobody writes notes."""
        return any(_CABLING in t["content"] for t in self._tasks() if t["content"].startswith(f"#{number} "))

    def _task(self, *, live: bool = False) -> Row | None:
        found = [one for one in self._tasks() if not (live and one.get("checked"))]
        return self._dice.choice(found[-12:]) if found else None

    def _tasks(self) -> list[Row]:
        """The desk's tasks, without those of the scenes."""
        found = [one for one in self._city.tasks() if one["id"] not in self._away]
        return [one for one in found if not self._apart(one["content"])]

    def _apart(self, text: str) -> bool:
        """Whether a text is about a ticket of the scenes."""
        return any(int(n) in self.ledger.apart for n in _NUMBER.findall(text)[:1])

    def _names_apart(self, data: str) -> bool:
        """Whether a button is about such a ticket; `join:3:7` is about both, it does to #7 what words do."""
        named = re.findall(r":(\d+)", data)
        return any(int(n) in self.ledger.apart for n in (named if data.startswith("join:") else named[:1]))

    def _account(self) -> str:
        return self._dice.choice(list(self._cast.board.values()))


def _text(message: Row) -> str:
    return str(message.get("text", message.get("caption", "")))
