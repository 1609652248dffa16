"""Each fact of a ticket stands once: a row says what SQL says, and nobody else defines it again."""

import ast
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.ext.hybrid import hybrid_property

from db.database import Database
from db.enums import FINISHED, Origin, Status
from db.models import Person, Ticket
from tests import sources

_ROOT = Path(__file__).resolve().parent.parent.parent
_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_STAMPS = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")
_TIMES = ("filed_at", "promised_at", "first_due_at", "solve_due_at", "first_response_at", "requester_spoke_at")
_FACTS = sorted(name for name, one in inspect(Ticket).all_orm_descriptors.items() if isinstance(one, hybrid_property))


async def test_a_row_says_of_itself_what_sql_says_of_it(database: Database) -> None:
    assert len(_FACTS) >= 10
    drawn = random.Random(80)
    async with database.unit_of_work() as session:
        rita, olga = Person(name="Rita", created_at=_NOW), Person(name="Olga", created_at=_NOW)
        session.add_all([rita, olga])
        await session.flush()
        for number in range(1, 401):
            times = {name: drawn.choice([None, _NOW + timedelta(hours=drawn.randrange(9))]) for name in _TIMES}
            status = drawn.choice(list(Status)) if times["filed_at"] or drawn.random() < 0.5 else Status.NEW
            session.add(
                Ticket(
                    number=number, requester_id=rita.id, needs_answer=drawn.random() < 0.5,
                    origin=drawn.choice([Origin.TELEGRAM, Origin.CLOCK]),
                    assignee_id=drawn.choice([None, olga.id]), **{**dict.fromkeys(_STAMPS, _NOW), **times},
                    status=Status.CANCELLED if times["filed_at"] is None and status is Status.NEW else status,
                )
            )  # fmt: skip
        await session.flush()
        rows = await session.execute(select(Ticket, *(getattr(Ticket, name).label(name) for name in _FACTS)))
        for ticket, *said in rows:
            assert dict(zip(_FACTS, said, strict=True)) == {name: getattr(ticket, name) for name in _FACTS}


def _compares_with_the_finished(path: Path) -> list[int]:
    """Return the lines that ask by hand whether a ticket has ended."""
    found = [node.lineno for node in sources.nodes(path, ast.Compare) if "FINISHED" in ast.dump(node)]
    for node in sources.nodes(path, ast.Call):
        called = node.func
        if (
            isinstance(called, ast.Attribute)
            and called.attr in ("in_", "not_in")
            and "Ticket" in ast.dump(called.value)
        ):
            found += [node.lineno for one in node.args if isinstance(one, ast.Name) and one.id in _SETS]
    return found


_SETS = {"FINISHED", "OPEN", "WORKING", "TEAMS_TURN", "TO_BE_TAKEN"}
_MAY = {"db/enums.py", "db/models/ticket_facts.py", "desk/policy/transitions.py", "desk/policy/ticket_list.py"}


@pytest.mark.parametrize("folder", ["desk", "bot", "web", "mail", "todoist_sync", "reports"])
def test_nobody_defines_a_fact_again(folder: str) -> None:
    lines = {
        str(path.relative_to(_ROOT)): found
        for path in sources.files(_ROOT / folder)
        if str(path.relative_to(_ROOT)) not in _MAY and (found := _compares_with_the_finished(path))
    }
    assert not lines, "ask `Ticket.is_open`, `status.is_open` and the other facts of db/models/ticket_facts.py"


def test_the_statuses_stand_as_the_indexes_over_open_tickets_have_them() -> None:
    """A plan made once for all values takes such an index only if the statement holds the same constants."""
    assert {one.value for one in FINISHED} == {"closed", "cancelled"}
    assert "(tickets.status NOT IN ('closed', 'cancelled'))" in str(select(Ticket.id).where(Ticket.is_open))
