"""Count what an import would bring, and show some of it, without writing anything."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from desk import Desk
from desk.importing.people import KnownHere, Run
from desk.importing.records import PastKind, PastPerson, PastState, PastTicket, Unread
from desk.importing.writing import find_known, leave_out_erased, load_people
from desk.tickets.topic_names import fold_topic_name

SHOWN = 3
_SHOWN_MESSAGES = 4
_LONGEST_LINE = 90


@dataclass(slots=True)
class ImportPreview:
    """The counts so far; `agents` and `topics`: names that nothing here has, with how many tickets have them; `unread`:
    what would be left out."""

    known_here: KnownHere
    tickets: int = 0
    known: int = 0
    entries: int = 0
    files: int = 0
    open: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    agents: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    first: list[PastTicket] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    async def add(self, desk: Desk, run: Run, tickets: Sequence[PastTicket]) -> None:
        """Count the next tickets, as the import writes them."""
        taken, people = await find_known(desk, run, tickets), await load_people(desk, run, tickets, self.known_here)
        for one in tickets:
            key = run.hash_key("ticket", one.key)
            if key in taken or key in self._seen:
                self.known += 1
                continue
            self._seen.add(key)
            if (past := leave_out_erased(people, one, self.unread)) is not None:
                self._count(past)

    def _count(self, one: PastTicket) -> None:
        last = one.entries[-1].at
        self.tickets += 1
        self.entries += len(one.entries)
        self.files += sum(len(entry.files) for entry in one.entries)
        self.open += one.state in (PastState.OPEN, PastState.PENDING)
        self.first_at = min(one.created_at, self.first_at or one.created_at)
        self.last_at = max(last, self.last_at or last)
        answering = {entry.author for entry in one.entries if entry.kind is not PastKind.QUESTION}
        named = {one.assignee, *answering} - {None}
        self.agents.update({_call(agent) for agent in named if agent and self.known_here.find_agent(agent) is None})
        if one.topic and fold_topic_name(one.topic) not in self.known_here.topics:
            self.topics[one.topic] += 1
        if len(self.first) < SHOWN:
            self.first.append(one)


def _call(person: PastPerson) -> str:
    return person.name or (str(person.telegram_id) if person.telegram_id else "?")


def describe_ticket(ticket: PastTicket) -> Iterator[str]:
    """Yield the lines that show how a ticket was read."""
    who = " ".join(str(one) for one in (ticket.requester.telegram_id, ticket.requester.email) if one)
    yield f"{ticket.where}: {_call(ticket.requester)}{f' ({who})' if who else ''}, {ticket.state.value}"
    for one in ticket.entries[:_SHOWN_MESSAGES]:
        said = " ".join(one.text.split())
        shown = said if len(said) <= _LONGEST_LINE else f"{said[: _LONGEST_LINE - 1]}…"
        files = f" [{', '.join(file.name for file in one.files)}]" if one.files else ""
        author = f" {one.author.name}" if one.author.name and one.kind is not PastKind.QUESTION else ""
        yield f"  {one.at:%Y-%m-%d %H:%M} {one.kind.value}{author}: {shown}{files}"
    if len(ticket.entries) > _SHOWN_MESSAGES:
        yield f"  and {len(ticket.entries) - _SHOWN_MESSAGES} messages more"
