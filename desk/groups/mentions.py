"""Group messages that mention a team member: offered to the team for a day, so that somebody can file a request.

One row keeps the messages until somebody decides. Letters hold no words: views are rendered from the row. A message
is a JSON object that only the bot reads.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import GroupMention, GroupMentions, Lane, Message, Person, Ticket, any_of
from desk import Desk, Refused
from desk.outbox import Show, letters
from desk.people import person_rows
from desk.policy import StaffNotification, is_notified, permissions
from desk.policy.permissions import Grant, has_grant
from desk.settings.defaults.groups import GroupPlace
from desk.sla.desk_hours import get_opening_time
from desk.sla.shifts import filter_on_shift
from desk.staff import who_is_there
from desk.text import hear

VIEW = "mention"
KEPT = timedelta(days=1)
"""For how long a message is offered, from when it was written."""
_MOST_MESSAGES = 20
_MOST_OPEN = 20
"""Undecided offers of one group; beyond it, messages of further people are not offered."""

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """The people a group message mentions: `usernames` in lower case, and Telegram `ids`. `author`: Telegram id of its
    writer; `rest`: the text without the mentions; `has_file`: something is attached."""

    author: int
    usernames: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()
    rest: str = ""
    has_file: bool = False


@dataclass(frozen=True, slots=True)
class MentionMessage:
    """One group message; `said` is its JSON object."""

    author: int
    message_id: int
    sent_at: datetime
    said: Said
    album: str | None = None


async def list_named(session: AsyncSession, named: NamedPeople) -> list[Person]:
    """Return the team members a message mentions, in its order. Empty if it is only thanks or a greeting, or if its
    author is staff."""
    if not (named.usernames or named.ids):
        return []
    author = await person_rows.find_by_telegram(session, named.author)
    if author is not None and permissions.is_staff(author):
        return []
    found = await _find_by_usernames(session, named.usernames) if named.usernames else []
    replied = [await person_rows.find_by_telegram(session, one) for one in named.ids]
    team = [*found, *(one for one in replied if one is not None and one not in found)]
    team = [one for one in team if has_grant(one, Grant.WORK)]
    return team if team and (named.has_file or _says_something(named.rest, team)) else []


async def _find_by_usernames(session: AsyncSession, names: Sequence[str]) -> list[Person]:
    called = {one.username.lower(): one for one in await who_is_there.list_team(session) if one.username}
    return [called[name] for name in dict.fromkeys(names) if name in called]


def _says_something(words: str, to: Sequence[Person]) -> bool:
    heard = hear(words, tuple(one.name for one in to))
    return not (heard.is_blank or heard.is_small_talk or heard.is_greeting)


async def offer(desk: Desk, place: GroupPlace, message: MentionMessage, named: Sequence[Person]) -> None:
    """Offer a message to the first team member it mentions, or add it to its author's open offer. A message that is a
    day old is not offered, nor one of an author whose last offer the team dropped."""
    row = await _lock_undecided(desk, place.person_id, message.author)
    if row is not None and row.said is not None:
        before = read_messages(row)
        of_album = message.album is not None and message.album in {one.get("media_group_id") for one in before}
        if (named or of_album) and len(before) < _MOST_MESSAGES:
            _write(row, [*before, message.said])
            refresh(desk, row)
    elif row is None and named and await _may_begin(desk, place, message):
        await _begin(desk, place, message, named)


async def _may_begin(desk: Desk, place: GroupPlace, message: MentionMessage) -> bool:
    if message.sent_at + KEPT <= desk.now:
        return False
    query = select(func.count()).where(GroupMention.group_id == place.person_id, GroupMention.said.is_not(None))
    return int(await desk.session.scalar(query) or 0) < _MOST_OPEN


async def _begin(desk: Desk, place: GroupPlace, message: MentionMessage, named: Sequence[Person]) -> None:
    first = next((one for one in who_is_there.filter_reachable(named) if not one.away), None)
    until, remind = message.sent_at + KEPT, desk.rules.team.remind
    later = min(desk.now + remind, until) if remind else until
    row = GroupMention(
        group_id=place.person_id, author_id=message.author, until=until, due_at=desk.now if first is None else later
    )
    _write(row, [message.said])
    desk.session.add(row)
    await desk.session.flush()
    await _tell(desk, row, [] if first is None else [first], Lane.PEOPLE)


async def _tell(desk: Desk, row: GroupMention, people: Sequence[Person], lane: Lane) -> None:
    row.told = [*(row.told or ()), *(one.id for one in people)]
    for person in people:
        shown = Show(VIEW, slot=f"mention:{row.id}", silent=True)
        letters.queue_letter(desk.session, person.id, shown, now=desk.now, lane=lane)
    await desk.session.flush()


async def _lock_undecided(desk: Desk, group_id: int, author: int) -> GroupMention | None:
    """Return an author's row that became no request, locked; an expired row is deleted."""
    query = select(GroupMention).where(GroupMention.group_id == group_id, GroupMention.author_id == author)
    query = query.where(GroupMention.ticket_id.is_(None)).with_for_update()
    row: GroupMention | None = await desk.session.scalar(query.execution_options(populate_existing=True))
    if row is not None and row.until <= desk.now:
        await _forget(desk, row)
        return None
    return row


def read_messages(row: GroupMention) -> list[Said]:
    """Return the offered messages, oldest first; empty once somebody has decided."""
    return list(json.loads(row.said)) if row.said is not None else []


