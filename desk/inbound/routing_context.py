"""Look up what decides where a message goes: the reply, the draft, questions and tickets of its author."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import (
    Entry,
    EntryKind,
    FileKind,
    OwnTicket,
    Question,
    QuestionKind,
    Status,
    Ticket,
    any_of,
)
from desk import Desk
from desk.acts.staff_sentences import VERBS, StaffMeaning, hear_staff, read_number
from desk.canned import reply_keys
from desk.conversation.new_entry import IncomingMessage
from desk.inbound import open_questions
from desk.inbound.message_lookup import LATELY, MessageLookup, has_question, make_option
from desk.inbound.prompt_replies import Prompts
from desk.inbound.reply_target import find_reply, get_lone_text, is_kept_inside
from desk.inbound.routing_types import AskedFor, Destination, Reply, Route, RoutingContext, TicketOption, WordTraits
from desk.inbound.undo_last_act import find_last_act
from desk.people import chat_ids, waiting
from desk.policy import Verb, permissions, verb_check
from desk.questions import asking, focus
from desk.text import Heard, Meaning, choice_in_words, count_units, hear
from desk.text.note_prefix import is_note
from desk.text.own_words import hide_quoted
from desk.text.request_prefix import PREFIX, TURN
from desk.text.slashes import find_slash_end

_LONE_COMMAND = re.compile(r"\s*/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]+)?\s*", re.ASCII)
_NUMBER = re.compile(r"\W*(?:[#№]\s?[0-9]{1,9}|[0-9]{1,2}(?:\s?/\s?[0-9]{1,2})?)\W*")
_TAKES_MORE = (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY, QuestionKind.RATING_WORD)
_PLEASED = Heard(frozenset({frozenset({Meaning.THANKS})}))


async def build_context(desk: Desk, incoming: IncomingMessage, met: MessageLookup, prompts: Prompts) -> RoutingContext:
    """Return the situation of `desk.actor` at `desk.now`. `met`: the lookup of their message, made after due questions
    expired.

    If the reply alone decides, nothing else is looked up.
    """
    said = describe_words(incoming, (met.other_side.name,) if met.other_side is not None else ())
    staff = permissions.is_staff(desk.require_actor())
    listed = _hear_staff(desk, incoming) if staff else None
    shows = read_number(get_lone_text(incoming)) if staff else None
    doubtful = staff and incoming.is_doubtful
    key = desk.rules.knowledge.canned is not None and _is_key(incoming)
    said = replace(said, key=key, staff=listed, shows=shows, doubtful=doubtful)
    draft = next((ticket for ticket in met.mine if ticket.is_draft), None)
    is_offered = draft is not None and not staff and await _is_offered(desk, draft)
    said = replace(said, meaning=Heard()) if is_offered else said
    reply = (
        await find_reply(desk, incoming, said, prompts) if staff or incoming.reply_to_message_id is not None else None
    )
    reply = None if reply is not None and await _is_of_none(desk, reply) else reply
    goes_on = incoming.album is not None or met.note_before is not None
    takes_back = listed is StaffMeaning.UNDO and (reply is None or reply.answers is None)
    known = RoutingContext(
        said=said,
        is_staff=staff,
        is_offered=is_offered,
        continues=await _find_continued(desk, incoming, met) if goes_on and not said.doubtful else None,
        reply=reply,
        takes_back=await find_last_act(desk, incoming, reply) if takes_back else None,
        stays_inside=staff and await is_kept_inside(desk, incoming, reply.about if reply is not None else None),
    )
    return (
        known
        if known.reply is not None and known.reply.is_decisive
        else await _look_further(desk, known, incoming, met, draft)
    )


async def _is_of_none(desk: Desk, reply: Reply) -> bool:
    """Return True for a reply, in an own account, to words that never became a request and are decided about."""
    if reply.option is None or reply.option.is_open or not chat_ids.is_own_chat(desk.require_actor().telegram_id):
        return False
    return (await desk.session.get_one(Ticket, reply.option.id)).filed_at is None


async def _is_offered(desk: Desk, draft: OwnTicket) -> bool:
    """Return True if only the owner of the account knows of the words: nothing is asked there in the owner's name."""
    if not chat_ids.is_own_chat(desk.require_actor().telegram_id):
        return False
    ticket = await desk.session.get_one(Ticket, draft.id)
    return await waiting.find_offer(desk, ticket, desk.require_actor()) is not None


