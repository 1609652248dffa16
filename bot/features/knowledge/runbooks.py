"""Runbooks of a ticket and its steps, on one screen: read, used, ticked. Buttons, screen and handlers."""

from typing import Annotated

from aiogram import Router
from aiogram.types import CallbackQuery
from pydantic import Field

from bot.features.knowledge.buttons import ArticleOpen
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import Id, OfTicket, Press, make_press_router
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import Person, Ticket
from desk import Desk, NoSuchTicket
from desk.knowledge import runbooks
from desk.knowledge.runbooks import Runbook
from desk.outbox import Show
from desk.policy import Verb, permissions, transitions
from desk.queries.ticket_card import TicketCard
from desk.text import RichText
from desk.text.markdown import reader as markdown_reader
from desk.tickets import runbook_progress
from desk.tickets.runbook_progress import TicketStep

_A_ROW = 5
_DONE, _TO_DO = "✅", "▫️"


class StepsShown(OfTicket, prefix="steps"):
    """Show the ticket's steps and runbooks."""


class StepsUsed(OfTicket, prefix="steps_use"):
    """Give the ticket the steps of a runbook."""

    article: Id


class StepTicked(OfTicket, prefix="step"):
    """Mark a step as done, or as to be done."""

    key: Annotated[int, Field(ge=1, le=2**15 - 1)]
    done: Annotated[int, Field(ge=0, le=1)]


def format_on_card(reader: Reader, ticket: TicketCard) -> str:
    """Return how many steps are done; empty for a ticket without steps."""
    count = ticket.staff.steps
    return reader.say("card-steps", done=count.done, total=count.total) if count is not None else ""


def make_steps_button(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button to steps and runbooks, for staff other than the requester, if there are any."""
    if ticket.for_requester or (ticket.staff.steps is None and not ticket.staff.runbooks):
        return []
    press = StepsShown(number=ticket.number)
    key = "btn-runbooks" if ticket.staff.steps is None else "btn-steps"
    return [reader.make_button(key, press, n=ticket.staff.runbooks)]


async def render_steps(reader: Reader, letter: Show) -> Rendered | None:
    """Render the steps of the slot's ticket, with its runbooks."""
    number = letter.number
    card = await reader.load_card(number)
    if card is None or card.for_requester:
        return None
    ticket = await reader.session.get_one(Ticket, card.id)
    used, offered = (
        runbook_progress.load_steps(ticket),
        await runbooks.list_runbooks(reader.session, ticket, reader.language),
    )
    if not (used or offered):
        return Rendered(reader.say_rich("steps-none", number=number), ticket_id=card.id)
    can_tick = transitions.get_target_status(Verb.USE_STEPS, card.status) is not None
    title = compose.join_dotted([reader.say_rich("steps-title", number=number), format_on_card(reader, card)])
    lines = [title, *(_line(n, step) for n, step in enumerate(used, start=1))]
    others = [reader.say_rich("steps-runbook", title=one.page.title, n=len(one.steps)) for one in offered]
    ticking = [_tick(reader, number, n, step) for n, step in enumerate(used, start=1)] if can_tick else []
    rows = [*keyboards.arrange_rows(ticking, _A_ROW), *(_offer(reader, number, one, can_tick) for one in offered)]
    words = compose.join([compose.join_lines(lines), compose.join_lines(others)], "\n\n")
    return Rendered(words, tuple(rows), ticket_id=card.id)


def _line(n: int, step: TicketStep) -> RichText:
    return RichText(f"{_sign(done=step.is_done)} {n}. ") + markdown_reader.read_markdown(step.text)


def _sign(*, done: bool) -> str:
    return _DONE if done else _TO_DO


def _tick(reader: Reader, number: int, n: int, step: TicketStep) -> RenderedButton:
    press = StepTicked(number=number, key=step.key, done=int(not step.is_done))
    return reader.make_button("btn-step", press, n=n, sign=_sign(done=step.is_done))


def _offer(reader: Reader, number: int, one: Runbook, can_tick: bool) -> Row:
    read = reader.make_button("btn-similar-read", ArticleOpen(article=one.page.id))
    if one.is_used or not one.steps or not can_tick:
        return (read,)
    use = StepsUsed(number=number, article=one.page.id)
    return (read, reader.make_main_button("btn-steps-use", use))


def make_router() -> Router:
    return make_press_router("runbooks", show_steps, use_steps, tick_step)


async def show_steps(
    _query: CallbackQuery, callback_data: StepsShown, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show steps and runbooks in a new message."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    ticket = await desk.lock_ticket(callback_data.number)
    if not (await permissions.get_access(desk.session, ticket, me)).staff:
        raise NoSuchTicket(callback_data.number)
    letter = Show("steps", slot=f"steps:{callback_data.number}", fresh=True)
    respond.post_letter(desk, letter, ticket.id)


async def use_steps(
    _query: CallbackQuery, callback_data: StepsUsed, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Give the ticket the steps; the screen then has a button for each."""
    permissions.require_staff(me)
    pressed.require_view("steps")
    done = await runbooks.use_steps(desk, callback_data.number, callback_data.article)
    press.say("steps-used" if done.changed else "steps-used-before")
    _show_again(desk, callback_data.number, done.id)


async def tick_step(
    _query: CallbackQuery, callback_data: StepTicked, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Tick a step, or take the tick back."""
    permissions.require_staff(me)
    pressed.require_view("steps")
    done = await runbook_progress.tick_step(
        desk, callback_data.number, callback_data.key, done=bool(callback_data.done)
    )
    _show_again(desk, callback_data.number, done.id)


def _show_again(desk: Desk, number: int, ticket_id: int) -> None:
    respond.post_letter(desk, Show("steps", slot=f"steps:{number}"), ticket_id)
