"""What decides where a message goes, looked up: the reply, the draft, the questions, the tickets of its writer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Entry, FileKind, Question, QuestionKind, Ticket, any_of
from desk import Desk
from desk.canned import keys
from desk.conversation import form_answers
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.lookup import LATELY, MessageLookup, option
from desk.inbound.prompts import Prompts
from desk.inbound.reply_target import reply_of
from desk.inbound.situation import NoteBefore, RoutingContext, Said, TicketOption
from desk.policy import FINISHED, permissions, surveys
from desk.questions.asking import NEXT_MESSAGE
from desk.requests import limits
from desk.text import count_units, is_asking_for_progress, is_greeting, is_small_talk
from desk.text.command_mark import is_command
from desk.text.note_mark import is_note
from desk.text.small_talk import is_yes

_LONE_COMMAND = re.compile(r"\s*/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]+)?\s*", re.ASCII)
READ_BY, ANSWERED_BY = timedelta(seconds=2), timedelta(minutes=15)
_TAKES_MORE = (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY)


async def routing_context(
    desk: Desk, incoming: IncomingMessage, met: MessageLookup, prompts: Prompts
) -> RoutingContext:
    """The situation of `desk.actor` at `desk.now`. `met`: what their message meets; what of it had run out must have
    been worked off before. Behind a reply that leads somewhere no more is looked up."""
    known = RoutingContext(
        said=replace(said(incoming), key=_is_key(desk, incoming)),
        is_staff=permissions.is_staff(desk.me()),
        album=await _album(desk, incoming),
        note_before=await _note_before(desk, incoming, met),
        reply=await reply_of(desk, incoming, prompts),
    )
    return known if known.reply is not None and known.reply.leads else await _look_on(desk, known, incoming, met)


async def _look_on(desk: Desk, known: RoutingContext, incoming: IncomingMessage, met: MessageLookup) -> RoutingContext:
    waiting = _in_time(desk, met.asked)
    add_to = next((q for q in waiting if q.kind in NEXT_MESSAGE), None)
    mine = met.mine
    takes_more = next((q.id for q in waiting if q.kind in _TAKES_MORE), None)
    return replace(
        known,
        add_to=await _named(desk, add_to) if add_to is not None and add_to.kind is QuestionKind.ADD_TO else None,
        new_next=add_to is not None and add_to.kind is QuestionKind.NEW_NEXT,
        subject_of=add_to.ticket_id if add_to is not None and add_to.kind is QuestionKind.SUBJECT else None,
        asked=await _asked(desk, incoming, met),
        draft=next((option(desk, t) for t, _ in mine if t.is_draft), None),
        rating_of=await _rating(desk, [t for t, _ in mine]),
        own=tuple(option(desk, t, at) for t, at in mine if _is_own(t, desk)),
        open_question=await _where_to(desk) if known.is_staff else takes_more,
        untaken=() if limits.is_exempt(desk) else limits.untaken_of(t for t, _ in mine),
        max_untaken=desk.rules.limits.max_untaken,
    )


async def _asked(desk: Desk, incoming: IncomingMessage, met: MessageLookup) -> tuple[int, TicketOption] | None:
    """The newest question to say more of a request, if these may be the words that answer it: sent after it was read,
    and before they are likely to be about something else. Nothing is read for it where there is one request."""
    tickets = {ticket.id: ticket for ticket, _ in met.mine}
    open_ones = [q for q in met.asked if q.kind in form_answers.KINDS and q.ticket_id in tickets]
    newest = max(open_ones, key=lambda q: q.id, default=None)
    if newest is None or newest.ticket_id is None or incoming.forwarded_from is not None:
        return None
    if not READ_BY <= incoming.sent_at - newest.asked_at <= ANSWERED_BY:
        return None
    if len(tickets) > 1 and await _was_asked_since(desk, newest, incoming):
        return None
    return newest.id, option(desk, tickets[newest.ticket_id])


async def _was_asked_since(desk: Desk, question: Question, incoming: IncomingMessage) -> bool:
    """Whether they were asked something newer, which is asked no more though they neither answered nor skipped it:
    these may be the words for that."""
    newer = select(Question.data).where(
        Question.person_id == desk.me().id,
        Question.kind.in_(form_answers.KINDS),
        Question.id > question.id,
        Question.answered_at.is_(None),
        Question.closed_at.is_not(None),
        Question.asked_at >= incoming.sent_at - ANSWERED_BY,
    )
    return any(not data.get("skipped") for data in await desk.session.scalars(newer))


def _is_key(desk: Desk, incoming: IncomingMessage) -> bool:
    """Whether it calls a canned reply; of a desk that never had one nothing does."""
    alone = incoming.content is None and incoming.album is None and incoming.forwarded_from is None
    return desk.rules.knowledge.canned is not None and alone and keys.lone(incoming.words.text) is not None


def said(incoming: IncomingMessage) -> Said:
    """What the words themselves are."""
    text = incoming.words.text
    alone = not incoming.files and incoming.content is None
    is_own = alone and incoming.album is None and incoming.forwarded_from is None
    return Said(
        has_text=alone and bool(text.strip()),
        lone_command=alone and _LONE_COMMAND.fullmatch(text) is not None,
        note=is_note(text),
        small_talk=_is_small_talk(incoming),
        yes=is_yes(text),
        greeting=is_own and is_greeting(text),
        asks_for_state=is_own and is_asking_for_progress(text),
        command=is_command(text),
    )


def _is_small_talk(incoming: IncomingMessage) -> bool:
    if incoming.forwarded_from is not None or incoming.album is not None:
        return False
    if incoming.files:
        return not incoming.words.text and [f.kind for f in incoming.files] == [FileKind.STICKER]
    if incoming.content is not None:
        return incoming.content == "dice"
    return is_small_talk(incoming.words.text)


def _is_own(ticket: Ticket, desk: Desk) -> bool:
    """Filed, and open or ended within 72 hours."""
    lately = ticket.ended_at is not None and ticket.ended_at >= desk.now - LATELY
    return ticket.filed_at is not None and (ticket.status not in FINISHED or lately)


def _in_time(desk: Desk, asked: Sequence[Question]) -> list[Question]:
    """The open questions whose time has not run out, newest first."""
    still = [q for q in asked if q.answered_at is None and q.closed_at is None and q.due_at and q.due_at > desk.now]
    return sorted(still, key=lambda q: (q.asked_at, q.id), reverse=True)


async def _rating(desk: Desk, mine: Sequence[Ticket]) -> int | None:
    """The ticket that was just confirmed or rated, while a word still belongs to that."""
    until = [(surveys.get_comment_deadline(ticket, desk.rules), ticket.id) for ticket in mine]
    may = [(at, ticket_id) for at, ticket_id in until if at is not None and at > desk.now]
    if not may:
        return None
    ids = [ticket_id for _, ticket_id in sorted(may, reverse=True)]
    asked = select(Question.ticket_id).where(Question.kind == QuestionKind.RATING_WORD, any_of(Question.ticket_id, ids))
    had = set(await desk.session.scalars(asked))
    return next((ticket_id for ticket_id in ids if ticket_id not in had), None)


async def _where_to(desk: Desk) -> int | None:
    """The newest open "where to?" whose last words came within the question's time: what follows belongs to it."""
    newest = (
        select(Question.id)
        .join(Entry, Entry.question_id == Question.id)
        .where(
            Question.person_id == desk.me().id,
            Question.kind == QuestionKind.WHERE_TO,
            Question.answered_at.is_(None),
            Question.closed_at.is_(None),
            Entry.created_at >= desk.now - desk.rules.requests.question,
        )
        .order_by(Question.id.desc())
        .limit(1)
    )
    return await desk.session.scalar(newest)


