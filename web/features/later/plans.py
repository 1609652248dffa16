"""Loads what is planned in a request, as its page shows it. Changes nothing."""

from typing import NamedTuple

from db.models import Ticket
from desk.later import planned_list
from desk.later.planned_list import PlanLine
from desk.policy.permissions import Grant
from desk.queries import awaiting_approval
from desk.queries.awaiting_approval import DraftAnswer
from desk.text.markdown.writer import write_markdown
from web.context import Visitor


class ShownPlan(NamedTuple):
    """A plan; `own`: with its words, where the visitor is its author, `text`: these words as they are typed."""

    line: PlanLine
    own: DraftAnswer | None
    text: str


async def load_plans(visitor: Visitor, ticket: Ticket) -> list[ShownPlan]:
    """Return what is planned in a request; it costs nothing while planning is off."""
    if not visitor.rules.team.later:
        return []
    session, me = visitor.session, visitor.person
    found = []
    for line in await planned_list.list_of_ticket(session, me, ticket.thread_ids):
        own = await awaiting_approval.load_draft(session, line.id, me) if line.author_id == me.id else None
        is_read = own is not None and own.entry is not None and (own.kind != "note" or visitor.may(Grant.NOTES))
        found.append(ShownPlan(line, own, write_markdown(own.entry.words) if is_read else ""))  # type: ignore[union-attr]
    return found