def _write(row: GroupMention, messages: Sequence[Said]) -> None:
    row.said = json.dumps(messages).encode()


async def has_offer(session: AsyncSession, group_id: int, author: int) -> bool:
    """Return True if messages of this author are on offer in this group."""
    query = select(GroupMention.id).where(GroupMention.group_id == group_id, GroupMention.author_id == author)
    return await session.scalar(query.where(GroupMention.said.is_not(None))) is not None


async def change_message(desk: Desk, place: GroupPlace, author: int, message_id: int, said: Said | None) -> bool:
    """Replace an offered message by its edited version (None: withdrawn). Return False if it is not on offer."""
    row = await _lock_undecided(desk, place.person_id, author)
    before = read_messages(row) if row is not None else []
    if row is None or message_id not in {one["message_id"] for one in before}:
        return False
    changed = [said if one["message_id"] == message_id else one for one in before]
    left = [one for one in changed if one is not None]
    if left:
        _write(row, left)
        refresh(desk, row)
    else:
        await _forget(desk, row)
    return True


async def lock_offer(desk: Desk, mention_id: int) -> GroupMention:
    """Return an open offer, locked. Raises Refused if it has expired, or with the name of the one who decided."""
    row = await desk.session.get(GroupMention, mention_id, with_for_update=True, populate_existing=True)
    if row is None or row.until <= desk.now:
        raise Refused("mention-is-over")
    if row.said is None:
        by = await desk.session.get_one(Person, row.ended_by)
        ticket = await desk.session.get(Ticket, row.ticket_id) if row.ticket_id is not None else None
        if ticket is None:
            raise Refused("mention-was-dropped", name=by.name)
        raise Refused("mention-was-taken", name=by.name, number=ticket.number)
    return row


async def end_by_request(desk: Desk, place: GroupPlace, author: int, message_id: int, number: int) -> None:
    """Close the offer of a message that the actor made request `#number` of in another way."""
    row = await _lock_undecided(desk, place.person_id, author)
    if row is not None and message_id in {one["message_id"] for one in read_messages(row)}:
        ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
        await decide(desk, row, ticket)


async def end_by_answer(desk: Desk, place: GroupPlace, author: int, message_id: int) -> None:
    """Withdraw the offer of a message that the actor answered by hand in the group. What its author writes next is
    offered again."""
    row = await _lock_undecided(desk, place.person_id, author)
    if row is not None and message_id in {one["message_id"] for one in read_messages(row)}:
        await _forget(desk, row, by=desk.require_actor())


async def drop(desk: Desk, mention_id: int) -> None:
    """Withdraw an offer from everybody: the messages are not for the team. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.WORK)
    await decide(desk, await lock_offer(desk, mention_id), None)


async def decide(desk: Desk, row: GroupMention, ticket: Ticket | None) -> None:
    """Store the actor's decision (`ticket`, or None for dropped) and delete the words. A reply to the offer counts as a
    reply to that ticket from now on."""
    row.said, row.ended_by, row.due_at = None, desk.actor_id, row.until
    if ticket is not None:
        row.ticket_id = ticket.id
        chats = select(Person.telegram_id).where(any_of(Person.id, row.told))
        shown = update(Message).where(Message.bot_id == desk.rules.bot_id, Message.chat_id.in_(chats))
        await desk.session.execute(shown.where(Message.slot == f"mention:{row.id}").values(ticket_id=ticket.id))
    refresh(desk, row)


def refresh(desk: Desk, row: GroupMention, *, answered_by: Person | None = None) -> None:
    """Edit the offer in all chats that show it. `answered_by`: who made it needless."""
    edit = Show(VIEW, slot=f"mention:{row.id}", only_edit=True)
    if answered_by is not None:
        edit = replace(edit, note="mention-answered", note_args={"name": answered_by.name})
    for person_id in row.told:
        letters.queue_letter(desk.session, person_id, edit, now=desk.now)


async def _forget(desk: Desk, row: GroupMention, by: Person | None = None) -> None:
    if row.said is not None:
        refresh(desk, row, answered_by=by)
    await desk.session.delete(row)
    await desk.session.flush()


async def run_due(desk: Desk, mention_id: int) -> None:
    """Offer an undecided row to all agents, within business hours; delete an expired one."""
    row = await desk.session.get(GroupMention, mention_id, with_for_update=True, populate_existing=True)
    if row is None or row.due_at > desk.now:
        return
    if row.until <= desk.now:
        await _forget(desk, row)
        return
    opens = get_opening_time(desk.rules, desk.now)
    row.due_at = row.until if opens is None else min(opens, row.until)
    place = desk.rules.groups.find_by_person(row.group_id)
    is_offered = place is not None and place.allowed and place.mentions is GroupMentions.OFFER
    if opens is None and is_offered and row.said is not None:
        await _tell(desk, row, await _list_others(desk, row.told), Lane.BROADCASTS)


async def _list_others(desk: Desk, told: Sequence[int]) -> list[Person]:
    """Return the agents on shift who have not been told and want new requests."""
    staff = who_is_there.filter_granted(await who_is_there.list_team(desk.session), Grant.WORK)
    there = [one for one in staff if not one.away and one.id not in told]
    there = await filter_on_shift(desk.session, there, desk.now, desk.rules)
    return [one for one in there if is_notified(one, StaffNotification.CARDS)]
