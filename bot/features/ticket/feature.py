"""Declares the feature "ticket" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ticket import (
    handlers,
    handlers_acts,
    handlers_statuses,
    letter_views,
    screens_receivers,
)
from desk.acts import of_tickets
from desk.acts.declaring import Door
from desk.outbox import Relay

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
        "history": ViewSpec(letter_views.render_history),
        "mail": ViewSpec(letter_views.render_mail, AGENT),
        "earlier": ViewSpec(letter_views.render_earlier, AGENT),
        "hand": ViewSpec(screens_receivers.show_receivers, AGENT, asks=True),
    },
    commands=(
        *(handlers_acts.make_command(act) for act in of_tickets.ACTS if Door.TYPED in act.doors | act.made),
        Command("history", AGENT, of_ticket=True),
    ),
    letters={Relay: letter_views.render_relayed_entry},
)
