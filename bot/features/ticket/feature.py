"""Declares the feature "ticket" to the core of the bot."""

from bot.feature import AGENT, Feature, Turning, ViewSpec
from bot.features.ticket import (
    buttons,
    handlers,
    handlers_acts,
    handlers_statuses,
    letter_views,
    screens_receivers,
)
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import OfTicket
from desk import Desk
from desk.act_catalogue import list_acts
from desk.acts import of_tickets
from desk.acts.declaring import Door
from desk.outbox import Relay


async def _find_as_staff(desk: Desk, at: OfTicket, _pressed: PressedMessage) -> int:
    return await respond.require_staff_ticket_id(desk, at.number)


_TYPED = (
    *(act for act in of_tickets.ACTS if Door.TYPED in act.doors | act.made),
    *(act for act in list_acts(Door.TYPED).values() if act not in of_tickets.ACTS),
)
"""Acts made by hand that other parts bring have their command with their feature."""
FEATURE = Feature(
    name="ticket",
    routers=(
        handlers_statuses.make_router,
        handlers_acts.make_router,
        handlers.make_router,
    ),
    views={
        "receipt": ViewSpec(letter_views.render_receipt, folds=True),
        "card": ViewSpec(letter_views.render_card, folds=True),
        "open": ViewSpec(letter_views.render_opened, folds=True),
        "state": ViewSpec(letter_views.render_state),
        "thread": ViewSpec(letter_views.render_thread, is_list=True),
        "history": ViewSpec(letter_views.render_history, AGENT),
        "mail": ViewSpec(letter_views.render_mail, AGENT),
        "earlier": ViewSpec(letter_views.render_earlier, AGENT),
        "hand": ViewSpec(screens_receivers.show_receivers, AGENT, asks=True),
    },
    turns=(
        Turning(buttons.ShowMail, "mail", "mail:{one.number}", find="{one.entry}", check=handlers.require_mail),
        Turning(buttons.Thread, "thread", "thread:{one.number}"),
        Turning(buttons.HistoryPage, "history", "history:{one.number}", check=_find_as_staff),
        Turning(buttons.EarlierTickets, "earlier", "earlier:{one.number}", check=_find_as_staff),
    ),
    commands=tuple(handlers_acts.make_command(act) for act in _TYPED),
    letters={Relay: letter_views.render_relayed_entry},
)