async def _look_further(
    desk: Desk, known: RoutingContext, incoming: IncomingMessage, met: MessageLookup, draft: OwnTicket | None
) -> RoutingContext:
    here = desk.place.topic
    its = here.ticket_id if here is not None else None
    is_new = here is not None and its is None
    met = _narrow_to_topic(its, met) if its is not None else met
    waiting = open_questions.list_in_time(desk, met.questions) if met.questions else []
    own = await _list_own(desk, known.said, met)
    topic = await _find_topic(desk, its, own) if its is not None else None
    own = own if topic is None else (topic,)
    begun = make_option(desk, draft) if draft is not None and here is None else None
    begun = topic if topic is not None and topic.is_draft else begun
    spoken_of = _find_spoken_of(desk, met, own)
    situation = open_questions.Situation(incoming, known.said, known.is_staff, met, waiting, own, begun, spoken_of)
    asked = open_questions.list_met(situation)
    next_one = next((q for q in waiting if q.kind in (QuestionKind.ADD_TO, QuestionKind.NEW_NEXT)), None)
    announced = next_one is not None and next_one.kind is QuestionKind.ADD_TO
    takes_more = next((q.id for q in waiting if q.kind in _TAKES_MORE), None)
    return replace(
        known,
        answers_ours=await open_questions.find_ours_answered(desk, situation, asked) if asked else None,
        add_to=await _find_named(desk, next_one) if next_one is not None and announced else None,
        new_next=next_one is not None and not announced,
        draft=begun,
        answers=await open_questions.find_answered(desk, situation, asked) if asked else None,
        own=own,
        spoken_of=spoken_of,
        open_question=await open_questions.find_where_to(desk) if known.is_staff else takes_more,
        topic=topic,
        new_topic=is_new,
        is_idle=known.is_staff and _is_idle(known.said.meaning) and not await asking.list_theirs(desk),
    )


def _is_idle(heard: Heard) -> bool:
    return heard.is_polite or heard.declines or heard.is_no or heard.postpones


def _narrow_to_topic(its: int, met: MessageLookup) -> MessageLookup:
    """Return what a message in the topic of a request meets: that request, and questions about it or about none."""
    asked = [question for question in met.questions if question.ticket_id in (None, its)]
    return replace(met, questions=asked, mine=[ticket for ticket in met.mine if ticket.id == its])


async def _find_topic(desk: Desk, its: int, own: Sequence[TicketOption]) -> TicketOption:
    """Return the request in whose topic the message was written."""
    known = next((option for option in own if option.id == its), None)
    return known or make_option(desk, await desk.session.get_one(Ticket, its))


async def _list_own(desk: Desk, said: WordTraits, met: MessageLookup) -> tuple[TicketOption, ...]:
    """Return the requester's own tickets; where it decides, with whether agents have asked something: small talk may be
    the answer, and words after answers in several tickets are rather for the agent who asked."""
    own = tuple(make_option(desk, t, t.last_word) for t in met.mine if _is_own(t, desk))
    held = [
        option for option in own if option.is_open and (option.status is not Status.RESOLVED or option.is_told_since)
    ]
    may_answer = said.meaning.is_small_talk or said.meaning.has_never_mind or (said.meaning.is_no and len(held) > 1)
    if not held or not (may_answer or sum(option.is_answered for option in held) > 1):
        return own
    are_held = any_of(Entry.ticket_id, [option.id for option in held])
    latest = select(func.max(Entry.id)).where(are_held, Entry.kind == EntryKind.REPLY, Entry.withdrawn_at.is_(None))
    answered = select(Entry).where(Entry.id.in_(latest.group_by(Entry.ticket_id)))
    asked = {entry.ticket_id for entry in await desk.session.scalars(answered) if has_question(entry)}
    return tuple(replace(option, is_asking=True) if option.id in asked else option for option in own)


def _find_spoken_of(desk: Desk, met: MessageLookup, own: Sequence[TicketOption]) -> int | None:
    """Return the ticket in focus; or the one of a requester's that we have spoken of since, within the time of a
    question."""
    focused = focus.find_focus(desk, met.questions) if met.questions else None
    if permissions.is_staff(desk.require_actor()):
        return focused.ticket_id if focused is not None else None
    time = desk.rules.requests.question
    since = focused.due_at - time if focused is not None and focused.due_at is not None else desk.now - time
    spoken = {option: at for option in own if (at := _get_our_word(option)) is not None and since < at <= desk.now}
    if not spoken:
        return focused.ticket_id if focused is not None else None
    ask = [option for option in spoken if option.is_asking]
    if len(ask) == 1:
        return ask[0].id
    latest = max(spoken, key=lambda option: spoken[option])
    is_clear = len(spoken) == 1 or [option for option in spoken if option.asked_at is None] == [latest]
    return latest.id if is_clear else None


def _get_our_word(option: TicketOption) -> datetime | None:
    """Return when the team last spoke of an open ticket: with the last word, or by asking whether it works now."""
    said = (option.last_at if option.is_answered else None, option.asked_at)
    return max((at for at in said if at is not None), default=None) if option.is_open else None


def _is_key(incoming: IncomingMessage) -> bool:
    """Return True if the words call a canned reply."""
    alone = incoming.content is None and incoming.album is None
    return alone and reply_keys.parse_lone_key(hide_quoted(incoming.own_words)) is not None


