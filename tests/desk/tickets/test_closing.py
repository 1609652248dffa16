"""How a request ends on the yes to "Should I close it?": by what was said, and by what the team has done."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import TicketFacts
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.metrics import facts
from desk.text import RichText
from desk.tickets import assignment, closing, lifecycle
from tests.desk.stage import Someone, Stage
from tests.sql import sole

pytestmark = pytest.mark.sentence("2.8 Small talk")


async def _bring(stage: Stage, olga: Someone, number: int, state: str) -> None:
    acts: dict[str, tuple[Any, ...]] = {
        "untouched": (), "taken": (assignment.claim,),
        "answered": (_answer,), "released": (_answer, assignment.release),
        "let go": (assignment.claim, assignment.release),
        "pending": (assignment.claim, lifecycle.set_pending), "resolved": (lifecycle.resolve,),
        "reopened": (lifecycle.resolve, lifecycle.reopen),
    }  # fmt: skip
    for act in acts[state]:
        await stage.does(olga, act, number)
        stage.later(minutes=1)
        await stage.ticks()


async def _answer(desk: Any, number: int) -> None:
    await thread.add_reply(desk, number, NewEntry(RichText("Plug it in")))


@pytest.mark.parametrize(
    ("state", "works", "not_needed", "solver"),
    [
        ("untouched", "cancelled", "cancelled", None), ("taken", "closed", "cancelled", "olga"),
        ("answered", "closed", "cancelled", "olga"), ("released", "closed", "cancelled", None),
        ("let go", "closed", "cancelled", None),
        ("pending", "closed", "cancelled", "olga"), ("resolved", "closed", "closed", "olga"),
        ("reopened", "closed", "cancelled", "olga"),
    ],
)  # fmt: skip
async def test_it_ends_by_what_was_said_and_done(
    stage: Stage, rita: Someone, olga: Someone, state: str, works: str, not_needed: str, solver: str | None
) -> None:
    for says_works, end in ((True, works), (False, not_needed)):
        number = await stage.files(rita, "The printer is on fire")
        await _bring(stage, olga, number, state)
        before = len(await stage.letters(olga))
        await stage.does(rita, closing.end_as_wished, number, works=says_works)
        ticket = await stage.ticket(number)
        solved_by = {"olga": olga.id, None: None}[solver] if end == "closed" else None
        assert (ticket.status.value, ticket.end_reason) == (end, {"closed": "confirmed"}.get(end, "cancelled"))
        assert end == "cancelled" or ticket.resolved_by == solved_by
        told = {one.get("key") for one in (await stage.letters(olga))[before:]} & {
            "requester-solved",
            "requester-cancelled",
        }
        assert told == (
            {f"requester-{'solved' if end == 'closed' else end}"} if solver and state != "resolved" else set()
        )
        await facts.bring_up_to_date(stage.database, stage.rules, stage.now)
        row = await sole(stage, select(TicketFacts).where(TicketFacts.ticket_id == ticket.id))
        assert (row.solved_at is not None, row.solved_by) == (end == "closed", solved_by), "its figures"
