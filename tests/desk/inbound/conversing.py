"""The driver of `dialogues.txt`: conversations of two to five turns, each in its scene, and what came of each turn.

A line is `scene | turn | turn …`. A turn of the requester is `words => outcome`: `/` between outcomes that are each
right, `+` between those that all have to be. A turn that begins with `@` is an agent's (`@1 words`: the first one
answers), with `!` an act (`!resolve`, `!claim`, `!yes`, `!stars 5`), with `>` a press under the newest question
(`>1`, `>2`: the requests; `>new`, `>none`), with `+` the first words of a further request, with `~` hours that pass.
`^` before words makes them a reply to the last answer, `?` one to the newest question. Staff scenes begin with
`staff`: there each turn of words is the agent's.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.models import Entry, EntryKind, Question, Role, Status, Ticket
from desk import ratings
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import receiver
from desk.inbound.routing_types import AskedFor, Received
from desk.questions import answer_buttons
from desk.text import RichText
from desk.tickets import assignment, closing, lifecycle
from tests.desk.stage import Someone, Stage
from tests.sql import sole

_FIRST, _SECOND = "The scanner in room 5 is jammed", "The projector of hall 2 stays dark"
_STATUSES = frozenset(Status)
_ACTS: dict[str, Callable[..., Awaitable[Any]]] = {
    "claim": assignment.claim, "resolve": lifecycle.resolve, "pending": lifecycle.set_pending,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """Words or an act, and the outcomes that are right: one of `right`, each a set of which all must be."""

    said: str
    right: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A line of the file."""

    scene: str
    turns: tuple[Turn, ...]

    @property
    def id(self) -> str:
        """Return how a test report names it."""
        return " | ".join([self.scene, *(turn.said for turn in self.turns)])


