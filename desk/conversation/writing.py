"""The common steps of words added to a ticket: stored, and sent to all who follow them."""

from collections.abc import Awaitable, Callable, Container
from datetime import datetime

from db.models import Delivery, Entry, EntryKind, Origin
from desk import Desk, Locked
from desk.conversation import entries, mask_before_storing
from desk.conversation.new_entry import NewEntry
from desk.notifications import staff_group, to_assignee, to_colleague, to_leaders, to_requester, topic_readers
from desk.outbox import Do, Relay, jobs
from desk.people.person_rows import make_signature
from desk.policy import get_client_role
from desk.policy.followers import Flag, Receiver, Said, Sound, list_followers
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
    if masked is not None:
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


async def tell_words(desk: Desk, ticket: Locked, entry: Entry, said: Said, *, got: Container[int | None] = ()) -> None:
    """Send new words to all who follow them. `got`: ids of people who have read them elsewhere."""
    flags = await _read_flags(desk, ticket, entry, said, got)
    until = entry.held_until if said is Said.COMMENT else None if said is Said.SMALL_TALK else entry.leaves_at
    for one in list_followers(said, flags):
        silent = one.sound is Sound.NO or (one.sound is Sound.AT_WORK and Flag.WORKPLACE not in flags)
        await _SENDERS[one.to](desk, ticket, entry, None if one.at_once else until, silent)


async def _read_flags(desk: Desk, ticket: Locked, entry: Entry, said: Said, got: Container[int | None]) -> set[Flag]:
    """Return what decides who follows the words, each fact once; only a workplace in the staff group costs a query."""
    rules, agent_id, team = desk.rules, ticket.assignee_id, desk.rules.groups.team
    has_group = rules.may_have_team_chat
    has_topics = has_group and rules.notices.group.topics
    has_read = ticket.requester_id in got
    flags = {
        Flag.AGENT: agent_id not in (None, entry.author_id, ticket.requester_id) and agent_id not in got,
        Flag.WORKPLACE: (
            has_group and said is Said.COMMENT and await staff_group.is_workplace(desk.session, ticket, rules)
        ),
        Flag.LEADER: entry.author_role in LEADING and not has_read,
        Flag.CHAT: entry.delivery is Delivery.WAITING,
        Flag.SHARED: ticket.may_have_participants and ticket.is_open,
        Flag.ORGANIZED: ticket.organization_id is not None and rules.organizations.enabled,
        Flag.DRAFTS: agent_id is not None and rules.team.trainees,
        Flag.QUESTION: entry.answers_id is not None,
        Flag.GROUP: (
            has_group and rules.notices.group.words and not has_topics
            and (team is None or team.person_id not in got)
        ),
        Flag.TOPIC: (
            has_topics and ticket.filed_at is not None and team is not None and entry.said_chat_id != team.chat_id
        ),
        Flag.BOARD: rules.board.enabled,
        Flag.FROM_BOARD: entry.origin is Origin.TODOIST,
    }  # fmt: skip
    return {flag for flag, is_so in flags.items() if is_so}


async def _to_requester(desk: Desk, ticket: Locked, entry: Entry, due_at: datetime | None, _silent: bool) -> None:
    await to_requester.post_letter(desk, ticket, Relay(entry.id), due_at=due_at)


async def _to_drafts(desk: Desk, ticket: Locked, _entry: Entry, _due_at: datetime | None, _silent: bool) -> None:
    await answers_awaiting_approval.show_comment(desk, ticket)


async def _to_board(desk: Desk, _ticket: Locked, entry: Entry, due_at: datetime | None, _silent: bool) -> None:
    show_on_board(desk, entry, due_at=due_at, also_from_there=True)


_SENDERS: dict[Receiver, Callable[[Desk, Locked, Entry, datetime | None, bool], Awaitable[None]]] = {
    Receiver.REQUESTER: _to_requester,
    Receiver.SHARED: to_leaders.relay_to_shared,
    Receiver.WRITERS: to_leaders.relay_to_writers,
    Receiver.AGENT: to_assignee.relay_to_assignee,
    Receiver.COLLEAGUE: to_colleague.relay_answer,
    Receiver.APPROVALS: _to_drafts,
    Receiver.GROUP: staff_group.relay_words,
    Receiver.TOPIC: topic_readers.show_entry,
    Receiver.BOARD: _to_board,
}
