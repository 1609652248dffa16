"""A reminder of waiting tickets in one message: in the order of the queue, without due times the longest wait first."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_

from bot.features.lists import buttons as list_buttons
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, Row, compose, keyboards
from db.models import Ticket, any_of
from desk.i18n import formats
from desk.policy import permissions
from desk.policy.lateness import CRITICAL
from desk.queries import lists
from desk.queries.lists import TicketRow
from desk.text import RichText

_MOST = 50


async def render_waiting_tickets(reader: Reader, ticket_ids: tuple[int, ...]) -> Rendered | None:
    """Return the reminder for a member of staff, or None if none of the tickets waits any more."""
    if not reader.is_staff:
        return None
    lines = await _still_waiting(reader, ticket_ids)
    if not lines:
        return None
    if all(_is_promised(line) for line in lines):
        return _promised_tickets(reader, lines)
    if len(lines) == 1:
        return Rendered(_single(reader, lines[0]), _single_buttons(reader, lines[0]), ticket_id=lines[0].id)
    title = reader.say_rich("remind-many", n=len(lines), age=_age(reader, min(line.waits_since for line in lines)))
    if any(_is_promised(line) for line in lines):
        title = reader.say_rich("late-title", n=len(lines))
    words = compose.join_lines([title, *(_line_of_reminder(reader, line) for line in lines)])
    return Rendered(words, (*_queue(reader, lines), *keyboards.make_number_rows(reader, lines[:10])))


async def _still_waiting(reader: Reader, ticket_ids: tuple[int, ...]) -> list[TicketRow]:
    wanted: ColumnElement[bool] = any_of(Ticket.id, ticket_ids)
    if not await permissions.is_only_staff(reader.session, reader.person):
        wanted = and_(wanted, Ticket.requester_id != reader.person.id)
    found = await lists.list_most_urgent(reader.session, wanted, _MOST)
    waiting = [line for line in found if line.is_open and (_is_free(line) or line.needs_answer or _is_promised(line))]
    if any(_is_promised(line) for line in waiting):
        return waiting
    return sorted(waiting, key=lambda line: (line.priority != CRITICAL, line.waits_since, line.number))


def _promised_tickets(reader: Reader, lines: list[TicketRow]) -> Rendered:
    """Return tickets with a target or a hold, each with when it is due or how long overdue."""
    if len(lines) == 1:
        return Rendered(_line_of_reminder(reader, lines[0]), _single_buttons(reader, lines[0]), ticket_id=lines[0].id)
    words = compose.join_lines(
        [reader.say_rich("late-title", n=len(lines)), *(_line_of_reminder(reader, line) for line in lines)]
    )
    return Rendered(words, (*_queue(reader, lines), *keyboards.make_number_rows(reader, lines[:10])))


def _is_promised(line: TicketRow) -> bool:
    return line.due_at is not None or line.hold_until is not None


def _target_line(reader: Reader, line: TicketRow) -> RichText:
    number, name = line.number, line.requester
    if line.due_at is None:
        return reader.say_rich("late-line-hold-over", number=number, name=name)
    ahead = line.due_at - reader.now
    key = "late-line-due" if ahead > timedelta(0) else "late-line-overdue"
    age = (
        formats.format_within(reader.language, ahead)
        if ahead > timedelta(0)
        else formats.format_duration(reader.language, -ahead)
    )
    words = reader.say_rich(key, number=number, name=name, age=age)
    if _is_free(line):
        return reader.say_rich("late-line-untaken", line=words)
    if line.assignee == reader.person.name:
        return words
    return reader.say_rich("late-line-with", line=words, assignee=_name_holder(reader, line))


def _is_free(line: TicketRow) -> bool:
    return not line.is_taken


def _name_holder(reader: Reader, line: TicketRow) -> str:
    return line.assignee or reader.say("the-board")


def _age(reader: Reader, since: datetime) -> str:
    return formats.format_duration(reader.language, max(reader.now - since, timedelta(0)))


def _line_of_reminder(reader: Reader, line: TicketRow) -> RichText:
    if _is_promised(line):
        return _target_line(reader, line)
    age, name, number = _age(reader, line.waits_since), line.requester, line.number
    if _is_free(line):
        return reader.say_rich("remind-line-untaken", number=number, name=name, age=age)
    if line.assignee == reader.person.name:
        return reader.say_rich("remind-line-waiting", number=number, name=name, age=age)
    return reader.say_rich(
        "remind-line-escalated", number=number, name=name, age=age, assignee=_name_holder(reader, line)
    )


def _single(reader: Reader, line: TicketRow) -> RichText:
    age, name, number = _age(reader, line.waits_since), line.requester, line.number
    if _is_free(line):
        return reader.say_rich("remind-untaken", number=number, age=age)
    if line.assignee == reader.person.name:
        return reader.say_rich("remind-waiting", number=number, name=name, age=age)
    return reader.say_rich("escalate-waiting", number=number, name=name, age=age, assignee=_name_holder(reader, line))


def _single_buttons(reader: Reader, line: TicketRow) -> tuple[Row, ...]:
    opening = reader.make_button("btn-open", ticket_buttons.Open(number=line.number))
    if not _is_free(line):
        return ((opening,),)
    return ((reader.make_main_button("btn-take", ticket_buttons.Claim(number=line.number)), opening),)


def _queue(reader: Reader, lines: list[TicketRow]) -> tuple[Row, ...]:
    """Return the button to the queue; if some of the tickets are taken, it says how many are not."""
    free = sum(_is_free(line) for line in lines)
    if not free:
        return ()
    page = list_buttons.QueuePage(page=1)
    if free == len(lines):
        return ((reader.make_main_button("btn-queue", page),),)
    return ((reader.make_main_button("btn-queue-of", page, n=free),),)