def read_dialogues(path: Path) -> Iterator[Dialogue]:
    """Yield the dialogues of a file."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield read_line(line)


def read_line(line: str) -> Dialogue:
    """Return the dialogue of a line."""
    scene, *turns = (part.strip() for part in line.split(" | "))
    return Dialogue(scene, tuple(map(_read_turn, turns)))


def _read_turn(part: str) -> Turn:
    said, _, right = part.partition("=>")
    ways = (frozenset(one.strip() for one in way.split("+")) for way in right.split("/") if way.strip())
    return Turn(said.strip().replace("\\n", "\n"), tuple(ways))


@dataclass(slots=True)
class Seen:
    """What can be seen of a desk: statuses, drafts, open questions, how many letters each person has."""

    statuses: dict[int, str] = field(default_factory=dict)
    asked: dict[int, tuple[str, Any]] = field(default_factory=dict)
    letters: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


class Conversation:
    """One dialogue on a desk: Rita asks, Olga and Ivan answer."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.rita = self.olga = self.ivan = Someone(0, 0)
        self.numbers: list[int] = []
        self._last_answer: int | None = None

    async def begin(self, scene: str) -> None:
        """Bring everybody into the scene; `~26` behind it: so many hours ago."""
        name, _, hours = scene.partition("~")
        self.olga = await self.stage.person("Olga", Role.AGENT)
        self.ivan = await self.stage.person("Ivan", Role.AGENT)
        role = Role.AGENT if name.startswith("staff") else Role.REQUESTER
        self.rita = await self.stage.person("Rita", Role.REQUESTER) if role is Role.REQUESTER else self.olga
        await _SCENES[name](self)
        self.stage.later(hours=float(hours or 0))
        if hours:
            await self.stage.ticks()
        await self.stage.sent()

    async def file(self, text: str, agent: Someone) -> None:
        """File a request that the agent takes."""
        number = await self.stage.files(self.rita, text)
        self.numbers.append(number)
        await self.stage.shown(agent, f"card:{number}", number)
        await self.act(agent, "claim", number)
        self.stage.later(minutes=3)

    async def act(self, who: Someone, name: str, number: int) -> None:
        """Do what a button does."""
        await self.stage.does(who, _ACTS[name], number)
        self.stage.later(seconds=30)
        await self.stage.ticks()

    async def answer(self, who: Someone, number: int, text: str) -> None:
        """Let an agent answer."""
        said = NewEntry(RichText(text))
        entry = await self.stage.does(who, thread.add_reply, number, said)
        self._last_answer = await self.stage.shown(self.rita, f"entry:{entry.id}", number, entry_id=entry.id)
        self.stage.later(seconds=20)

    async def take(self, turn: Turn) -> set[str]:
        """Let the turn happen; return its outcomes."""
        said = turn.said
        if said.startswith("~"):
            self.stage.later(hours=float(said[1:]))
            await self.stage.ticks()
        elif said.startswith("@"):
            which = int(said[1]) - 1
            await self.answer((self.olga, self.ivan)[which], self.numbers[which], said[2:].strip())
        elif said.startswith("!"):
            await self._act_in_turn(said[1:])
        elif said.startswith("+"):
            heard = await self.stage.does(
                self.rita, receiver.begin_request, self.stage.message(self.rita, said[1:].strip())
            )
            self.numbers.append(heard.number)
        elif said.startswith(">"):
            await self._press(said[1:])
        else:
            return await self._say(said)
        await self.stage.sent()
        return set()

    async def _act_in_turn(self, what: str) -> None:
        name, _, value = what.partition(" ")
        number = self.numbers[0]
        if name == "yes":
            await self.stage.does(self.rita, closing.confirm, number)
        elif name == "stars":
            await self.stage.does(self.rita, ratings.rate_solution, number, int(value))
        else:
            await self.act(self.olga, name, self.numbers[int(value or 1) - 1])
        self.stage.later(seconds=10)

    async def _press(self, which: str) -> None:
        newest = await self._find_newest()
        special = {"new": answer_buttons.NEW_REQUEST, "none": answer_buttons.NOWHERE}
        choice = special.get(which) or answer_buttons.ToTicket(self.numbers[int(which) - 1])
        await self.stage.does(self.rita, answer_buttons.answer_question, newest, choice)
        self.stage.later(seconds=10)

    async def _find_newest(self) -> int:
        theirs = select(Question.id).where(Question.person_id == self.rita.id, Question.closed_at.is_(None))
        return await sole(self.stage, theirs.order_by(Question.id.desc()).limit(1))

    async def _say(self, said: str) -> set[str]:
        before = await self._look()
        reply = self._last_answer if said.startswith("^") else None
        if said.startswith("?"):
            asked = await self._find_newest()
            reply = await self.stage.shown(self.rita, f"question:{asked}", question_id=asked)
        text = said.removeprefix("^").removeprefix("?").strip()
        heard = await self.stage.says(self.rita, text, reply_to_message_id=reply)
        outcomes = await self._compare(text, heard, before, await self._look())
        await self.stage.sent()
        self.stage.later(seconds=10)
        return outcomes

    async def _look(self) -> Seen:
        seen = Seen()
        async with self.stage.database.sessions() as session:
            for ticket in await session.scalars(select(Ticket)):
                seen.statuses[ticket.number] = "draft" if ticket.is_draft else ticket.status.value
            for question in await session.scalars(select(Question).where(Question.person_id == self.rita.id)):
                if question.answered_at is None and question.closed_at is None:
                    seen.asked[question.id] = (question.kind.value, question.asked_at)
        for who in (self.rita, self.olga, self.ivan):
            seen.letters[who.id] = list(await self.stage.letters(who))
        return seen

    async def _compare(self, text: str, heard: Received, before: Seen, after: Seen) -> set[str]:
        found = {heard.destination.value}
        for number, status in after.statuses.items():
            if before.statuses.get(number) not in (status, None):
                found |= {f"{status}{self._place(number)}"}
            if number not in before.statuses:
                found |= {"new"}
        found |= {f"asks {kind}" for key, (kind, at) in after.asked.items() if before.asked.get(key) != (kind, at)}
        found |= {f"ends {kind}" for key, (kind, _) in before.asked.items() if key not in after.asked}
        told = {who: after.letters[who.id][len(before.letters[who.id]) :] for who in (self.olga, self.ivan)}
        mine = after.letters[self.rita.id][len(before.letters[self.rita.id]) :]
        found |= {letter["slot"].split(":")[0] for letter in mine if letter["type"] == "show"}
        found |= {letter["key"] for letter in mine if letter["type"] == "say"}
        found |= await self._find_words(text, told)
        others = [x for who in told if who != self.rita for x in told[who] if x["type"] != "show" or x.get("fresh")]
        if not others and not found & {"new", "asks which_ticket", "asks close", "draft"}:
            found.add("quiet")
        if heard.asked_for is AskedFor.CLOSE and not found & {"cancelled", "cancelled2", "closed", "closed2"}:
            found.add("kept")
        return found | await self._find_rating()

    def _place(self, number: int) -> str:
        at = self.numbers.index(number) if number in self.numbers else 0
        return "" if at == 0 else str(at + 1)

    async def _find_words(self, text: str, told: dict[Someone, list[dict[str, Any]]]) -> set[str]:
        found = set()
        async with self.stage.database.sessions() as session:
            for entry in await session.scalars(select(Entry).where(Entry.withdrawn_at.is_(None))):
                if text not in entry.body or entry.ticket_id is None or entry.small_talk:
                    continue
                ticket = await session.get_one(Ticket, entry.ticket_id)
                at = self.numbers.index(ticket.number) + 1 if ticket.number in self.numbers else 0
                if ticket.is_draft:
                    found.add("joins")
                elif entry.kind is EntryKind.REPLY:
                    found.add("answers")
                elif entry.kind is EntryKind.NOTE:
                    found.add("notes")
                elif (
                    any(x.get("entry_id") == entry.id for letters in told.values() for x in letters)
                    or ticket.assignee_id is None
                ):
                    found |= {"told", f"to{at}"}
        if any(x.get("key") == "rating-doubt" for letters in told.values() for x in letters):
            found.add("told")
        return found

    async def _find_rating(self) -> set[str]:
        if not self.numbers:
            return set()
        ticket = await self.stage.ticket(self.numbers[0])
        found = {f"stars{ticket.rating}"} if ticket.rating else set()
        found |= {"word"} if ticket.rating_words else set()
        return found | ({"skipped"} if ticket.rated_at and not ticket.rating else set())