def describe_words(incoming: IncomingMessage, names: tuple[str, ...] = ()) -> WordTraits:
    """Return what the words are by themselves. `names`: of whom they may thank."""
    own, whole = incoming.own_words, incoming.words.text
    alone, said = not incoming.files and incoming.content is None, hide_quoted(own)
    slash = find_slash_end(whole) is not None
    note = slash and is_note(whole)
    return WordTraits(
        has_text=alone and bool(own.strip()),
        lone_command=alone and _LONE_COMMAND.fullmatch(own) is not None,
        begins=incoming.album is None and PREFIX.match(said) is not None,
        turns=incoming.album is None and TURN.match(said) is not None,
        number=alone and (_NUMBER.fullmatch(said) is not None or open_questions.is_only_stars(said)),
        note=note,
        command=slash and not note,
        meaning=_hear(incoming, own, names),
        is_own_matter=alone and incoming.album is None and choice_in_words.is_new_matter(said),
        may_give_up=alone and choice_in_words.may_give_up(whole),
    )


def _hear_staff(desk: Desk, incoming: IncomingMessage) -> str | None:
    """Return what a line of staff is for the desk. Where requesters read it, it is no verb, and in an own account
    nothing."""
    heard = hear_staff(get_lone_text(incoming))
    is_public = desk.place.is_requesters_chat or (desk.place.is_public and heard in VERBS)
    return None if is_public else heard


def _hear(incoming: IncomingMessage, own: str, names: tuple[str, ...]) -> Heard:
    """Return what the message means: its words, or the emoji of a sticker. A sticker without one is meant kindly."""
    if incoming.forwarded_from is not None or incoming.album is not None:
        return Heard()
    if incoming.content is not None:
        return _PLEASED if incoming.content == "dice" else Heard()
    if not incoming.files:
        return hear(own, names) if own or not incoming.words.text.strip() else Heard()
    if incoming.words.text or [f.kind for f in incoming.files] != [FileKind.STICKER]:
        return Heard()
    return hear(incoming.sticker) if incoming.sticker else _PLEASED


def _is_own(ticket: OwnTicket, desk: Desk) -> bool:
    """Return True for filed tickets that are open or ended within 72 hours."""
    lately = ticket.ended_at is not None and ticket.ended_at >= desk.now - LATELY
    return ticket.filed_at is not None and (ticket.status.is_open or lately)


async def _find_named(desk: Desk, question: Question) -> TicketOption | None:
    ticket = await desk.session.get(Ticket, question.ticket_id, populate_existing=True)
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id, populate_existing=True)
    may = ticket is not None and await verb_check.can_use_verb(desk, ticket, Verb.COMMENT)
    return make_option(desk, ticket) if ticket is not None and may else None


async def _find_continued(desk: Desk, incoming: IncomingMessage, met: MessageLookup) -> Route | None:
    """Return where the words are that this message goes on with, as a further part of an album or of a note."""
    found = await _find_album(desk, incoming.chat_id, incoming.album) if incoming.album is not None else None
    return (
        found
        if found is not None or met.note_before is None
        else await _find_note_before(desk, incoming, met.note_before)
    )


async def _find_note_before(desk: Desk, incoming: IncomingMessage, before: tuple[Entry, datetime]) -> Route | None:
    """Return where the staff note is that this message continues, if it still takes words."""
    entry = find_continued_note(desk, incoming, before)
    if entry is None or entry.ticket_id is not None:
        return Route(Destination.NOTE, ticket_id=entry.ticket_id) if entry is not None else None
    question = await desk.session.get(Question, entry.question_id)
    if question is None or not question.is_open:
        return None
    return Route(Destination.ANSWER, asked_for=AskedFor.WORDS, question_id=question.id, note=True)


async def _find_album(desk: Desk, chat_id: int, album: str) -> Route | None:
    """Return where the entry is that began with another part of the same album."""
    first = select(Entry.id).where(Entry.said_chat_id == chat_id, Entry.album == album)
    entry_id = await desk.session.scalar(first.order_by(Entry.id.desc()).limit(1))
    return Route(Destination.JOIN_ALBUM, entry_id=entry_id) if entry_id is not None else None


AT_ONCE = timedelta(seconds=2)
_LEAST_PART = 2000


def find_continued_note(desk: Desk, incoming: IncomingMessage, before: tuple[Entry, datetime]) -> Entry | None:
    """Return the note that this message of an agent continues, or None.

    `before`: the note that the previous message became, and when that was sent. A long text typed into Telegram arrives
    in parts.
    """
    if incoming.files or incoming.content is not None or not permissions.is_staff(desk.require_actor()):
        return None
    entry, sent_at = before
    is_theirs = entry.author_id == desk.require_actor().id and entry.withdrawn_at is None
    is_full = count_units(entry.body) >= _LEAST_PART and not entry.edited_at
    return entry if is_theirs and is_full and incoming.sent_at - sent_at <= AT_ONCE else None
