"""Look up what decides where a message goes: the reply, the draft, questions and tickets of its author."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Entry, FileKind, OwnTicket, Question, QuestionKind, Ticket, any_of
from desk import Desk
from desk.canned import reply_keys
from desk.conversation import form_answers
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.message_lookup import LATELY, MessageLookup, make_option
from desk.inbound.prompt_replies import Prompts
from desk.inbound.reply_target import find_reply, get_lone_text
from desk.inbound.routing_types import NoteBefore, RoutingContext, TicketOption, WordTraits
from desk.organizations import registration_steps
from desk.policy import FINISHED, Verb, permissions, surveys, verb_check
from desk.questions import focus, organization_question
from desk.questions.asking import NEXT_MESSAGE
from desk.requests import request_limits
from desk.text import count_units, is_asking_for_progress, is_greeting, is_small_talk
from desk.text.command_mark import is_command
from desk.text.note_mark import is_note
from desk.text.small_talk import is_yes

_LONE_COMMAND = re.compile(r"\s*/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]+)?\s*", re.ASCII)
READ_BY, ANSWERED_BY = timedelta(seconds=2), timedelta(minutes=15)
_TAKES_MORE = (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY)


async def build_context(desk: Desk, incoming: IncomingMessage, met: MessageLookup, prompts: Prompts) -> RoutingContext:
    """Return the situation of `desk.actor` at `desk.now`. `met`: the lookup of their message, made after due questions
    expired.

    If the reply alone decides, nothing else is looked up.
    """
    known = RoutingContext(
        said=replace(describe_words(incoming), key=_is_key(desk, incoming)),
        is_staff=permissions.is_staff(desk.require_actor()),
        album=await _find_album(desk, incoming),
        note_before=await _find_note_before(desk, incoming, met),
        reply=await find_reply(desk, incoming, prompts),
    )
    return (
        known
        if known.reply is not None and known.reply.is_decisive
        else await _look_further(desk, known, incoming, met)
    )


async def _look_further(
    desk: Desk, known: RoutingContext, incoming: IncomingMessage, met: MessageLookup
) -> RoutingContext:
    waiting = _list_in_time(desk, met.asked)
    add_to = next((q for q in waiting if q.kind in NEXT_MESSAGE), None)
    named = await _find_named(desk, add_to) if add_to is not None and add_to.ticket_id is not None else None
    kind = add_to.kind if add_to is not None else None
    mine = met.mine
    registering = [q for q in waiting if q.kind in registration_steps.KINDS and desk.rules.organizations.enabled]
    registers = next((q.id for q in registering if registration_steps.is_answer(q, incoming)), None)
    focused = focus.find_focus(desk, met.asked) if known.is_staff else None
    takes_more = next((q.id for q in waiting if q.kind in _TAKES_MORE), None)
    return replace(
        known,
        add_to=named if kind is QuestionKind.ADD_TO else None,
        new_next=kind is QuestionKind.NEW_NEXT,
        subject_of=named.id if named is not None and kind is QuestionKind.SUBJECT else None,
        asked=await _find_asked(desk, incoming, met),
        draft=next((make_option(desk, t) for t in mine if t.is_draft), None),
        rating_of=await _find_rated(desk, mine),
        own=tuple(make_option(desk, t, t.last_word) for t in mine if _is_own(t, desk)),
        open_question=await _find_where_to(desk) if known.is_staff else takes_more,
        untaken=() if request_limits.is_exempt(desk) else request_limits.filter_untaken(mine),
        max_untaken=desk.rules.limits.max_untaken,
        registers=registers,
        for_organization=await _find_for_organization(desk, incoming, met),
        focus=focused.ticket_id if focused is not None else None,
        stops_registering=registers is None and any(q.kind is QuestionKind.REGISTER for q in registering),
    )


async def _find_for_organization(desk: Desk, incoming: IncomingMessage, met: MessageLookup) -> int | None:
    """Return the newest open question for which organization a request is, if the words name one of its choices."""
    asked = [q for q in met.asked if q.kind is QuestionKind.ORGANIZATION and q.answered_at is None]
    newest = max(asked, key=lambda q: q.id, default=None)
    if newest is None or incoming.sent_at - newest.asked_at < READ_BY or incoming.reply_to_message_id is not None:
        return None
    found = await organization_question.find_named(desk, newest, get_lone_text(incoming))
    return newest.id if found else None


async def _find_asked(desk: Desk, incoming: IncomingMessage, met: MessageLookup) -> tuple[int, TicketOption] | None:
    """Return the newest open question to say more of a request, if these may be the words that answer it: sent after
    the question was read, and before they are likely to be about something else.

    For a single request this costs no query.
    """
    tickets = {ticket.id: ticket for ticket in met.mine}
    open_ones = [q for q in met.asked if q.kind in form_answers.KINDS and q.ticket_id in tickets]
    newest = max(open_ones, key=lambda q: q.id, default=None)
    if newest is None or newest.ticket_id is None or incoming.forwarded_from is not None:
        return None
    if not READ_BY <= incoming.sent_at - newest.asked_at <= ANSWERED_BY:
        return None
    if len(tickets) > 1 and await _has_been_asked_since(desk, newest, incoming):
        return None
    return newest.id, make_option(desk, tickets[newest.ticket_id])


async def _has_been_asked_since(desk: Desk, question: Question, incoming: IncomingMessage) -> bool:
    """Return True if they were asked something newer that was closed without an answer or a skip: the words may be
    about that."""
    newer = select(Question.data).where(
        Question.person_id == desk.require_actor().id,
        Question.kind.in_(form_answers.KINDS),
        Question.id > question.id,
        Question.answered_at.is_(None),
        Question.closed_at.is_not(None),
        Question.asked_at >= incoming.sent_at - ANSWERED_BY,
    )
    return any(not data.get("skipped") for data in await desk.session.scalars(newer))


def _is_key(desk: Desk, incoming: IncomingMessage) -> bool:
    """Return True if the words call a canned reply. A desk that never had one pays nothing for this."""
    alone = incoming.content is None and incoming.album is None and incoming.forwarded_from is None
    return (
        desk.rules.knowledge.canned is not None and alone and reply_keys.parse_lone_key(incoming.words.text) is not None
    )


def describe_words(incoming: IncomingMessage) -> WordTraits:
    """Return what the words are by themselves."""
    text = incoming.words.text
    alone = not incoming.files and incoming.content is None
    is_own = alone and incoming.album is None and incoming.forwarded_from is None
    return WordTraits(
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


def _is_own(ticket: OwnTicket, desk: Desk) -> bool:
    """Return True for filed tickets that are open or ended within 72 hours."""
    lately = ticket.ended_at is not None and ticket.ended_at >= desk.now - LATELY
    return ticket.filed_at is not None and (ticket.status not in FINISHED or lately)


def _list_in_time(desk: Desk, asked: Sequence[Question]) -> list[Question]:
    """Return the open questions whose time has not run out, newest first."""
    still = [q for q in asked if q.answered_at is None and q.closed_at is None and q.due_at and q.due_at > desk.now]
    return sorted(still, key=lambda q: (q.asked_at, q.id), reverse=True)


async def _find_rated(desk: Desk, mine: Sequence[OwnTicket]) -> int | None:
    """Return the id of the ticket that was just confirmed or rated, while a word may still be added to the rating."""
    until = [(surveys.get_comment_deadline(ticket, desk.rules), ticket.id) for ticket in mine]
    may = [(at, ticket_id) for at, ticket_id in until if at is not None and at > desk.now]
    if not may:
        return None
    ids = [ticket_id for _, ticket_id in sorted(may, reverse=True)]
    asked = select(Question.ticket_id).where(Question.kind == QuestionKind.RATING_WORD, any_of(Question.ticket_id, ids))
    had = set(await desk.session.scalars(asked))
    return next((ticket_id for ticket_id in ids if ticket_id not in had), None)


async def _find_where_to(desk: Desk) -> int | None:
    """Return the id of the newest open "where to?" that got words within the question's time: further words belong
    to it."""
    newest = (
        select(Question.id)
        .join(Entry, Entry.question_id == Question.id)
        .where(
            Question.person_id == desk.require_actor().id,
            Question.kind == QuestionKind.WHERE_TO,
            Question.answered_at.is_(None),
            Question.closed_at.is_(None),
            Entry.created_at >= desk.now - desk.rules.requests.question,
        )
        .order_by(Question.id.desc())
        .limit(1)
    )
    return await desk.session.scalar(newest)


async def _find_named(desk: Desk, question: Question) -> TicketOption | None:
    ticket = await desk.session.get(Ticket, question.ticket_id, populate_existing=True)
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id, populate_existing=True)
    may = ticket is not None and await verb_check.can_use_verb(desk, ticket, Verb.COMMENT)
    return make_option(desk, ticket) if ticket is not None and may else None


async def _find_note_before(desk: Desk, incoming: IncomingMessage, met: MessageLookup) -> NoteBefore | None:
    """Return the staff note that this message continues, if it still takes words."""
    entry = find_continued_note(desk, incoming, met.note_before)
    if entry is None or entry.ticket_id is not None:
        return NoteBefore(entry.ticket_id) if entry is not None else None
    question = await desk.session.get(Question, entry.question_id)
    waits = question is not None and question.answered_at is None and question.closed_at is None
    return NoteBefore(question_id=entry.question_id) if waits else None


async def _find_album(desk: Desk, incoming: IncomingMessage) -> int | None:
    """Return the id of the entry that began with another part of the same album."""
    if incoming.album is None:
        return None
    first = select(Entry.id).where(Entry.said_chat_id == incoming.chat_id, Entry.album == incoming.album)
    return await desk.session.scalar(first.order_by(Entry.id.desc()).limit(1))


AT_ONCE = timedelta(seconds=2)
_LEAST_PART = 2000


def find_continued_note(desk: Desk, incoming: IncomingMessage, before: tuple[Entry, datetime] | None) -> Entry | None:
    """Return the note that this message of an agent continues, or None.

    `before`: the note that the previous message became, and when that was sent. A long text typed into Telegram arrives
    in parts.
    """
    if (
        before is None
        or incoming.files
        or incoming.content is not None
        or not permissions.is_staff(desk.require_actor())
    ):
        return None
    entry, sent_at = before
    is_theirs = entry.author_id == desk.require_actor().id and entry.withdrawn_at is None
    is_full = count_units(entry.body) >= _LEAST_PART and not entry.edited_at
    return entry if is_theirs and is_full and incoming.sent_at - sent_at <= AT_ONCE else None
