"""The common steps of words added to a ticket: stored, and sent to all who follow them."""

from collections.abc import Awaitable, Callable, Container
from datetime import datetime

from db.models import Delivery, Entry, EntryKind, Origin, Person, Ticket
from desk import Desk, Locked
from desk.conversation import entries, mask_before_storing
from desk.conversation.new_entry import NewEntry
from desk.notifications import asked_colleagues, notifier, staff_group, to_leaders, topic_readers
from desk.outbox import Do, Relay, jobs
from desk.people.person_rows import make_signature
from desk.policy import get_client_role
from desk.policy.followers import FOLLOWERS, Follower, NewWords
from desk.policy.permissions import LEADING
from desk.tickets import answers_awaiting_approval

SEEN, HEART, NOTED = "👀", "❤", "✍"


async def put_entry(
    desk: Desk,
    ticket: Locked,
    kind: EntryKind,
    said: NewEntry | Entry,
    *,
    into: Entry | None = None,
    answers_id: int | None = None,
    delivery: Delivery = Delivery.NONE,
) -> Entry:
    """Write the words, masked where that is on, or add them to the entry they join."""
    masked = None
    if isinstance(said, NewEntry):
        masked = mask_before_storing.mask_message(desk, kind if into is None else into.kind, said)
        said = masked.said
    if into is not None and isinstance(said, NewEntry):
        entry = await entries.join_entry(desk.session, into, said, now=desk.now, bot_id=desk.rules.bot_id)
    else:
        name = await make_signature(desk.session, desk.actor) if desk.actor is not None else desk.who.name or ""
        entry = await entries.write_entry(
            desk.session, ticket, kind, said,
            author_id=desk.actor_id, author_name=desk.who.signature or name, origin=desk.origin,
            now=desk.get_act_time(ticket), bot_id=desk.rules.bot_id, answers_id=answers_id, delivery=delivery,
        )  # fmt: skip
    if masked is not None and masked.pieces:
        await mask_before_storing.keep_pieces(desk, entry, masked.pieces)
    if kind is EntryKind.COMMENT:
        entry.author_role = await get_client_role(desk, ticket)
    ticket.last_entry_at = ticket.updated_at = desk.now
    return entry


def show_on_board(
    desk: Desk, entry: Entry, *, do: Do = Do.COMMENT, due_at: datetime | None = None, also_from_there: bool = False
) -> None:
    """Send the board an entry that was not written there."""
    came_from_there = entry.origin is Origin.TODOIST and not also_from_there
    if entry.ticket_id is not None and not (came_from_there and do is Do.COMMENT):
        jobs.queue_comment(
            desk.session,
            do,
            ticket_id=entry.ticket_id,
            entry_id=entry.id,
            now=desk.now,
            rules=desk.rules,
            due_at=due_at,
        )


async def tell_words(
    desk: Desk, ticket: Locked, entry: Entry, said: NewWords, *, got: Container[int | None] = ()
) -> None:
    """Send new words once to each who follows them and is concerned. `got`: ids of people who have them."""
    is_workplace = (
        desk.rules.may_have_team_chat
        and said is NewWords.COMMENT
        and await staff_group.is_workplace(desk.session, ticket, desk.rules)
    )
    concerned = _list_concerned(desk, ticket, entry, got, is_workplace=is_workplace)
    told: set[int] = set()
    for to in FOLLOWERS[said]:
        if not concerned[to]:
            continue
        if to in _PLACES:
            await _PLACES[to](desk, ticket, entry, not is_workplace)
            continue
        for person in await _PEOPLE[to](desk, ticket, entry):
            if person.id not in told:
                notifier.post_letter(desk, person, Relay(entry.id), ticket, due_at=entry.held_until)
            told.add(person.id)


def _list_concerned(
    desk: Desk, ticket: Ticket, entry: Entry, got: Container[int | None], *, is_workplace: bool
) -> dict[Follower, bool]:
    """Return whom facts of the ticket and the moment concern."""
    rules, agent_id, team = desk.rules, ticket.assignee_id, desk.rules.groups.team
    shows, has_group = rules.notices.group, rules.may_have_team_chat
    is_new = agent_id not in (None, entry.author_id, ticket.requester_id) and agent_id not in got
    is_led = entry.author_role in LEADING and ticket.requester_id not in got
    has_read = team is not None and team.person_id in got
    is_there = team is not None and entry.said_chat_id == team.chat_id
    return {
        Follower.REQUESTER: entry.delivery is Delivery.WAITING or is_led,
        Follower.SHARED: ticket.may_have_participants and ticket.is_open,
        Follower.LEADERS: ticket.organization_id is not None and rules.organizations.enabled,
        Follower.AGENT: is_new and not is_workplace,
        Follower.COLLEAGUE: entry.answers_id is not None,
        Follower.DRAFTS: agent_id is not None and rules.team.trainees,
        Follower.GROUP: has_group and shows.words and not shows.topics and not has_read,
        Follower.TOPIC: has_group and shows.topics and ticket.filed_at is not None and not is_there,
        Follower.BOARD: rules.board.enabled and (entry.origin is not Origin.TODOIST or entry.kind is EntryKind.REMARK),
    }


async def _list_requester(desk: Desk, ticket: Locked, _entry: Entry) -> list[Person]:
    return [await desk.get_requester(ticket)]


async def _list_agent(desk: Desk, ticket: Locked, _entry: Entry) -> list[Person]:
    return [await desk.session.get_one(Person, ticket.assignee_id)]


async def _to_drafts(desk: Desk, ticket: Locked, _entry: Entry, _silent: bool) -> None:
    await answers_awaiting_approval.show_comment(desk, ticket)


async def _to_board(desk: Desk, _ticket: Locked, entry: Entry, _silent: bool) -> None:
    show_on_board(desk, entry, due_at=entry.held_until, also_from_there=True)


_PEOPLE: dict[Follower, Callable[[Desk, Locked, Entry], Awaitable[list[Person]]]] = {
    Follower.REQUESTER: _list_requester,
    Follower.SHARED: to_leaders.list_shared,
    Follower.LEADERS: to_leaders.list_writers,
    Follower.AGENT: _list_agent,
    Follower.COLLEAGUE: asked_colleagues.list_colleagues,
}
_PLACES: dict[Follower, Callable[[Desk, Locked, Entry, bool], Awaitable[None]]] = {
    Follower.DRAFTS: _to_drafts,
    Follower.GROUP: staff_group.relay_words,
    Follower.TOPIC: topic_readers.show_entry,
    Follower.BOARD: _to_board,
}
