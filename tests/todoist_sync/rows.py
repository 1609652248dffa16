"""Rows of a board without a board: tickets with their cards and commands as they lie in the tables between two
rounds."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from db.database import Database
from db.models import ANSWER_LOST, BoardCard, BoardCommand, Entry, EntryKind, Origin, Person, Status, Ticket
from tests.rules import rules_with
from tests.sql import get
from todoist_sync.cards import agreed_state
from todoist_sync.context import BoardProject, SyncContext
from todoist_sync.merge import wanted_task
from todoist_sync.merge.sides import BoardVocabulary, DeskSide
from todoist_sync.merge.three_way import Agreed, Theirs

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WATERMARK = datetime(2026, 11, 20, 8, tzinfo=UTC)
SECTIONS = {s: f"s-{s.value}" for s in Status if s not in (Status.CLOSED, Status.CANCELLED)}
BOARD = BoardVocabulary(sections=SECTIONS, now=NOW, categories={}, assignable=True)
PLACE = BoardProject("P", "me", "Pulldesk", shared=True, sections=SECTIONS, watermark=WATERMARK)
ROUND = SyncContext(NOW, PLACE, rules_with(board__enabled=True, bot_id=77), BOARD)
OTHER = replace(ROUND, project=replace(PLACE, project_id="Q"))
BLOCK = "‹pulldesk›\n{}\n‹/pulldesk›"


def faced(number: int, subject: str = "Printer") -> DeskSide:
    return DeskSide(
        number, subject, 3, Status.NEW, None, None, frozenset(), needs_answer=False, block=BLOCK.format(number)
    )


def agreed(number: int, subject: str = "Printer") -> dict[str, Any]:
    shown = faced(number, subject)
    return agreed_state.dump_agreed(Agreed(shown, wanted_task.make_new_task(shown, BOARD)))


class Rows:
    """Writes rows and reads them back, a unit of work each."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._commands = 0

    async def add(self, row: Any) -> Any:
        async with self.database.unit_of_work() as session:
            session.add(row)
            await session.flush()
            session.expunge(row)
        return row

    async def person(self, name: str = "Rita", **more: Any) -> int:
        return int((await self.add(Person(name=name, created_at=NOW, **more))).id)

    async def ticket(self, number: int, requester: int, *, subject: str = "Printer", **more: Any) -> int:
        """A filed ticket; its id."""
        stamps = (
            "created_at",
            "updated_at",
            "filed_at",
            "subject_at",
            "status_at",
            "priority_at",
            "assignee_at",
            "labels_at",
        )
        given = {**dict.fromkeys(stamps, NOW), "origin": Origin.TELEGRAM, "subject": subject, **more}
        return int((await self.add(Ticket(number=number, requester_id=requester, **given))).id)

    async def entry(self, ticket: int, author: int, body: str = "on fire", **more: Any) -> int:
        given = {"kind": EntryKind.REPLY, "author_name": "Olga", "origin": Origin.TELEGRAM, "created_at": NOW, **more}
        return int((await self.add(Entry(ticket_id=ticket, author_id=author, body=body, **given))).id)

    async def card(self, ticket: int, number: int, task: str | None = None, **more: Any) -> int:
        given: dict[str, Any] = {"project_id": "P", "created_at": NOW, "dirty": False}
        if task is not None:
            shown = agreed(number)
            given |= {
                "agreed": shown,
                "theirs": agreed_state.dump_theirs(Theirs(agreed_state.load_agreed(shown).shown, NOW)),
            }
        return int((await self.add(BoardCard(ticket_id=ticket, task_id=task, **{**given, **more}))).id)

    async def command(self, kind: str, args: dict[str, Any], **more: Any) -> int:
        """A stored command; `lost`: executed, its answer lost."""
        self._commands += 1
        given: dict[str, Any] = {"uuid": f"u{self._commands}", "project_id": "P", "created_at": NOW, "part": 0}
        if more.pop("lost", False):
            given |= {"answered_at": NOW, "error": ANSWER_LOST, "temp_id": f"t{self._commands}"}
        return int((await self.add(BoardCommand(kind=kind, args=args, **{**given, **more}))).id)

    async def get(self, kind: Any, key: Any) -> Any:
        return await get(self, kind, key)

    async def does(self, what: Any, *given: Any, **named: Any) -> Any:
        """`what(session, …)` in a unit of work."""
        async with self.database.unit_of_work() as session:
            return await what(session, *given, **named)
