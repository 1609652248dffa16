"""The readers of a ticket's topic, and how far behind each is."""

from db.models import Entry, Ticket
from desk.context import Context
from desk.notifications import staff_group
from desk.notifications.topic_rows import SHOWN
from desk.outbox import Relay, letters
from desk.settings.defaults.groups import TeamChat


async def show_entry(ctx: Context, ticket: Ticket, entry: Entry, silent: bool) -> None:
    """Show an entry in the ticket's topic."""
    team = ctx.rules.groups.team
    if team is None:
        return
    waiting = await staff_group.count_waiting(ctx.session, team.person_id)
    if waiting >= staff_group.MOST:
        staff_group.tell_behind(ctx.session, team.person_id, now=ctx.now)
    if waiting < staff_group.MOST_WAITING:
        letter = Relay(entry.id, silent=silent)
        letters.queue_letter(
            ctx.session, team.person_id, letter, now=ctx.now, ticket_id=ticket.id, due_at=entry.held_until
        )


def list_readers(ctx: Context, team: TeamChat, entry: Entry) -> set[int]:
    """Return the id of the group if it has the entry, or is about to. What is said while the bot is out of it waits."""
    has_it = staff_group.has_topics(ctx.rules) and entry.kind in SHOWN
    return {team.person_id} if has_it and entry.said_chat_id != team.chat_id else set()