async def _named(desk: Desk, question: Question) -> TicketOption | None:
    ticket = await desk.session.get(Ticket, question.ticket_id, populate_existing=True)
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id, populate_existing=True)
    return option(desk, ticket) if ticket is not None and ticket.requester_id == desk.me().id else None


async def _note_before(desk: Desk, incoming: IncomingMessage, met: MessageLookup) -> NoteBefore | None:
    """The staff's own note that this goes on, where that still takes words."""
    entry = note_before(desk, incoming, met.note_before)
    if entry is None or entry.ticket_id is not None:
        return NoteBefore(entry.ticket_id) if entry is not None else None
    question = await desk.session.get(Question, entry.question_id)
    waits = question is not None and question.answered_at is None and question.closed_at is None
    return NoteBefore(question_id=entry.question_id) if waits else None


async def _album(desk: Desk, incoming: IncomingMessage) -> int | None:
    """The entry that began with another part of the same album."""
    if incoming.album is None:
        return None
    first = select(Entry.id).where(Entry.said_chat_id == incoming.chat_id, Entry.album == incoming.album)
    return await desk.session.scalar(first.order_by(Entry.id.desc()).limit(1))


AT_ONCE = timedelta(seconds=2)
_LEAST_PART = 2000


def note_before(desk: Desk, incoming: IncomingMessage, before: tuple[Entry, datetime] | None) -> Entry | None:
    """The note of a member of staff that this message of theirs goes on; None when it stands for itself. `before`: the
    note that the message before it became, and when that was sent."""
    if before is None or incoming.files or incoming.content is not None or not permissions.is_staff(desk.me()):
        return None
    entry, sent_at = before
    is_theirs = entry.author_id == desk.me().id and entry.withdrawn_at is None
    is_full = count_units(entry.body) >= _LEAST_PART and not entry.edited_at
    return entry if is_theirs and is_full and incoming.sent_at - sent_at <= AT_ONCE else None
