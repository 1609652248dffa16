"""The staff group: messages about a new ticket, a finished one, or both if there are many; and the commands that are
refused there, as what they show is for one person."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.feature import Feature, ViewSpec
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_card, screens_entries
from bot.features.ticket.card_buttons import open_button
from bot.features.ticket.letter_views import render_of_ticket
from bot.handlers import CommandTable, TypedCommand, respond
from bot.handlers.commands import TeamGroupRouter
from bot.views import STATUS_SIGNS, Reader, Rendered, compose, keyboards, shown_messages
from db.models import Role
from desk import Desk
from desk.notifications.staff_group import QUEUE, has_topics, list_announced
from desk.outbox import Show
from desk.queries import lists
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line

_ASKED_UNITS = 600  # UTF-16 units of the request; Open shows the rest
_SUBJECT = 60
_ALSO = "delete"  # the command that withdraws the message replied to
_LINES = 40  # of a merged message, so that it stays within 4,096


def render_new(reader: Reader, ticket: TicketCard) -> Rendered | None:
    """Render a new ticket with Take; once someone has it, their name without Take. None for anyone but the group."""
    if reader.person.role is not Role.GROUP or ticket.is_draft:
        return None
    if screens_card.is_free(ticket):
        head = compose.join(
            [screens_card.format_state_line(reader, ticket), screens_card.format_about_line(reader, ticket)], " "
        )
        words = compose.join_lines(
            [head, screens_card.format_titled_request(reader, ticket, _ASKED_UNITS), _file_line(reader, ticket)]
        )
        take = reader.make_main_button("btn-take", ticket_buttons.Claim(number=ticket.number))
        return Rendered(words, ((take, open_button(reader, ticket)),), ticket_id=ticket.id)
    asked = compose.fold_quote(screens_card.format_titled_request(reader, ticket, _ASKED_UNITS))
    words = compose.join_lines(
        [screens_card.format_state_line(reader, ticket), screens_card.format_about_line(reader, ticket), asked]
    )
    return Rendered(words, ((open_button(reader, ticket),),), ticket_id=ticket.id)


def render_ended(reader: Reader, ticket: TicketCard) -> Rendered | None:
    """Render a finished ticket: how it ended, its subject, agent and rating."""
    if reader.person.role is not Role.GROUP:
        return None
    assignee = ticket.last_assignee.name if ticket.last_assignee is not None else ""
    what = compose.join_dotted(
        [shorten_line(ticket.subject.say_in(reader.language), _SUBJECT), ticket.requester.name, assignee]
    )
    words = compose.join_lines(
        [screens_card.format_state_line(reader, ticket), what, screens_card.format_rating_line(reader, ticket)]
    )
    return Rendered(words, ((open_button(reader, ticket),),), ticket_id=ticket.id)


def _render_announced(reader: Reader, tickets: Sequence[tuple[TicketCard, bool]]) -> Rendered | None:
    """Render many tickets, a line and a button each."""
    if reader.person.role is not Role.GROUP or not tickets:
        return None
    fresh = [ticket for ticket, is_ended in tickets if not is_ended]
    title = reader.say_rich("group-title", new=len(fresh), ended=len(tickets) - len(fresh))
    lines = [
        reader.say_rich(
            "list-line",
            sign=STATUS_SIGNS[ticket.status],
            number=ticket.number,
            rest=compose.join_dotted(
                [shorten_line(ticket.subject.say_in(reader.language), _SUBJECT), ticket.requester.name]
            ),
        )
        for ticket, _ in tickets[:_LINES]
    ]
    more = reader.say_rich("card-more-lines", n=len(tickets) - _LINES) if len(tickets) > _LINES else ""
    numbers = dict.fromkeys(ticket.number for ticket, _ in tickets[:_LINES])
    opening = [reader.make_button("btn-number", ticket_buttons.Open(number=n), number=n) for n in numbers]
    return Rendered(compose.join_lines([title, *lines, more]), keyboards.arrange_rows(opening, 5))


def _file_line(reader: Reader, ticket: TicketCard) -> str:
    return screens_entries.attach_files(reader, [file for entry in ticket.request for file in entry.files])


async def _show_ended(reader: Reader, letter: Show) -> Rendered | None:
    """Render a finished ticket in the group, as a reply to its announcement."""
    number = letter.number
    ticket = await reader.load_card(number)
    made = render_ended(reader, ticket) if ticket else None
    return (
        None
        if made is None
        else replace(made, reply_to=await shown_messages.find_slot_message(reader, f"group:{number}"))
    )


async def _show_queue(reader: Reader, letter: Show) -> Rendered | None:
    """Render the untaken tickets, the most urgent first. Nothing in it changes by itself, so that it is edited
    rarely."""
    if reader.person.role is not Role.GROUP:
        return None
    if not has_topics(reader.settings):
        return Rendered(reader.say_rich("group-queue-off"), vanishes=True) if letter.only_edit else None
    page = await lists.load_whole_queue(reader.session)
    if not page.total:
        return Rendered(reader.say_rich("queue-empty"))
    lines = [_queue_line(reader, row) for row in page.lines]
    left = page.total - len(lines)
    more = reader.say_rich("card-more-lines", n=left) if left else ""
    words = compose.join_lines([reader.say_rich("queue-title", n=page.total), *lines, more])
    numbers = [row.number for row in page.lines]
    opening = [reader.make_button("btn-number", ticket_buttons.Open(number=n), number=n) for n in numbers]
    return Rendered(words, keyboards.arrange_rows(opening, 5))


def _queue_line(reader: Reader, row: lists.TicketRow) -> RichText:
    rest = compose.join_dotted([shorten_line(row.subject.say_in(reader.language), _SUBJECT), row.requester])
    return reader.say_rich("list-line", sign=STATUS_SIGNS[row.status], number=row.number, rest=rest)


async def _show_announced(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets of the slot's minute."""
    tickets = []
    for number, is_ended in await list_announced(reader.session, letter.number):
        ticket = await reader.load_card(number)
        if ticket is not None:
            tickets.append((ticket, is_ended))
    return _render_announced(reader, tickets)


def _make_gate() -> Router:
    """Return a new router that is asked before those of the commands."""
    made = TeamGroupRouter(name="staff_group")
    made.message.register(_refuse_command, _IsOfChat())
    return made


class _IsOfChat(Filter):
    """Takes commands in the staff group that name no ticket, or show money, which not all of the team may see."""

    async def __call__(self, _message: Message, typed: TypedCommand | None, commands: CommandTable) -> bool:
        if typed is None or not commands.is_known(typed.name):
            return False
        if typed.name in commands.by_name and commands.by_name[typed.name].of_payments:
            return True
        return not commands.is_of_ticket(typed.name) and typed.name != _ALSO


async def _refuse_command(_message: Message, desk: Desk) -> None:
    """Say where the command works."""
    respond.post_line(desk, "group-command-private", bot=desk.rules.groups.username)


FEATURE = Feature(
    name="staff_group",
    gates=(_make_gate,),
    views={
        "group": ViewSpec(render_of_ticket(render_new)),
        "ended": ViewSpec(_show_ended),
        "announced": ViewSpec(_show_announced),
        QUEUE: ViewSpec(_show_queue),
    },
)
