"""Commands about one's own requests: `/new`, `/ticket N`, `/cancel`. They are for everyone in a private chat, staff
too."""

from aiogram import Router
from aiogram.types import Message

from bot.content import read_message
from bot.features.ticket.buttons import Cancel
from bot.handlers import CommandFilter, TypedCommand, respond
from db.models import Person
from desk import Desk
from desk.inbound import reply_target
from desk.inbound.prompt_replies import Prompts
from desk.inbound.receiver import begin_request
from desk.outbox import Say, Show
from desk.queries import lists
from desk.queries.lists import TicketRow
from desk.questions import next_message
from desk.tickets import closing

_MOST_OFFERED = 20
_HISTORY = frozenset({"history", "история"})


def make_commands_router() -> Router:
    """Return a fresh router of these commands."""
    made = Router(name="requester")
    made.message.register(start_request, CommandFilter("new"))
    made.message.register(_show_request, CommandFilter("ticket"))
    made.message.register(_cancel_request_of_commands, CommandFilter("cancel"))
    return made


async def start_request(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/new <text>`: start a further request; without a text the next message starts it."""
    await begin_request(desk, read_message(message, words=command.words, now=desk.now))


async def _show_request(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/ticket N`: show the whole request; for the team `/ticket N history`: every change of it."""
    if command.number is None:
        respond.post_line(desk, "usage-number", command="ticket")
        return
    word, _, rest = command.after_number.text.strip().casefold().partition(" ")
    if word in _HISTORY and rest:
        respond.post_line(desk, "usage-number-alone", command="ticket")
        return
    if word in _HISTORY:
        ticket_id = await respond.require_staff_ticket_id(desk, command.number)
        respond.post_letter(desk, Show("history", slot=f"history:{command.number}", fresh=True), ticket_id)
        return
    await respond.post_opened(desk, command.number)


async def _cancel_request_of_commands(
    message: Message, command: TypedCommand, desk: Desk, me: Person, prompts: Prompts
) -> None:
    """Handle `/cancel [N]`.

    Without a number it stops the question that it replies to, or what the next message was expected for; else it
    cancels the draft or the only open request, or shows a list to choose from.
    """
    if command.number is not None and command.after_number.text.strip():
        respond.post_line(desk, "usage-cancel-alone")
        return
    if command.number is not None:
        await _cancel(desk, command.number)
        return
    if command.words.text.strip():
        respond.post_line(desk, "usage-number", command="cancel")
        return
    if await reply_target.is_to_prompt(desk, read_message(message, now=desk.now), prompts):
        respond.post_line(desk, "cancel-asked")
        return
    if await next_message.stop_expecting(desk):
        respond.post_letter(desk, Say("cancel-question", drop_keys=desk.rules.organizations.enabled))
        return
    lines = (await lists.list_own_tickets(desk.session, me)).lines
    drafts = [line for line in lines if line.is_draft and line.is_open]
    choices = drafts or [line for line in lines if line.is_open]
    if len(choices) == 1:
        await _cancel(desk, choices[0].number)
    elif choices:
        _ask_which(desk, choices)
    else:
        respond.post_line(desk, "cancel-nothing")


async def _cancel(desk: Desk, number: int) -> None:
    """Cancel the request. The receipt is edited and may be far up, so the command is answered too."""
    done = await closing.cancel(desk, number)
    if not respond.post_done_for_another(desk, done, "cancelled"):
        respond.post_line(desk, "cancelled", done.id, number=number)


def _ask_which(desk: Desk, lines: list[TicketRow]) -> None:
    buttons = tuple(
        (
            respond.press_button(
                "btn-ticket", Cancel(number=line.number), number=line.number, **line.subject.make_letter_args()
            ),
        )
        for line in lines[:_MOST_OFFERED]
    )
    respond.post_letter(desk, Say("cancel-which", buttons=buttons, slot="cancel"))