async def _newcomer(talk: Conversation) -> None:
    """Nothing stands."""


async def _draft(talk: Conversation) -> None:
    heard = await talk.stage.says(talk.rita, _FIRST)
    talk.numbers.append(heard.number or 0)
    talk.stage.later(seconds=5)


async def _open(talk: Conversation) -> None:
    talk.numbers.append(await talk.stage.files(talk.rita, _FIRST))
    await talk.stage.shown(talk.olga, f"card:{talk.numbers[0]}", talk.numbers[0])


async def _taken(talk: Conversation) -> None:
    await talk.file(_FIRST, talk.olga)


async def _asked(talk: Conversation) -> None:
    await _taken(talk)
    await talk.answer(talk.olga, 1, "Is the red lamp on?")


async def _pending(talk: Conversation) -> None:
    await _asked(talk)
    await talk.act(talk.olga, "pending", 1)


async def _resolved(talk: Conversation) -> None:
    await _taken(talk)
    await talk.act(talk.olga, "resolve", 1)


async def _confirmed(talk: Conversation) -> None:
    await _resolved(talk)
    await talk.stage.does(talk.rita, closing.confirm, 1)
    talk.stage.later(seconds=5)


async def _rated(talk: Conversation) -> None:
    await _confirmed(talk)
    await talk.stage.does(talk.rita, ratings.rate_solution, 1, 5)
    talk.stage.later(seconds=5)


async def _closed(talk: Conversation) -> None:
    await _rated(talk)
    talk.stage.later(minutes=30)


async def _two(talk: Conversation) -> None:
    await _taken(talk)
    await talk.file(_SECOND, talk.ivan)


async def _two_chosen(talk: Conversation) -> None:
    await _two(talk)
    await talk.stage.says(talk.rita, "it blinks red and yellow")
    await talk._press("1")


async def _staff(talk: Conversation) -> None:
    """Olga has nothing, and writes."""


async def _staff_holds(talk: Conversation) -> None:
    """Olga has taken a request of somebody's, and replies to its card."""
    rita = await talk.stage.person("Rita")
    number = await talk.stage.files(rita, _FIRST)
    talk.numbers.append(number)
    talk._last_answer = await talk.stage.shown(talk.olga, f"card:{number}", number)
    await talk.act(talk.olga, "claim", number)


_SCENES: dict[str, Callable[[Conversation], Awaitable[None]]] = {
    "newcomer": _newcomer, "draft": _draft, "open": _open, "taken": _taken, "asked": _asked, "pending": _pending,
    "resolved": _resolved, "confirmed": _confirmed, "rated": _rated, "closed": _closed, "two": _two,
    "two_chosen": _two_chosen, "staff": _staff, "staff_holds": _staff_holds,
}  # fmt: skip


class _Rehearsal(Database):
    """A database within one transaction, which is rolled back."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection.engine)
        for made in (self.sessions, self.reading):
            made.configure(bind=connection, join_transaction_mode="create_savepoint")


async def play_scene(database: Database, dialogues: Sequence[Dialogue]) -> list[str]:
    """Play dialogues of one scene, each from its beginning; return the turns that went wrong: what was said, what is
    right, what came of it. Setting the scene costs more than the dialogue, so it is set once and returned to."""
    wrong = []
    async with database.engine.connect() as connection, connection.begin() as whole:
        stage = Stage(_Rehearsal(connection))
        begun = Conversation(stage)
        await begun.begin(dialogues[0].scene)
        for dialogue in dialogues:
            async with connection.begin_nested() as scene:
                talk = copy(begun)
                talk.stage, talk.numbers = copy(stage), [*begun.numbers]
                wrong += [f"{dialogue.id}: {one}" for one in await _play(talk, dialogue)]
                await scene.rollback()
        await whole.rollback()
    return wrong


async def _play(talk: Conversation, dialogue: Dialogue) -> list[str]:
    wrong = []
    for turn in dialogue.turns:
        outcomes = await talk.take(turn)
        others = {found for found in outcomes if found[-1] == "2" and found[:-1] in _STATUSES}
        if turn.right and (not any(way <= outcomes for way in turn.right) or others - set().union(*turn.right)):
            right = " / ".join(" + ".join(sorted(way)) for way in turn.right)
            wrong.append(f"{turn.said!r}, right: {right}; got {sorted(outcomes)}")
    return wrong
