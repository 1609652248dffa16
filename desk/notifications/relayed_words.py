"""Edit the requester's words in agents' chats: the buttons below them follow the status of the ticket."""

from sqlalchemy import text

from db.models import Lane, Status, Ticket
from desk.context import Context
from desk.notifications import notifier
from desk.outbox import Relay
from desk.policy import permissions

_MOST = 10
_NEWEST = text("""
select person_id, entry_id from (
  select p.id as person_id, m.entry_id
  from messages m join people p on p.telegram_id = m.chat_id
  where m.ticket_id = :ticket and m.kind = 'relay' and m.chat_id > 0
  union
  select p.id, j.entry_id from jobs j join people p on p.id = j.person_id
  where j.ticket_id = :ticket and j.state = 'waiting' and j.box = 'to_telegram' and p.telegram_id > 0
    and j.created_at < :now
) sent join entries e on e.id = entry_id
where e.author_id = :requester and person_id <> :requester and e.withdrawn_at is null
order by entry_id desc, person_id limit :most
""")
"""Also words on their way, which may have been written with the buttons of the status before."""


async def refresh_buttons(ctx: Context, ticket: Ticket, old: Status) -> None:
    """Edit the newest words, if the ticket has just begun or ceased to be worked on; of a ticket whose requester has
    said nothing since it was filed this costs no query."""
    spoke_at, filed_at = ticket.requester_spoke_at, ticket.filed_at
    if old.is_working == ticket.is_working or spoke_at is None or filed_at is None or spoke_at <= filed_at:
        return
    given = {"ticket": ticket.id, "requester": ticket.requester_id, "most": _MOST, "now": ctx.now}
    for person_id, entry_id in (await ctx.session.execute(_NEWEST, given)).all():
        person = await ctx.get_person(person_id)
        if person is not None and permissions.is_staff(person):
            notifier.post_letter(ctx, person, Relay(entry_id, edit=True), ticket, lane=Lane.EDITS)
