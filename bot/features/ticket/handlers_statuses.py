"""Commands of acts. By hand: `/promise`, and `/pending`, `/hold`, `/resolve`, `/reopen`, with which words may be sent;
behind `/hold` those of a reply or in focus are an answer, others the reason. The desk checks who acts."""

import re
from typing import Any

from aiogram import Router
from aiogram.types import Message

from bot.content import read_message
from bot.features.ticket import handlers_acts
from bot.handlers import CommandFilter, StaffRouter, TypedCommand, respond
from db.models import EntryKind, Ticket
from desk import Desk, TicketResult
from desk.act_catalogue import list_acts
from desk.acts import of_tickets, reading
from desk.acts.declaring import MADE, ActStep, Door, TicketAct, make_by_hand
from desk.conversation import answer_and_status, thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import reply_target
from desk.outbox import Args
from desk.questions import asking
from desk.sla import day_bounds
from desk.sla.desk_hours import get_desk_calendar
from desk.text import RichText, count_units, cut_text
from desk.text.note_prefix import is_note, strip_note_mark
from desk.tickets import promises

_NUMBERS = re.compile(r"#?[0-9]+(?:[\s,;]+#?[0-9]+)*")  # of several tickets, which are no words for the first of them


_ACTS = {act.name: act for act in (of_tickets.PENDING, of_tickets.RESOLVE, of_tickets.REOPEN)}


def make_router() -> Router:
    """Return a fresh router of the commands of acts, derived or made by hand."""
    router = StaffRouter(name="typed acts")
    by_hand = (name for door, name in MADE if door is Door.TYPED)
    router.message.register(handlers_acts.do_typed, CommandFilter(*list_acts(Door.TYPED), *by_hand))
    return router


@make_by_hand(Door.TYPED, *_ACTS)
async def change_status(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/pending N text`, `/resolve N text`, `/reopen N`."""
    act = _ACTS[command.name]
    with_words = Door.ANSWER in act.doors
    named = command.number if with_words else None
    if named is not None and await asking.ask_where_first(desk, named, is_typed=True):
        return
    only_numbers = command.replied is None and _NUMBERS.fullmatch(command.after_number.text.strip()) is not None
    if named is not None and not only_numbers:
        words = await _keep_note(message, desk, named, command.after_number)
        if await _send_words(message, desk, named, words, act):
            return
        command = TypedCommand(command.name, RichText(str(named)))
    number = respond.require_number(desk, command)
    if number is not None:
        await handlers_acts.do_and_say(desk, act, number, {})


@make_by_hand(Door.TYPED, "hold")
async def put_on_hold(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/hold N why` and `/hold N until friday why`, whose reason the team reads, and `/hold text` in a reply or
    in focus, which is an answer. Without words put it on hold now and ask for the reason."""
    if command.number is None:
        respond.post_line(desk, "usage-hold")
        return
    words = command.after_number
    values = handlers_acts.read_or_explain(desk, of_tickets.HOLD, words.text)
    if values is None:
        return
    rest = _cut_to(words, values.get("reason", ""))
    sent = command.replied is not None and await is_answer(message, desk, rest)
    sent = sent and await _send_words(message, desk, command.number, rest, of_tickets.HOLD)
    values["reason"] = "" if sent else strip_note_mark(rest).text.strip()
    values = {name: value for name, value in values.items() if value}
    if sent and not values:
        return
    done = await handlers_acts.do_or_ask(desk, of_tickets.HOLD, command.number, values)
    if done is not None:
        _say_held(desk, done, values)


def _say_held(desk: Desk, done: TicketResult, values: dict[str, Any]) -> None:
    """Say that it is on hold; a time set earlier stays, and the line says so."""
    if done.held_until is not None and "until" not in values:
        respond.post_line(desk, "done-hold-still", done.id, number=done.number, at=int(done.held_until.timestamp()))
    else:
        respond.post_letter(desk, reading.say_done(of_tickets.HOLD, done, values), done.id)


_OFF = frozenset({"off", "no", "нет", "выкл"})


@make_by_hand(Door.TYPED, "promise")
async def promise_time(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/promise N 2026-12-01 14:00`, `2h`, `tomorrow`; a day without a time means the end of its business hours;
    `off` removes the promise."""
    said = command.after_number.text.strip()
    if command.number is None or not said:
        respond.post_line(desk, "usage-promise")
        return
    if said.casefold() in _OFF:
        undone = await promises.withdraw_promise(desk, command.number)
        respond.post_line(desk, "done-promise-off", undone.id, number=undone.number)
        return
    calendar, zone = get_desk_calendar(desk.rules), desk.rules.timezone
    at = day_bounds.parse_promise(said, now=desk.now, zone=zone, calendar=calendar)
    if at is None:
        respond.post_line(desk, "usage-promise")
        return
    done = await promises.promise_time(desk, command.number, at)
    closed = int(day_bounds.is_closed_on(said, now=desk.now, zone=zone, calendar=calendar))
    told: Args = {"number": done.number, "name": done.requester.name, "at": int(at.timestamp()), "closed": closed}
    told["heard"] = await promises.look_up_notice(desk, done.id)
    respond.post_line(desk, "done-promise", done.id, **told)


async def _keep_note(message: Message, desk: Desk, number: int, words: RichText) -> RichText:
    """Return the words of an answer; words for the team are added as a note, and nothing is left of them."""
    if await is_answer(message, desk, words):
        return words
    said = read_message(message, words=strip_note_mark(words), now=desk.now)
    if said.words.text.strip() or said.files:
        await thread.add_note(desk, number, NewEntry.from_message(said))
    return RichText()


async def is_answer(message: Message, desk: Desk, words: RichText) -> bool:
    """Return True unless these words begin with `//`, reply to what colleagues said, or stay inside."""
    said = read_message(message, now=desk.now)
    replied = await reply_target.find_ticket_reply(desk, said)
    to_note, about = (replied.to_note, replied.about) if replied is not None else (False, None)
    return not (is_note(words.text) or to_note or await reply_target.is_kept_inside(desk, said, about))


async def _send_words(message: Message, desk: Desk, number: int, words: RichText, act: TicketAct) -> bool:
    """Send the words and files with the change of status, and say so. Return False if there are none."""
    said = read_message(message, words=words, now=desk.now)
    if not (words.text.strip() or said.files):
        return False
    said.require_read()
    replied = await reply_target.find_ticket_reply(desk, said)
    ticket_id = await respond.require_ticket_id(desk, number)
    of_it = replied is not None and replied.option is not None and replied.option.id == ticket_id
    answers_id = replied.entry_id if replied is not None and of_it else None
    entry = await answer_and_status.send_and_act(
        desk, number, NewEntry.from_message(said, answers_id=answers_id), [ActStep(act)]
    )
    if entry.kind is EntryKind.REPLY:
        ticket = await desk.session.get_one(Ticket, entry.ticket_id)
        name = (await desk.get_requester(ticket)).name
        respond.post_line(desk, "done-with-words", ticket.id, number=number, name=name, status=ticket.status.value)
    return True


def _cut_to(words: RichText, rest: str) -> RichText:
    """Return the end of the words that is `rest`."""
    return cut_text(words, count_units(words.text[: words.text.rfind(rest)]), count_units(words.text))
