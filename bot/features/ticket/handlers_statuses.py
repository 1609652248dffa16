"""`/progress`, `/pending`, `/hold`, `/resolve`, `/reopen`: commands that change the status. Words behind `/pending` and
`/resolve`, and behind `/hold` in a reply or in focus, are an answer that is sent with it. The desk checks who acts."""

import re

from aiogram import Router
from aiogram.types import Message

from bot.content import read_message
from bot.handlers import CommandFilter, IsPrivate, IsStaff, TypedCommand, respond
from db.models import EntryKind, QuestionKind, Ticket
from desk import Desk, Refused, TicketResult
from desk.conversation import answer_and_status, thread
from desk.conversation.new_entry import NewEntry
from desk.groups import routing
from desk.inbound import reply_target
from desk.policy import Verb
from desk.questions import asking
from desk.sla import day_bounds
from desk.sla.desk_hours import get_desk_calendar
from desk.text import RichText, count_units, cut_text, typed_moments
from desk.text.note_prefix import is_note, strip_note_mark
from desk.text.typed_moments import TypedMoment
from desk.tickets import lifecycle

_VERBS = {
    "progress": (lifecycle.start_progress, "done-progress"),
    "pending": (lifecycle.set_pending, "done-pending"),
    "resolve": (lifecycle.resolve, "done-resolve"),
    "reopen": (answer_and_status.reopen, "done-reopen"),
}
_WITH_WORDS = {"pending": Verb.PENDING, "resolve": Verb.RESOLVE}

_NUMBERS = re.compile(r"#?[0-9]+(?:[\s,;]+#?[0-9]+)*")  # of several tickets, which are no words for the first of them


def make_router() -> Router:
    """Return a fresh router of these commands."""
    made = Router(name="statuses")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(change_status, CommandFilter(*_VERBS))
    made.message.register(put_on_hold, CommandFilter("hold"))
    return made


async def change_status(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/progress N`, `/pending N text`, `/resolve N text`, `/reopen N`."""
    with_words = _WITH_WORDS.get(command.name)
    named = command.number if with_words is not None else None
    if named is not None and await asking.ask_where_first(desk, named, is_typed=True):
        return
    only_numbers = command.replied is None and _NUMBERS.fullmatch(command.after_number.text.strip()) is not None
    if with_words is not None and command.number is not None and not only_numbers:
        words = await _keep_note(message, desk, command.number, command.after_number)
        if await _send_words(message, desk, command.number, words, with_words):
            return
        command = TypedCommand(command.name, RichText(str(command.number)))
    number = respond.require_number(desk, command)
    if number is None:
        return
    verb, key = _VERBS[command.name]
    done = await verb(desk, number)
    await routing.remember_command(desk, done.id)
    if not done.waits and not respond.mark_done(desk, changed=done.changed):
        respond.post_line(desk, key, done.id, number=done.number, name=done.requester.name)


async def put_on_hold(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/hold N why` and `/hold N until friday why`, whose reason the team reads, and `/hold text` in a reply or
    in focus, which is an answer. Without words put it on hold now and ask for the reason."""
    if command.number is None:
        respond.post_line(desk, "usage-hold")
        return
    words = command.after_number
    meant = typed_moments.parse_moment(words.text.strip(), now=desk.now, zone=desk.rules.timezone)
    if meant is None and typed_moments.is_mistyped(words.text.strip(), desk.today):
        respond.post_line(desk, "usage-hold")
        return
    meant = meant if meant is not None and meant.marked else None
    rest = words if meant is None else _cut_to(words, meant.rest)
    is_answer = command.replied is not None and await _is_answer(message, desk, rest)
    if is_answer and await _send_words(message, desk, command.number, rest, Verb.HOLD):
        rest = RichText()
        if meant is None:
            return
    reason = strip_note_mark(rest).text.strip()
    if meant is None:
        await _hold(desk, command.number, reason)
    else:
        await _hold_until(desk, command.number, reason, meant)


async def _hold_until(desk: Desk, number: int, reason: str, meant: TypedMoment) -> None:
    until = meant.at
    if meant.day is not None:
        until = day_bounds.get_day_start(meant.day, desk.rules.timezone, get_desk_calendar(desk.rules))
    if until is None:
        raise Refused("hold-past")
    done = await thread.put_on_hold(desk, number, reason, until=until)
    respond.post_line(desk, "done-hold-until", done.id, number=done.number, at=int(until.timestamp()))


async def _hold(desk: Desk, number: int, reason: str) -> None:
    """Put it on hold without a time; a time set earlier stays, and the line says so."""
    done = await thread.put_on_hold(desk, number, reason) if reason else await hold_and_ask(desk, number)
    if done.held_until is not None:
        respond.post_line(desk, "done-hold-still", done.id, number=done.number, at=int(done.held_until.timestamp()))
    elif reason or not done.changed:
        respond.post_line(desk, "done-hold", done.id, number=done.number)


async def hold_and_ask(desk: Desk, number: int) -> TicketResult:
    """Put the ticket on hold and ask for the reason; the reply is an internal note."""
    done = await lifecycle.put_on_hold(desk, number)
    if done.changed:
        await asking.ask_actor(desk, QuestionKind.HOLD_REASON, ticket_id=done.id)
    return done


async def _keep_note(message: Message, desk: Desk, number: int, words: RichText) -> RichText:
    """Return the words of an answer; words for the team are added as a note, and nothing is left of them."""
    if await _is_answer(message, desk, words):
        return words
    said = read_message(message, words=strip_note_mark(words), now=desk.now)
    if said.words.text.strip() or said.files:
        await thread.add_note(desk, number, NewEntry.from_message(said))
    return RichText()


async def _is_answer(message: Message, desk: Desk, words: RichText) -> bool:
    """Return True unless these words begin with `//`, reply to what colleagues said, or stay inside."""
    said = read_message(message, now=desk.now)
    replied = await reply_target.find_ticket_reply(desk, said)
    to_note, about = (replied.to_note, replied.about) if replied is not None else (False, None)
    return not (is_note(words.text) or to_note or await reply_target.is_kept_inside(desk, said, about))


async def _send_words(message: Message, desk: Desk, number: int, words: RichText, verb: Verb) -> bool:
    """Send the words and files with the change of status, and say so. Return False if there are none."""
    said = read_message(message, words=words, now=desk.now)
    if not (words.text.strip() or said.files):
        return False
    said.require_read()
    replied = await reply_target.find_ticket_reply(desk, said)
    ticket_id = await respond.require_ticket_id(desk, number)
    of_it = replied is not None and replied.option is not None and replied.option.id == ticket_id
    answers_id = replied.entry_id if replied is not None and of_it else None
    entry = await answer_and_status.send_and_move(
        desk, number, NewEntry.from_message(said, answers_id=answers_id), verb
    )
    if entry.kind is EntryKind.REPLY:
        ticket = await desk.session.get_one(Ticket, entry.ticket_id)
        name = (await desk.get_requester(ticket)).name
        respond.post_line(desk, "done-with-words", ticket.id, number=number, name=name, status=ticket.status.value)
    return True


def _cut_to(words: RichText, rest: str) -> RichText:
    """Return the end of the words that has as many of them as `rest`."""
    many = len(rest.split())
    begins = [found.start() for found in re.finditer(r"\S+", words.text)][-many] if many else len(words.text)
    return cut_text(words, count_units(words.text[:begins]), count_units(words.text))
